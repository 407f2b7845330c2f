import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Lazy } from "cdktf";
import type { Construct } from "constructs";
import { AwsAccount } from "../account";
import type { IGateway, IGatewayCaller } from "../gateway/interface";
import { policyDocument } from "../iam";
import { SnowflakeRole } from "./role";
import type { SnowflakeRoleProps, SnowflakeTrust } from "./settings";

/**
 * The role with which Snowflake's external functions call the gateway. Give its ARN to the API integration, then call
 * `trust` with the outputs of the integration: one apply, no cycle.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-common-api-integration-proxy-link
 */
export class SnowflakeApiRole extends SnowflakeRole implements IGatewayCaller {
  public readonly sessionArn: string;
  public readonly dependencies: ITerraformDependable[];
  public readonly generation: string;

  /** @throws ValidationError for a role name that IAM would refuse */
  constructor(scope: Construct, id: string, props: SnowflakeRoleProps) {
    super(scope, id, props, "api");
    const account = AwsAccount.of(this);
    this.sessionArn = `arn:${account.partition}:sts::${account.accountId}:assumed-role/${this.roleName}/snowflake`;
    // API Gateway refuses a policy that names a role which is not consistent across IAM yet.
    const sleep = new Sleep(this, "RoleDelay", {
      createDuration: "60s",
      triggers: { role: Lazy.stringValue({ produce: () => this.role.uniqueId }) },
    });
    this.dependencies = [sleep];
    this.generation = sleep.id;
  }

  /** Creates the role: Snowflake's user may assume it, and it may call the gateway by POST. */
  public trust(trust: SnowflakeTrust, gateway: IGateway): void {
    const role = this.create(trust, "Snowflake external functions call the MLflow gateway");
    new IamRolePolicy(this, "Policy", {
      name: "call-gateway",
      role: role.id,
      policy: policyDocument([
        { Sid: "CallGateway", Effect: "Allow", Action: "execute-api:Invoke", Resource: gateway.invokeArn },
      ]),
    });
  }
}
