import type { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import type { AwsComponentProps } from "../component";
import { policyDocument, serviceTrust } from "../iam";
import { OptionalBindings } from "../optional-bindings";
import { GatewayAccessLog } from "./settings";

export interface GatewayLogProps extends AwsComponentProps {
  readonly accessLog: GatewayAccessLog;
  /** KMS key of the log group. */
  readonly encryptionKeyArn?: string;
}

/** The fields of an entry; the path is without its query, so it names no users and no models beyond those of the path. */
const FIELDS = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  caller: "$context.identity.userArn",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  error: "$context.error.responseType",
  latency: "$context.responseLatency",
  integrationStatus: "$context.integration.status",
  integrationLatency: "$context.integration.latency",
  waf: "$context.wafResponseCode",
};

/** The log group of the gateway's access log and, on request, the account's role to write it with. */
export class GatewayLog extends Construct {
  public readonly logGroupName: string;
  public readonly logGroupArn: string;
  /** One line of JSON. */
  public readonly format = JSON.stringify(FIELDS);
  /** What must exist before a stage may log. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: GatewayLogProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "Resource", {
      name: `/mlops/${props.prefix}/gateway`,
      retentionInDays: Sizes.defaults(props.size).logRetentionDays,
      kmsKeyId: props.encryptionKeyArn,
      tags: props.tags,
    });
    this.logGroupName = group.name;
    this.logGroupArn = group.arn;
    this.dependencies = props.accessLog === GatewayAccessLog.ON_WITH_ACCOUNT_ROLE ? [this.accountRole(props)] : [];
  }

  private accountRole(props: GatewayLogProps): ApiGatewayAccount {
    const role = new IamRole(this, "Role", {
      name: `${props.prefix}-api-gateway-logs`,
      description: "API Gateway writes its logs",
      // No condition: API Gateway tests the role when it is set, and AWS documents none. Only this account can set it.
      assumeRolePolicy: serviceTrust("ApiGateway", "apigateway.amazonaws.com"),
      tags: props.tags,
    });
    const policy = new IamRolePolicy(this, "Policy", {
      name: "write-logs",
      role: role.id,
      policy: policyDocument([
        {
          // The actions of AWS's own policy for this role; API Gateway refuses a role that may do less.
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
          ],
          Resource: "*",
        },
      ]),
    });
    const { ApiGatewayAccount } = OptionalBindings.apiGatewayAccount();
    return new ApiGatewayAccount(this, "Account", { cloudwatchRoleArn: role.arn, dependsOn: [policy] });
  }
}
