import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { SqlError } from "../../../snowflake/errors";
import type { Caller } from "../../../snowflake/gateway";
import { accountOf, partitionOfArn } from "../arn";
import { byArn } from "../lookup";
import { ALLOW_ALL, evaluate, serviceIdentity, type Identity, type Policy } from "./evaluate";
import { parsePolicy } from "./grammar";
import { policiesOf } from "./role-policies";
import { type Attributes, UnknownElementError, needText, text } from "../../../simulator/readers";

/** A session of an IAM role that signs its requests. */
export class RoleSession implements Caller, Identity {
  public readonly name: string;
  public readonly arn: string;

  /**
   * @param roleArn `arn:aws:iam::123456789012:role/Name`
   * @param session the session's name; Snowflake's is `snowflake`
   */
  constructor(
    public readonly roleArn: string,
    session: string,
    public readonly identityPolicies: readonly Policy[],
    public readonly boundary?: Policy,
  ) {
    // A session's ARN holds the role's name without its path.
    const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    this.arn = `arn:${partitionOfArn(roleArn)}:sts::${accountOf(roleArn)}:assumed-role/${role}/${session}`;
    this.name = this.arn;
  }
}

/** Whoever sends a request without a signature. */
export const ANONYMOUS: Caller & Identity = { name: "anonymous", arn: "anonymous", identityPolicies: [] };

const REFUSED =
  "SQL execution error: Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy.";

/**
 * The session that Snowflake gets for an API integration: its IAM user assumes the role with the external id.
 * @param integration attributes of snowflake_api_integration
 * @throws SqlError when the role is missing or its trust policy does not let Snowflake's user in
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-common-api-integration-proxy-link
 */
export function assumeAsSnowflake(account: Account, integration: Attributes): RoleSession {
  const what = "snowflake_api_integration";
  return assume(account, {
    roleArn: needText(integration, "api_aws_role_arn", what),
    user: needText(integration, "api_aws_iam_user_arn", what),
    externalId: needText(integration, "api_aws_external_id", what),
  });
}

/** What one of Snowflake's integrations shows to AWS. */
export interface SnowflakeTrust {
  readonly roleArn: string;
  /** ARN of Snowflake's IAM user. */
  readonly user: string;
  readonly externalId: string;
}

/**
 * The session that Snowflake's IAM user gets of a role, with the external id.
 * @throws SqlError when the role is missing or its trust policy does not let Snowflake's user in
 */
export function assume(account: Account, { roleArn, user, externalId }: SnowflakeTrust): RoleSession {
  const role = byArn(account, ["aws_iam_role"], roleArn);
  if (role === undefined) throw new SqlError(`${REFUSED} (the role ${roleArn} does not exist)`);
  const decision = evaluate({
    // What Snowflake's user may do in Snowflake's own account is not ours to doubt.
    identity: { arn: user, identityPolicies: [ALLOW_ALL] },
    action: "sts:AssumeRole",
    resource: roleArn,
    account: accountOf(roleArn),
    resourcePolicy: parsePolicy(needText(role, "assume_role_policy", `aws_iam_role ${roleArn}`), "trust"),
    context: {
      "sts:ExternalId": externalId,
      "sts:RoleSessionName": "snowflake",
      "aws:PrincipalArn": user,
      "aws:PrincipalAccount": accountOf(user),
      "aws:SecureTransport": "true",
    },
  });
  if (decision !== "allow") {
    throw new SqlError(`${REFUSED} (${decision} of sts:AssumeRole on ${roleArn} for ${user})`);
  }
  return new RoleSession(roleArn, "snowflake", ownPolicies(account, role, roleArn));
}

function ownPolicies(account: Account, role: Values, roleArn: string): Policy[] {
  if (text(role, "permissions_boundary") !== undefined)
    throw new UnknownElementError(`${roleArn}: a permissions boundary is not simulated`);
  return simulatedPolicies(account, role);
}

/** The identity policies of a role. */
export function simulatedPolicies(account: Account, role: Values): Policy[] {
  return policiesOf(account, role).map(({ name, isManagedByAws, policy }) => {
    if (isManagedByAws || policy === undefined)
      throw new UnknownElementError(`the attached policy ${name} is not simulated`);
    return policy;
  });
}

/** The session that a service of AWS gets of a role; undefined when the role is missing or does not trust the service. */
export function assumeAsService(account: Account, roleArn: string, service: string): RoleSession | undefined {
  const role = byArn(account, ["aws_iam_role"], roleArn);
  if (role === undefined) return undefined;
  const owner = accountOf(roleArn);
  const decision = evaluate({
    identity: serviceIdentity(service),
    action: "sts:AssumeRole",
    resource: roleArn,
    account: owner,
    resourcePolicy: parsePolicy(needText(role, "assume_role_policy", `aws_iam_role ${roleArn}`), "trust"),
    context: { "aws:SourceAccount": owner, "aws:SecureTransport": "true" },
  });
  if (decision !== "allow") return undefined;
  return new RoleSession(roleArn, "BackplaneAssumeRoleSession", ownPolicies(account, role, roleArn));
}

/** A session of a role that may do everything and has nothing to do with Snowflake. */
export function administratorOf(accountId: string, partition: string): RoleSession {
  return new RoleSession(`arn:${partition}:iam::${accountId}:role/Admin`, "administrator", [ALLOW_ALL]);
}
