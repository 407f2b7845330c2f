import type { CheckTable } from "../../core/checks";
import { different, integer, omitted, oneOf, that, type Rule } from "../../core/rules";
import { resourceId } from "../rules";
import { parseCidr } from "../../core/cidr";
import { resolveNetwork, type ResolvedNetwork } from "./defaults";
import { NetworkEgress, type NetworkAttributes, type NetworkSettings } from "./settings";

const isClosed = ({ egress }: ResolvedNetwork): boolean => egress === NetworkEgress.NONE;

/** Requirements on network settings. */
export const NETWORK: CheckTable<NetworkSettings, ResolvedNetwork> = {
  resolve: resolveNetwork,
  rows: [
    {
      field: "cidr",
      rule: that(
        (cidr) => {
          const bits = parseCidr(String(cidr))?.bits;
          return bits !== undefined && bits >= 16 && bits <= 22;
        },
        "be an IPv4 block of /16 to /22 that begins at its first address",
        'Use for example "10.40.0.0/16"',
      ),
      synthesis: true,
    },
    { field: "zones", rule: integer(2, 3, "zones of the database and the load balancer"), synthesis: true },
    { field: "availabilityZones", rule: ({ zones }) => different(zones, `the subnets span ${zones} zones`) },
    { field: "egress", rule: oneOf(NetworkEgress), synthesis: true },
    {
      field: "privateServers",
      rule: that((value) => value !== false, "not be false with egress NONE", "Remove privateServers or egress"),
      when: isClosed,
    },
    {
      field: "natGateways",
      rule: omitted("NAT gateways cannot be used with egress NONE", "Remove natGateways or egress"),
      when: isClosed,
    },
    {
      field: "natGateways",
      rule: omitted(
        "servers in public subnets do not use NAT gateways",
        "Remove natGateways, or set privateServers: true",
      ),
      when: (settings) => !isClosed(settings) && !settings.privateServers,
    },
    {
      field: "natGateways",
      rule: ({ zones }) => integer(1, zones, "at most one NAT gateway per zone"),
      when: (settings) => !isClosed(settings) && settings.privateServers,
      synthesis: true,
    },
  ],
};

const TWO_SUBNETS = different(2, "AWS requires subnets in two zones");

/** Requirements on the attributes of an existing VPC. */
export const NETWORK_ATTRIBUTES: CheckTable<NetworkAttributes> = {
  rows: [
    { field: "vpcId", rule: resourceId("vpc") },
    { field: "serverSubnetIds", rule: different(1, "the servers need a subnet") },
    { field: "serverSubnetIds", rule: resourceId("subnet"), each: true },
    ...["loadBalancerSubnetIds", "databaseSubnetIds"].flatMap((field) => [
      // Without subnets of its own it uses the servers'.
      { field, rule: () => TWO_SUBNETS },
      { field, rule: resourceId("subnet"), each: true },
    ]),
    { field: "publicSubnetIds", rule: resourceId("subnet"), each: true },
  ],
  complete: (given) => ({
    ...given,
    loadBalancerSubnetIds: given.loadBalancerSubnetIds ?? given.serverSubnetIds,
    databaseSubnetIds: given.databaseSubnetIds ?? given.serverSubnetIds,
  }),
};

/** What the load balancer of the UI needs of a network. */
export const PUBLIC_SUBNETS: Rule = {
  ...different(2, "the load balancer of the UI needs public subnets in two zones"),
  remedy: "Set publicSubnetIds of the existing network",
  appliesToUnset: true,
};
