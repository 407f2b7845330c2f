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

/** The parts of an ARN; undefined when it is none. */
export function parseArn(arn: string): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)$/s.exec(arn);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}
