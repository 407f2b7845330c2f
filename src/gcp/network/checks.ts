import type { CheckTable, Row } from "../../core/checks";
import { parseCidr, type Cidr } from "../../core/cidr";
import { pattern, that, type Rule } from "../../core/rules";
import { Tokens } from "../../core/tokens";
import type { NetworkAttributes, NetworkSettings } from "./settings";

/**
 * RFC 1918: with the egress `private-ranges-only`, Cloud Run sends to no other address through a network, so that servers in other ranges
 * would not reach the database.
 * @see https://cloud.google.com/sdk/gcloud/reference/run/deploy#--vpc-egress
 */
const USABLE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Requirements on the block of a new subnetwork. */
const CIDR_ROWS: readonly Row<NetworkSettings>[] = [
  {
    field: "cidr",
    rule: that(
      (cidr) => {
        const bits = parseCidr(String(cidr))?.bits;
        return bits !== undefined && bits >= 16 && bits <= 26;
      },
      "be an IPv4 block of /16 to /26 that begins at its first address: Cloud Run needs a /26",
      'Use for example "10.40.0.0/24"',
    ),
  },
  {
    field: "cidr",
    rule: that(
      (cidr) => {
        const block = parseCidr(String(cidr));
        return block === undefined || USABLE.some((each) => contains(parseCidr(each) as Cidr, block));
      },
      `be within a block of private addresses (RFC 1918), as servers reach no other through a network: ${USABLE.join(", ")}`,
      'Use for example "10.40.0.0/24"',
    ),
  },
];

/** Requirements on network settings. */
export const NETWORK: CheckTable<NetworkSettings> = { rows: CIDR_ROWS };

/** Requirements on the attributes of an existing VPC network. */
export const NETWORK_ATTRIBUTES: CheckTable<NetworkAttributes> = {
  rows: [
    {
      field: "networkId",
      rule: pattern(
        /^projects\/[^/\s]+\/global\/networks\/[^/\s]+$/,
        "be the ID of a VPC network, neither its name nor its URL",
        "Use projects/<project>/global/networks/<name>",
      ),
    },
    {
      field: "subnetworkId",
      rule: pattern(
        /^projects\/[^/\s]+\/regions\/[^/\s]+\/subnetworks\/[^/\s]+$/,
        "be the ID of a subnetwork, neither its name nor its URL",
        "Use projects/<project>/regions/<region>/subnetworks/<name>",
      ),
    },
    { field: "subnetworkId", rule: ({ networkId }) => inProjectOf(networkId) },
  ],
};

/**
 * A row that refuses a subnetwork of another region than the platform's.
 * @param field path of the subnetwork's ID: `existing.network.subnetworkId`
 */
export function subnetworkRegionRow<S>(field: string, regionOf: (settings: S) => string): Row<S> {
  return {
    field,
    rule: (settings) => {
      const region = regionOf(settings);
      return that(
        (id) => [region, undefined].includes(/\/regions\/([^/]+)\//.exec(String(id))?.[1]),
        `be a subnetwork in ${region}, the platform's region`,
        "Use a subnetwork of that region, or change region",
      );
    },
  };
}

function contains(block: Cidr, part: Cidr): boolean {
  const size = 2 ** (32 - block.bits);
  return part.bits >= block.bits && Math.floor(part.base / size) === Math.floor(block.base / size);
}

function inProjectOf(networkId: string): Rule {
  return that(
    // What is no ID is reported by its own row.
    (id) =>
      Tokens.isUnresolved(networkId) ||
      [networkId, String(id)].some((each) => !each.startsWith("projects/")) ||
      projectOf(String(id)) === projectOf(networkId),
    "be a subnetwork of networkId, and so in its project",
    "Correct one of the two",
  );
}

function projectOf(id: string): string | undefined {
  return id.split("/")[1];
}
