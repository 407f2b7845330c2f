import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The services (APIs) of Google Cloud that are enabled in the project. */
export interface IProjectServices extends IConstruct {
  /** What must exist before a resource of a service is created. */
  readonly dependencies: ITerraformDependable[];
}
