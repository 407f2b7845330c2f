import type { ResourceRule } from "../../../simulator/rule";
import { needGroups } from "../ec2/security-groups";
import { makeArn } from "../arn";
import { lowerId } from "../ids";
import { all, need } from "../lookup";
import type { FrozenApi } from "./deployments";
import { fill, refuse } from "../../../simulator/writers";
import { text, texts } from "../../../simulator/readers";

/** Zones in which API Gateway makes no link. */
const CLOSED_ZONES = ["use1-az3", "usw1-az2", "ape1-az1", "apne1-az3", "cac1-az4", "euw3-az2"];

/**
 * A VPC link of version 2. It can't go while an integration or a deployment still names it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/12195
 */
export const vpcLink: ResourceRule = {
  type: "aws_apigatewayv2_vpc_link",
  cites: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html",
  validate: (context) => {
    const name = text(context.config, "name");
    if (name !== undefined && name.length > 128)
      context.error(`expected length of name to be in the range (1 - 128), got ${name.length}`, "name");
  },
  create: (context) => {
    const { account, values } = context;
    const subnets = texts(values, "subnet_ids");
    if (subnets.length === 0) refuse("BadRequestException: Subnet ids must not be empty", "subnet_ids");
    const found = subnets.map((id) =>
      need(context, "aws_subnet", id, `BadRequestException: The subnet ID '${id}' does not exist`, "subnet_ids"),
    );
    if (new Set(found.map((subnet) => subnet.vpc_id)).size > 1)
      refuse("BadRequestException: the subnets belong to several VPCs", "subnet_ids");
    const closed = found.find((subnet) => CLOSED_ZONES.includes(String(subnet.availability_zone_id)));
    if (closed)
      refuse(
        `BadRequestException: VPC links are not supported in the zone ${String(closed.availability_zone_id)} of ${String(closed.id)}`,
        "subnet_ids",
      );
    needGroups(context, texts(values, "security_group_ids"), "security_group_ids");
    const id = lowerId(account, "vpc-link", 6);
    values.id = id;
    fill(values, { arn: makeArn(context, "apigateway", `/vpclinks/${id}`, { account: "" }) });
  },
  delete: (context) => {
    const { account, prior } = context;
    const live = all(account, "aws_api_gateway_integration");
    const frozen = all(account, "aws_api_gateway_deployment").flatMap(
      (deployment) =>
        account.memory<FrozenApi | undefined>(`aws_api_gateway_deployment:${String(deployment.id)}`, () => undefined)
          ?.integrations ?? [],
    );
    const user = [...live, ...frozen].find((integration) => integration.connection_id === prior.id);
    if (user)
      refuse(
        `BadRequestException: Cannot delete vpc link. Vpc link '${String(prior.id)}', is referenced in [${String(user.http_method)}:${String(user.resource_id)}] in format of [Method:Resource].`,
      );
  },
};
