import type { CheckTable, Row } from "../../core/checks";
import { overlap, parseCidr, type Cidr } from "../../core/cidr";
import { omitted, oneOf, that, type Rule } from "../../core/rules";
import { resourceId } from "../rules";
import { resolveNetwork, type ResolvedNetwork } from "./defaults";
import { NetworkAccess, type NetworkAttributes, type NetworkSettings } from "./settings";

/** @see https://learn.microsoft.com/en-us/azure/container-apps/custom-virtual-networks#subnet-address-range-restrictions */
const RESERVED = [
  "100.100.0.0/17",
  "100.100.128.0/19",
  "100.100.160.0/19",
  "100.100.192.0/19",
  "169.254.0.0/16",
  "172.30.0.0/16",
  "172.31.0.0/16",
  "192.0.2.0/24",
];

/** Requirements on the block of a new virtual network. */
export const CIDR_ROWS: readonly Row<{ readonly cidr?: string }>[] = [
  {
    field: "cidr",
    rule: that(
      (cidr) => {
        const bits = parseCidr(String(cidr))?.bits;
        return bits !== undefined && bits >= 16 && bits <= 24;
      },
      "be an IPv4 block of /16 to /24 that begins at its first address",
      'Use for example "10.40.0.0/16"',
    ),
    synthesis: true,
  },
  {
    field: "cidr",
    rule: that(
      (cidr) => {
        const block = parseCidr(String(cidr));
        return block === undefined || RESERVED.map(parseCidr).every((each) => !overlap(each as Cidr, block));
      },
      `not overlap with a block that Container Apps reserves: ${RESERVED.join(", ")}`,
      'Use for example "10.40.0.0/16"',
    ),
  },
];

/** Requirements on network settings. */
export const NETWORK: CheckTable<NetworkSettings, ResolvedNetwork> = {
  resolve: resolveNetwork,
  rows: [
    { field: "access", rule: oneOf(NetworkAccess), synthesis: true },
    ...CIDR_ROWS,
    {
      field: "cidr",
      rule: omitted(
        "servers with public addresses have no virtual network",
        "Remove cidr, or set access: NetworkAccess.PRIVATE",
      ),
      when: ({ access }) => access === NetworkAccess.PUBLIC,
    },
  ],
};

const SUBNETS = [
  "serverSubnetId",
  "gatewaySubnetId",
  "databaseSubnetId",
  "uiSubnetId",
  "privateEndpointSubnetId",
] as const;

/** Requirements on the attributes of an existing virtual network. */
export const NETWORK_ATTRIBUTES: CheckTable<NetworkAttributes> = {
  rows: [
    { field: "virtualNetworkId", rule: resourceId("Microsoft.Network/virtualNetworks") },
    ...SUBNETS.flatMap((field, index): Row<NetworkAttributes>[] => [
      { field, rule: resourceId("Microsoft.Network/virtualNetworks/subnets") },
      { field, rule: ({ virtualNetworkId }) => within(virtualNetworkId) },
      { field, rule: (attributes) => differentFrom(SUBNETS.slice(0, index).map((each) => attributes[each])) },
    ]),
  ],
};

function within(virtualNetworkId: string): Rule {
  return that(
    (id) => String(id).startsWith(`${virtualNetworkId}/subnets/`),
    "be a subnet of virtualNetworkId",
    "Use a subnet of that virtual network",
  );
}

function differentFrom(others: readonly (string | undefined)[]): Rule {
  return that(
    (id) => !others.includes(String(id)),
    "be a subnet of its own: each service needs one that is delegated to it alone",
    "Use another subnet",
  );
}
