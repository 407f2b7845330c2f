import type { Account } from "../../../simulator/account";
import {
  UNKNOWN,
  type CreateContext,
  type DeleteContext,
  type PlanContext,
  type UpdateContext,
  type Values,
} from "../../../simulator/rule";
import { makeArn } from "../arn";
import { newId, uuid } from "../../../simulator/ids";
import { all, needKey, needRole } from "../lookup";
import { partitionOf, regionOf, type Session } from "../session";
import { vpcOfGroup } from "../ec2/security-groups";
import { engineVersion, isOlderRelease } from "./engines";
import { isSet, isTrue, number, text, texts } from "../../../simulator/readers";
import { refuse } from "../../../simulator/writers";

/** Refuses a combination of parameters. */
const unfit: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`InvalidParameterCombination: ${message}`, attribute);

/** An engine of the kind that is offered, and the version of it that runs. */
export function checkEngine(
  context: CreateContext | UpdateContext,
  isOffered: (engine: string) => boolean,
): { readonly engine: string; readonly version: string } {
  const { values } = context;
  const engine = text(values, "engine") ?? "";
  const runs = "prior" in context && !isOtherVersion(context.prior, values) ? context.prior : undefined;
  if (!isOffered(engine)) refuse(`InvalidParameterValue: Invalid DB engine: ${engine}`, "engine");
  // AWS may have upgraded it: a version that stays as it was written asks for nothing.
  const actualBefore = text(runs, "engine_version_actual");
  if (actualBefore !== undefined) return { engine, version: actualBefore };
  const { actual, problem } = engineVersion(engine, text(values, "engine_version"));
  if (actual === undefined) refuse(problem ?? "", "engine_version");
  return { engine, version: actual };
}

/** Whether the configuration asks for another version than before. */
function isOtherVersion(prior: Values, values: Values): boolean {
  return prior.engine_version !== values.engine_version;
}

/** The version that runs is known only after an upgrade. */
export function planVersion({ prior, planned }: PlanContext): void {
  if (prior !== undefined && isOtherVersion(prior, planned)) planned.engine_version_actual = UNKNOWN;
}

/**
 * A version is left for one of the same or a later release alone, and a major version only on purpose. A prefix stands for the default
 * minor version, which may be older than the one that runs.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.html
 */
export function checkUpgrade(context: UpdateContext, version: string): void {
  const before = text(context.prior, "engine_version_actual") ?? version;
  const [from, to] = [before, version].map((each) => Number(each.split(".")[0]));
  if (from === undefined || to === undefined) return;
  const engine = String(context.values.engine);
  if (to < from || isOlderRelease(engine, version, before))
    unfit(`Cannot upgrade ${engine} from ${before} to ${version}`, "engine_version");
  if (from === to) return;
  if (!isTrue(context.values, "allow_major_version_upgrade"))
    unfit("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.", "engine_version");
}

/** The master user and its password: one that RDS manages, or one that is given. */
export function checkMaster(values: Values, user: string, password: string): void {
  const word = text(values, password);
  if (isTrue(values, "manage_master_user_password")) {
    if (word !== undefined) refuse(`"${password}": conflicts with manage_master_user_password`, password);
    return;
  }
  if (text(values, user) === undefined) refuse(`InvalidParameterValue: "${user}" is required`, user);
  if (word === undefined && !isSet(values, `${password}_wo`) && !isSet(values, `${password}_wo_version`))
    refuse(`"${password}", "${password}_wo" or "manage_master_user_password" must be specified`, password);
}

/** A subnet group, security groups of its VPC, an existing key and roles. Returns the VPC. */
export function checkPlacement(context: CreateContext): string | undefined {
  const { account, values } = context;
  const group = account.get("aws_db_subnet_group", text(values, "db_subnet_group_name") ?? "");
  if (group === undefined)
    refuse(
      "InvalidSubnet: No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.",
      "db_subnet_group_name",
    );
  const vpc = text(group, "vpc_id");
  const foreign = texts(values, "vpc_security_group_ids").find((id) => vpcOfGroup(account, id) !== vpc);
  if (foreign !== undefined)
    unfit(
      `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpc ?? ""} and the EC2 security group ${foreign} is in ${String(vpcOfGroup(account, foreign))}`,
      "vpc_security_group_ids",
    );
  needKey(context, text(context.config, "kms_key_id"));
  const role = text(values, "monitoring_role_arn");
  if ((number(values, "monitoring_interval") ?? 0) > 0 && role === undefined)
    unfit(
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
      "monitoring_role_arn",
    );
  needRole(
    context,
    role,
    `InvalidParameterValue: IAM role ARN value is invalid or does not include the required permissions: ${role ?? ""}`,
    "monitoring_role_arn",
  );
  return vpc;
}

/** Daily backups must not overlap the weekly maintenance. */
export function checkWindows(values: Values, backup: string, maintenance: string): void {
  const daily = text(values, backup);
  const weekly = text(values, maintenance);
  if (daily === undefined || weekly === undefined) return;
  const [from = "", to = ""] = daily.split("-");
  const [start = "", end = ""] = weekly.split("-").map((part) => part.slice(4));
  if (from < end && start < to)
    refuse("InvalidParameterValue: The backup window and maintenance window must not overlap.", backup);
}

/** A deletion leaves a final snapshot under a free name, unless it is skipped. */
export function checkSnapshot({ prior, account }: DeleteContext): void {
  if (isTrue(prior, "skip_final_snapshot")) return;
  const name = text(prior, "final_snapshot_identifier");
  if (name === undefined)
    refuse("final_snapshot_identifier is required when skip_final_snapshot is false", "final_snapshot_identifier");
  const snapshots = account.memory<string[]>("aws:db-snapshots", () => []);
  if (snapshots.includes(name))
    refuse(
      `DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
      "final_snapshot_identifier",
    );
  snapshots.push(name);
}

/** RDS's own key, with which it encrypts what has no other. */
export function ownKey(context: CreateContext): string {
  if (!isTrue(context.values, "storage_encrypted")) return "";
  return makeArn(context, "kms", `key/${uuid(context.account, "aws-rds-key")}`);
}

/** The host of an instance or cluster: all of an account and region share a label. */
export function hostOf(session: Session, identifier: string): string {
  const region = regionOf(session);
  const label = session.account.memory(`aws:rds-label:${region}`, () => newId(session.account, "rds", "lower", 12));
  return `${identifier}.${label}.${region}.rds.${partitionOf(region).dnsSuffix}`;
}

/** A parameter group must exist and be of the engine's family. */
export function checkParameterGroup(
  account: Account,
  type: string,
  name: string | undefined,
  family: string,
  attribute: string,
): void {
  if (name === undefined || name.startsWith("default.")) return;
  const group = all(account, type).find((candidate) => candidate.name === name);
  if (!group) refuse(`DBParameterGroupNotFound: DBParameterGroup not found: ${name}`, attribute);
  if (group.family !== family)
    unfit(
      `The parameter group ${name} with DBParameterGroupFamily ${String(group.family)} can't be used for this instance. Please use a parameter group with DBParameterGroupFamily ${family}.`,
      attribute,
    );
}
