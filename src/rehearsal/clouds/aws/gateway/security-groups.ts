import { closedDirection } from "../ec2/reachability";
import type { Account } from "../../../simulator/account";

/** One end of a connection inside the VPC. */
export interface NetworkEnd {
  /** How a person calls it: `the VPC link`. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly subnets: readonly string[];
}

/**
 * Why the security groups of two ends let no TCP connection pass, for a person; undefined when it passes.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function blockedReason(account: Account, from: NetworkEnd, to: NetworkEnd, port: number): string | undefined {
  switch (closedDirection(account, from, to, port)) {
    case "egress":
      return `security groups: no egress rule of ${from.name} lets TCP ${port} out to ${to.name}`;
    case "ingress":
      return `security groups: no ingress rule of ${to.name} lets TCP ${port} in from ${from.name}`;
    default:
      return undefined;
  }
}
