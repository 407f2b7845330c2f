import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The HTTPS endpoint that Snowflake's external functions call. */
export interface IGateway extends IConstruct {
  /** URL prefix of every function: `https://<api>.execute-api.<region>.<suffix>/<stage>/`. */
  readonly url: string;
  /** ARN pattern of what a caller may invoke: POST on the stage. */
  readonly invokeArn: string;
}

/** The identity that the gateway allows. */
export interface IGatewayCaller extends IConstruct {
  /** ARN of the role, without a path. */
  readonly roleArn: string;
  /** ARN of the session in which Snowflake assumes the role. */
  readonly sessionArn: string;
  /** What must exist before a policy may name the role. */
  readonly dependencies: ITerraformDependable[];
  /** Changes when the role is recreated: AWS treats it as a different principal than the one in the policy. */
  readonly generation: string;
}

/** How CloudWatch finds the metrics of the gateway. */
export interface GatewayMetrics {
  /** Name of the REST API. */
  readonly apiName: string;
  readonly stageName: string;
  /** Log group of the stage's access log in JSON with a field `status`. @default - none: 403s are not distinguished from other 4XX */
  readonly accessLogGroupName?: string;
}
