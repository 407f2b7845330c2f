import { newId } from "../../../simulator/ids";
import { type Attributes, block, blocks, isTrue, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { all } from "../lookup";
import { deliveryProblem, loadBalancerLogKey } from "../s3/log-delivery";
import { partitionOf, regionOf } from "../session";

/** The subnets of a load balancer, however they are given. */
export function subnetsOf(values: Attributes): string[] {
  const mapped = blocks(values, "subnet_mapping").flatMap((mapping) => text(mapping, "subnet_id") ?? []);
  return [...new Set([...texts(values, "subnets"), ...mapped])];
}

/** Two zones at least, one subnet in each, all in one VPC. Returns the VPC. */
function checkSubnets({ account, values }: CreateContext): string {
  const subnets = subnetsOf(values).map((id) => account.get("aws_subnet", id) ?? {});
  const zones = subnets.map((subnet) => String(subnet.availability_zone));
  if (new Set(zones).size < zones.length)
    refuse(
      "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone",
      "subnets",
    );
  if ((text(values, "load_balancer_type") ?? "application") === "application" && zones.length < 2)
    refuse("ValidationError: At least two subnets in two different Availability Zones must be specified", "subnets");
  const vpcs = [...new Set(subnets.map((subnet) => String(subnet.vpc_id)))];
  if (vpcs.length !== 1) refuse("InvalidConfigurationRequest: All subnets must belong to the same VPC", "subnets");
  const vpc = vpcs[0] ?? "";
  if (!isTrue(values, "internal") && !all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === vpc))
    refuse(`InvalidSubnet: VPC ${vpc} has no internet gateway`, "subnets");
  return vpc;
}

/** Elastic Load Balancing writes a test object before it takes a bucket for its logs. */
function checkLogs(context: CreateContext): void {
  for (const [attribute, what] of [
    ["access_logs", "access"],
    ["connection_logs", "connection"],
  ] as const) {
    const logs = block(context.values, attribute);
    if (!logs || logs.enabled === false) continue;
    const bucket = text(logs, "bucket") ?? "";
    const held = context.account.get("aws_s3_bucket", bucket);
    if (!held) refuse(`InvalidConfigurationRequest: S3 bucket ${bucket} does not exist for ${what} logs`, attribute);
    const key = loadBalancerLogKey(context, text(logs, "prefix"));
    const problem = deliveryProblem(context, bucket, ["logdelivery.elasticloadbalancing"], key);
    if (problem !== undefined)
      refuse(
        `InvalidConfigurationRequest: Access Denied for bucket: ${bucket}. Please check S3bucket permission (${problem})`,
        attribute,
      );
  }
}

/** Attributes that only load balancers of one kind have; the provider looks at no change of them on the others. */
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  application: [
    "client_keep_alive",
    "desync_mitigation_mode",
    "drop_invalid_header_fields",
    "enable_http2",
    "enable_tls_version_and_cipher_suite_headers",
    "enable_waf_fail_open",
    "enable_xff_client_port",
    "idle_timeout",
    "preserve_host_header",
    "xff_header_processing_mode",
  ],
  network: ["dns_record_client_routing_policy", "enforce_security_group_inbound_rules_on_private_link_traffic"],
};

function planLoadBalancer({ prior, planned }: PlanContext): void {
  if (prior === undefined) return;
  const kind = text(planned, "load_balancer_type") ?? "application";
  const foreign = Object.entries(OF_KIND).flatMap(([of, attributes]) => (of === kind ? [] : attributes));
  if (kind === "application") foreign.push("enable_cross_zone_load_balancing");
  for (const attribute of foreign) planned[attribute] = prior[attribute] ?? null;
}

export const loadBalancerActs: Readonly<Record<string, Acts>> = {
  aws_lb: {
    plan: planLoadBalancer,
    check: (context) => {
      const { account, values } = context;
      const vpc = checkSubnets(context);
      const own = text(values, "vpc_id");
      if (own !== undefined && own !== vpc)
        refuse(
          `InvalidConfigurationRequest: The subnets of ${vpc} do not belong to the VPC ${own} of the load balancer`,
          "subnets",
        );
      checkLogs(context);
      const name = String(values.name);
      const region = regionOf(context);
      const label = newId(account, "lb-dns", "digits", 9);
      fill(values, {
        arn_suffix: `${values.load_balancer_type === "network" ? "net" : "app"}/${name}/${newId(account, "lb", "hex", 16)}`,
        dns_name: `${isTrue(values, "internal") ? "internal-" : ""}${name}-${label}.${region}.elb.${partitionOf(region).dnsSuffix}`,
        vpc_id: vpc,
        security_groups: [account.get("aws_vpc", vpc)?.default_security_group_id ?? ""],
        subnets: subnetsOf(values),
      });
    },
  },
};
