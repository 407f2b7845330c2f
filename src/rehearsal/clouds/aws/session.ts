import type { Account } from "../../simulator/account";
import type { RuleContext, Values } from "../../simulator/rule";
import { text } from "../../simulator/readers";

/** A context that may carry the resource's own attributes, e.g. its `region`. */
export type Session = RuleContext & { readonly values?: Values };

/** AWS's own example account: it never belongs to anybody. */
const ACCOUNT_ID = "111122223333";

interface Partition {
  readonly name: string;
  readonly dnsSuffix: string;
}

/** The 12-digit id of the simulated account. */
export function accountId(account: Account): string {
  return account.memory("aws:account-id", () => ACCOUNT_ID);
}

/** Region of the simulated login, as a profile has one; `mlops doctor` says when a real one has none. */
const LOGIN_REGION = "us-east-1";

/**
 * The region that a resource lives in: its own `region`, the provider's, the environment's (as the SDK looks for it), or
 * the login's.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#provider-configuration
 */
export function regionOf(session: Session): string {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: other } = process.env;
  return text(session.values, "region") ?? text(session.provider, "region") ?? region ?? other ?? LOGIN_REGION;
}

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
  if (region.startsWith("us-gov-")) return { name: "aws-us-gov", dnsSuffix: "amazonaws.com" };
  if (region.startsWith("eusc-")) return { name: "aws-eusc", dnsSuffix: "amazonaws.eu" };
  return { name: "aws", dnsSuffix: "amazonaws.com" };
}

const DIRECTIONS: Record<string, string> = {
  north: "n",
  south: "s",
  east: "e",
  west: "w",
  central: "c",
  northeast: "ne",
  northwest: "nw",
  southeast: "se",
  southwest: "sw",
  gov: "g",
};

/** Zones of regions where they are not a, b and c with the ids 1, 2 and 3; us-west-1 shows an account two of its three. */
const ZONES: Record<string, string> = {
  "ap-northeast-1": "a4 c1 d2",
  "ca-central-1": "a1 b2 d4",
  "us-west-1": "a1 c3",
};

/** An availability zone as EC2 names it. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html */
export function zonesOf(region: string): Zone[] {
  const [area = "", ...rest] = region.split("-");
  const short = area + rest.map((part) => DIRECTIONS[part] ?? part).join("");
  return (ZONES[region] ?? "a1 b2 c3").split(" ").map((zone) => ({
    name: region + zone.charAt(0),
    id: `${short}-az${zone.charAt(1)}`,
  }));
}
