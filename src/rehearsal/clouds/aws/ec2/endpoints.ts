import { isSet, isTrue, text, texts } from "../../../simulator/readers";
import { newId } from "../../../simulator/ids";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { checkPolicy } from "../identities/attached-policy";
import { all } from "../lookup";
import { partitionOf, regionOf } from "../session";
import services from "./endpoint-services.json";
import { hasDns } from "./vpc";

const GATEWAY_SERVICES = new Set(services.gateway.split(" "));

/** Services of AWS with interface endpoints. */
const INTERFACE_SERVICES = new Set(services.interface.join(" ").split(" "));

/** Services of other accounts, which nobody can look up from here: Snowflake's PrivateLink is one. */
const PRIVATE_SERVICE = /^com\.amazonaws\.vpce\.([a-z0-9-]+)\.(vpce-svc-[0-9a-f]{17})$/;

/** Types of endpoints that lead to a service by its name. */
const BY_NAME = ["Gateway", "Interface", "GatewayLoadBalancer"];

const FULL_ACCESS = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

/** What a service may be reached by: its name after the region. */
function serviceOf(context: CreateContext, isGateway: boolean): string {
  const service = text(context.values, "service_name") ?? "";
  const region = text(context.values, "service_region") ?? regionOf(context);
  const [, home, own] = PRIVATE_SERVICE.exec(service) ?? [];
  if (own !== undefined && home === region && !isGateway) return own;
  const name = service.replace(`com.amazonaws.${region}.`, "");
  const known = isGateway ? GATEWAY_SERVICES.has(name) : INTERFACE_SERVICES.has(name);
  if (name === service || !known)
    refuse(
      `InvalidServiceName: The Vpc Endpoint Service '${service}' does not exist (type ${isGateway ? "Gateway" : "Interface"}, region ${region})`,
      "service_name",
    );
  return name;
}

function checkPrivateDns({ account, values }: CreateContext): void {
  if (!isTrue(values, "private_dns_enabled")) return;
  const { vpc_id: vpc, service_name: service } = values;
  if (!hasDns(account.get("aws_vpc", String(vpc))))
    refuse(
      `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${String(vpc)}`,
      "private_dns_enabled",
    );
  const double = all(account, "aws_vpc_endpoint").some(
    (other) => other.vpc_id === vpc && other.service_name === service && isTrue(other, "private_dns_enabled"),
  );
  if (double)
    refuse(
      `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${String(service)} in the VPC ${String(vpc)}`,
      "private_dns_enabled",
    );
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
export const endpointActs: Readonly<Record<string, Acts>> = {
  aws_vpc_endpoint: {
    create: (context) => {
      const { account, config, values } = context;
      const kind = text(values, "vpc_endpoint_type") ?? "Gateway";
      const isGateway = kind === "Gateway";
      const name = BY_NAME.includes(kind) ? serviceOf(context, isGateway) : kind.toLowerCase();
      if (isGateway && (isSet(config, "subnet_ids") || isSet(config, "security_group_ids")))
        refuse("InvalidParameter: Endpoint type (Gateway) does not support subnets or security groups", "subnet_ids");
      if (!isGateway && isSet(config, "route_table_ids"))
        refuse(`InvalidParameter: Endpoint type (${kind}) does not support route tables`, "route_table_ids");
      checkPrivateDns(context);
      const policy = text(values, "policy");
      if (policy !== undefined)
        checkPolicy(context, policy, "policy", { kind: "resource", malformed: "InvalidPolicyDocument" });
      const region = regionOf(context);
      const host = `${String(values.id)}-${newId(account, "dns", "lower", 8)}.${name}.${region}.vpce.${partitionOf(region).dnsSuffix}`;
      const group = account.get("aws_vpc", String(values.vpc_id))?.default_security_group_id ?? "";
      fill(values, {
        policy: FULL_ACCESS,
        cidr_blocks: isGateway ? ["198.51.100.0/24"] : [],
        prefix_list_id: isGateway ? `pl-${newId(account, "pl", "hex", 8)}` : null,
        dns_entry: isGateway ? [] : [{ dns_name: host, hosted_zone_id: "Z7HUB22UULQXV" }],
        network_interface_ids: texts(values, "subnet_ids").map(() => `eni-0${newId(account, "eni", "hex", 16)}`),
        security_group_ids: isGateway ? [] : [group],
      });
    },
  },
};
