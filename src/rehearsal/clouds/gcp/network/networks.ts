import { keepEqual } from "../../../simulator/equal-forms";
import { newId } from "../../../simulator/ids";
import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { contains, dotted, overlaps, parseCidr } from "../../../simulator/cidr";
import { all, findByName, normalName, shortName } from "../ids";

export const NETWORK = "google_compute_network";
export const SUBNETWORK = "google_compute_subnetwork";
const COMPUTE = "https://www.googleapis.com/compute/v1/";

/** A reference has one form in the state: the service's address. Every form of one name is the same to the plan. */
export function keepName(context: PlanContext, attribute: string): void {
  keepEqual(context, attribute, shortName);
}

/** The object that an attribute names; it is written into the state by its address. */
export function needNamed({ account, values }: CreateContext, type: string, attribute: string): Values | undefined {
  const name = text(values, attribute);
  if (name === undefined) return undefined;
  const found = findByName(account, type, name);
  if (found === undefined)
    refuse(`googleapi: Error 404: The resource '${normalName(account, name)}' was not found, notFound`, attribute);
  values[attribute] = COMPUTE + String(found.id);
  return found;
}

function checkSubnetwork(context: CreateContext): void {
  const { account, values } = context;
  needNamed(context, NETWORK, "network");
  const range = String(values.ip_cidr_range);
  const cidr = parseCidr(range);
  if (cidr === undefined || cidr.canonical !== range || cidr.prefix > 29)
    refuse(
      `googleapi: Error 400: Invalid value for field 'resource.ipCidrRange': '${range}'. Must be a valid CIDR address range., invalid`,
      "ip_cidr_range",
    );
  const other = all(account, SUBNETWORK).find((each) => {
    const theirs = parseCidr(String(each.ip_cidr_range));
    return each.id !== values.id && each.network === values.network && theirs !== undefined && overlaps(theirs, cidr);
  });
  if (other !== undefined)
    refuse(
      `googleapi: Error 400: Invalid IPCidrRange: ${range} conflicts with existing subnetwork '${String(other.name)}' in region '${String(other.region)}'., invalid`,
      "ip_cidr_range",
    );
}

function planSubnetwork(context: PlanContext): void {
  const { prior, planned, requireReplace } = context;
  keepName(context, "network");
  const [before, after] = [prior, planned].map((values) => parseCidr(text(values, "ip_cidr_range") ?? ""));
  if (before !== undefined && after !== undefined && !contains(after, before)) requireReplace("ip_cidr_range");
}

function createAddress(context: CreateContext): void {
  const { account, values } = context;
  const isInternal = values.address_type === "INTERNAL";
  const subnetwork = needNamed(context, SUBNETWORK, "subnetwork");
  if (subnetwork !== undefined && subnetwork.region !== values.region)
    refuse(
      `googleapi: Error 400: Invalid value for field 'resource.subnetwork': it is in ${String(subnetwork.region)}., invalid`,
      "subnetwork",
    );
  const range = parseCidr(text(subnetwork, "ip_cidr_range") ?? "");
  const taken = all(account, "google_compute_address").map(({ address }) => String(address));
  // The first two addresses of a subnetwork are Google's.
  let at = 2;
  while (range !== undefined && taken.includes(dotted(range.first + at))) at += 1;
  const free = range === undefined ? undefined : dotted(range.first + at);
  fill(values, {
    address: free ?? `34.77.${Number(newId(account, "ip", "digits", 2))}.${Number(newId(account, "ip", "digits", 2))}`,
    purpose: isInternal ? "GCE_ENDPOINT" : "",
    network_tier: isInternal ? "" : "PREMIUM",
  });
}

export const networkActs: Readonly<Record<string, Acts>> = {
  google_compute_subnetwork: {
    plan: planSubnetwork,
    check: checkSubnetwork,
    create: ({ values }) => {
      const cidr = parseCidr(String(values.ip_cidr_range));
      fill(values, { gateway_address: cidr === undefined ? "" : dotted(cidr.first + 1) });
    },
  },
  google_compute_address: { plan: (context) => keepName(context, "subnetwork"), create: createAddress },
};
