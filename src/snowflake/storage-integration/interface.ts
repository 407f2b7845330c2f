import type { IConstruct } from "constructs";
import type { Grant } from "../workspace/grant";
import type { IRole } from "../workspace/interface";

/** A storage integration with buckets of a cloud, under an identity of that cloud. */
export interface IStorageIntegration extends IConstruct {
  /** Name of the integration. */
  readonly integrationName: string;
  /** Locations that stages may use; empty where they are not known. */
  readonly allowedLocations: string[];
  /** Allows a role to create stages with the integration. Users of a stage do not need it. */
  grantUsage(role: IRole): Grant;
}
