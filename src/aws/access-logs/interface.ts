import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The bucket to which S3 and the load balancers deliver access logs. */
export interface IAccessLogs extends IConstruct {
  readonly bucketName: string;
  /** What must exist before a log can be delivered: the policy that allows AWS to write. */
  readonly dependencies: ITerraformDependable[];
}
