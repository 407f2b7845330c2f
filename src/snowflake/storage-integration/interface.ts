import type { IConstruct } from "constructs";
import type { Grant } from "../workspace/grant";
import type { IRole } from "../workspace/interface";

/** A storage integration with buckets of a cloud, under an identity of that cloud. */
export interface IStorageIntegration extends IConstruct {
  /** Name of the integration. */
  readonly integrationName: string;
  /** Locations that stages may use; empty where they are not known. */
  readonly allowedLocations: string[];
  /** Lets a role make stages with the integration. Using a stage does not need it. */
  grantUsage(role: IRole): Grant;
}
