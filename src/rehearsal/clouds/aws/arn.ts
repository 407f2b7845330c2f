import { accountId, partitionOf, regionOf, type Session } from "./session";

/** The parts of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Parts of an ARN that differ from the account's and the resource's own; "" where a service leaves one out. */
export interface ArnOverrides {
  readonly region?: string;
  readonly account?: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function makeArn(session: Session, service: string, resource: string, overrides: ArnOverrides = {}): string {
  const region = regionOf(session);
  const owner = overrides.account ?? accountId(session.account);
  return `arn:${partitionOf(region).name}:${service}:${overrides.region ?? region}:${owner}:${resource}`;
}

/** An ARN of a service without regions (IAM). */
export function globalArn(session: Session, service: string, resource: string): string {
  return makeArn(session, service, resource, { region: "" });
}

/** The parts of an ARN; undefined when the text is not one. */
export function parseArn(arn: string): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)$/s.exec(arn);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

/** `*` is any text, `?` any one character. */
export function globMatches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(value);
}

/** The six fields of an ARN or of a pattern of ARNs; the last one keeps its colons. */
export function arnFields(arn: string): string[] {
  const fields = arn.split(":");
  return [...fields.slice(0, 5), ...(fields.length > 5 ? [fields.slice(5).join(":")] : [])];
}

/**
 * Whether an ARN matches a pattern field by field; fields that the pattern leaves out match everything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = arnFields(pattern);
  return arnFields(arn).every((field, index) => globMatches(wanted[index] ?? "*", field));
}

/** Account of an ARN, e.g. `123456789012`. */
export function accountOf(arn: string): string {
  return arnFields(arn)[4] ?? "";
}

/** Partition of an ARN, e.g. `aws`. */
export function partitionOfArn(arn: string): string {
  return arnFields(arn)[1] ?? "aws";
}
