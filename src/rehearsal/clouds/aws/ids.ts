import { createHash } from "node:crypto";
import type { Account } from "../../simulator/account";

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The next 64 hexadecimal digits of an account: the same run of a stack gets the same ids. */
function digest(account: Account, kind: string): string {
  const counter = account.memory("aws:issued-ids", () => ({ issued: 0 }));
  counter.issued += 1;
  return createHash("sha256").update(`${kind}:${counter.issued}`).digest("hex");
}

function letters(account: Account, kind: string, length: number, alphabet: string): string {
  const bytes = Buffer.from(digest(account, kind), "hex");
  return Array.from({ length }, (_, index) => alphabet[(bytes[index] ?? 0) % alphabet.length]).join("");
}

/**
 * An EC2 id: the type's prefix and 17 hexadecimal digits, `vpc-0a1b2c3d4e5f60718`.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
 */
export function ec2Id(account: Account, prefix: string): string {
  return `${prefix}-0${digest(account, prefix).slice(0, 16)}`;
}

/** Hexadecimal digits, as load balancers carry them in their ARN. */
export function hexId(account: Account, kind: string, length: number): string {
  return digest(account, kind).slice(0, length);
}

/** Lower-case letters and digits; API Gateway's ids have 10 (APIs) or 6 (resources, deployments). */
export function lowerId(account: Account, kind: string, length: number): string {
  return letters(account, kind, length, LOWER);
}

/** An IAM unique id: four letters of the kind and 17 characters, `AROA...`. */
export function uniqueId(account: Account, prefix: string): string {
  return prefix + letters(account, prefix, 17, UPPER);
}

export function upperId(account: Account, kind: string, length: number): string {
  return letters(account, kind, length, UPPER);
}

/** Letters of both cases, as Secrets Manager appends them to a name. */
export function mixedId(account: Account, kind: string, length: number): string {
  return letters(account, kind, length, `${UPPER.slice(0, 26)}${UPPER.slice(0, 26).toLowerCase()}`);
}

export function uuid(account: Account, kind: string): string {
  const hex = digest(account, kind);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The suffix that the provider appends to a prefix: a time stamp and a counter, 26 digits. */
export function nameSuffix(account: Account): string {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 17).padEnd(18, "0");
  return stamp + hexId(account, "name", 8);
}

/** Now, in the form that AWS writes times. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
