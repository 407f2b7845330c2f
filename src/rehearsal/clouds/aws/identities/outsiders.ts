import type { Account } from "../../../simulator/account";
import { SqlError } from "../../../snowflake/errors";
import { isTrue, text, type Attributes } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Attempt } from "../../cloud";
import { accountId } from "../session";
import { all, byArn } from "../lookup";
import type { RequestContext } from "./conditions";
import { evaluate, type Identity, type Policy } from "./evaluate";
import { parsePolicy } from "./grammar";
import { ANONYMOUS, administratorOf, assume } from "./sessions";
import { strangersSubject } from "./web-identity";

/** An example account of AWS's documentation that is never the simulated one. */
export const OTHER_ACCOUNT = "444455556666";

const STRANGERS: readonly { readonly who: string; readonly identity: Identity }[] = [
  { who: "an anonymous caller", identity: ANONYMOUS },
  { who: "an administrator of another account", identity: administratorOf(OTHER_ACCOUNT, "aws") },
];

/** What is known of a stranger's request. */
function contextOf({ arn, roleArn }: Identity, more: RequestContext = {}): RequestContext {
  const isAnonymous = arn === ANONYMOUS.arn;
  return {
    "aws:PrincipalArn": roleArn,
    "aws:PrincipalAccount": isAnonymous ? undefined : OTHER_ACCOUNT,
    "aws:PrincipalOrgID": undefined,
    "aws:PrincipalType": isAnonymous ? "Anonymous" : "AssumedRole",
    "aws:SourceAccount": undefined,
    "aws:SourceArn": undefined,
    "aws:SourceOwner": undefined,
    "aws:SourceIp": "203.0.113.10",
    "aws:SourceVpc": undefined,
    "aws:SourceVpce": undefined,
    "aws:SecureTransport": "true",
    ...more,
  };
}

/** A kind of resource with a policy of its own. */
interface Guarded {
  readonly type: string;
  /** The type of the resource that holds the policy, and its attribute that names the guarded one. */
  readonly policies: readonly { readonly type: string; readonly names: string }[];
  readonly actions: readonly string[];
}

const GUARDED: readonly Guarded[] = [
  {
    type: "aws_s3_bucket",
    policies: [{ type: "aws_s3_bucket_policy", names: "bucket" }],
    actions: ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  },
  {
    type: "aws_secretsmanager_secret",
    policies: [
      { type: "aws_secretsmanager_secret", names: "arn" },
      { type: "aws_secretsmanager_secret_policy", names: "secret_arn" },
    ],
    actions: ["secretsmanager:GetSecretValue"],
  },
  {
    type: "aws_kms_key",
    policies: [
      { type: "aws_kms_key", names: "arn" },
      { type: "aws_kms_key_policy", names: "key_id" },
    ],
    actions: ["kms:Decrypt"],
  },
  {
    type: "aws_sns_topic",
    policies: [
      { type: "aws_sns_topic", names: "arn" },
      { type: "aws_sns_topic_policy", names: "arn" },
    ],
    actions: ["sns:Subscribe", "sns:Publish"],
  },
];

/** Everybody who is no part of the account, at everything that has a policy of its own. */
export function outsiders(account: Account, integrations: readonly Attributes[]): Attempt[] {
  return [
    ...GUARDED.flatMap((guarded) =>
      all(account, guarded.type).flatMap((each) => policyAttempts(account, guarded, each)),
    ),
    ...all(account, "aws_s3_bucket").map((bucket) => aclAttempt(account, bucket)),
    ...all(account, "aws_iam_role").flatMap((role) => trustAttempts(account, role)),
    ...integrations.map((integration) => anotherSnowflake(account, integration)),
  ];
}

function policyAttempts(account: Account, guarded: Guarded, resource: Values): Attempt[] {
  const own = [resource.arn, resource.id, resource.bucket, resource.key_id];
  const policies = guarded.policies
    .map(({ type, names }) =>
      all(account, type)
        .filter((holder) => own.includes(holder[names] ?? ""))
        .flatMap((holder) => text(holder, "policy") ?? []),
    )
    .filter((found) => found.length > 0)
    // A policy in a resource of its own takes the place of the one that the service, or the resource itself, wrote.
    .slice(-1)
    .flat();
  const arn = text(resource, "arn") ?? "";
  return STRANGERS.map(({ who, identity }): Attempt => {
    const allowed = policies.flatMap((json) => {
      const policy = parsePolicy(withoutNames(json), "resource");
      // What a statement names is tried, as a policy may be open for a part alone.
      const targets = policy.flatMap(({ resources }) => resources.map((each) => each.replace(/[*?]/g, "x")));
      return guarded.actions.filter((action) =>
        [arn, `${arn}/x`, ...targets].some(
          (target) =>
            target.startsWith(arn) &&
            evaluate({
              identity,
              action,
              resource: target,
              account: accountId(account),
              resourcePolicy: policy,
              context: contextOf(identity, { "s3:prefix": "", "kms:ViaService": undefined }),
            }) === "allow",
        ),
      );
    });
    const closed = guarded.type === "aws_s3_bucket" && blocks(account, resource, "restrict_public_buckets");
    const by = allowed.length === 0 || closed ? undefined : `${[...new Set(allowed)].join(", ")} by its policy`;
    return { who, target: nameOf(guarded.type, resource), by };
  });
}

/** Services name statements with characters that IAM's own grammar refuses: SNS's default one is `__default_statement_ID`. */
function withoutNames(json: string): string {
  return JSON.stringify(JSON.parse(json, (key, value: unknown) => (key === "Sid" ? undefined : value)));
}

/** New buckets block public access until a public access block says otherwise. */
function blocks(account: Account, bucket: Values, setting: string): boolean {
  const block = all(account, "aws_s3_bucket_public_access_block").find((each) => each.bucket === bucket.bucket);
  return block === undefined || isTrue(block, setting);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
function aclAttempt(account: Account, bucket: Values): Attempt {
  const acl = all(account, "aws_s3_bucket_acl").find((each) => each.bucket === bucket.bucket);
  const granted = text(acl, "acl") ?? "private";
  const isOpen = /^(public-read|public-read-write|authenticated-read)$/.test(granted);
  const by = isOpen && !blocks(account, bucket, "ignore_public_acls") ? `its ACL ${granted}` : undefined;
  return { who: "an anonymous reader", target: nameOf("aws_s3_bucket", bucket), by };
}

function trustAttempts(account: Account, role: Values): Attempt[] {
  const json = text(role, "assume_role_policy");
  const target = nameOf("aws_iam_role", role);
  if (json === undefined) return [];
  const policy = parsePolicy(json, "trust");
  const identity = administratorOf(OTHER_ACCOUNT, "aws");
  const isAllowed = [undefined, "a-guessed-id"].some(
    (externalId) =>
      evaluate({
        identity,
        action: "sts:AssumeRole",
        resource: String(role.arn),
        account: accountId(account),
        resourcePolicy: policy,
        context: contextOf(identity, { "sts:ExternalId": externalId, "sts:RoleSessionName": "stranger" }),
      }) === "allow",
  );
  return [
    {
      who: "an administrator of another account",
      target,
      by: isAllowed ? "sts:AssumeRole by its trust policy" : undefined,
    },
    ...providersOf(account, policy).map((provider): Attempt => {
      const subject = strangersSubject(role, provider);
      const by = subject && `sts:AssumeRoleWithWebIdentity by its trust policy, with the subject ${subject}`;
      return { who: `a job of somebody else with a token of ${text(provider, "url")}`, target, by };
    }),
  ];
}

/** The OIDC providers that a trust policy names: those of the account, and those that exist outside of what was applied. */
function providersOf(account: Account, policy: Policy): Values[] {
  const names = policy.flatMap(({ principals }) => principals.filter(({ type }) => type === "Federated"));
  return [...new Set(names.map(({ value }) => value))]
    .filter((arn) => arn.includes(":oidc-provider/"))
    .map(
      (arn) =>
        byArn(account, ["aws_iam_openid_connect_provider"], arn) ?? {
          arn,
          url: arn.replace(/^.*:oidc-provider\//, "https://"),
          client_id_list: audiencesIn(policy),
        },
    );
}

/** The audiences that a policy asks for; any other one where it asks for none. */
function audiencesIn(policy: Policy): string[] {
  const asked = policy.flatMap(({ conditions }) => conditions.filter(({ key }) => /:aud$/i.test(key)));
  return asked.length === 0 ? ["sts.amazonaws.com"] : asked.flatMap(({ values }) => [...values]);
}

/** The right user of Snowflake with the external id of somebody else's storage integration. */
function anotherSnowflake(account: Account, integration: Attributes): Attempt {
  const roleArn = text(integration, "storage_aws_role_arn") ?? "";
  const attempt = { who: "another Snowflake account", target: `the role ${roleArn} of a storage integration` };
  try {
    assume(account, {
      roleArn,
      user: text(integration, "storage_aws_iam_user_arn") ?? "",
      externalId: "ANOTHER_SFCRole=1_anotherAccount=",
    });
    return { ...attempt, by: "sts:AssumeRole: its trust policy does not ask for the external id" };
  } catch (error) {
    if (error instanceof SqlError) return attempt;
    throw error;
  }
}

function nameOf(type: string, values: Values): string {
  return `${type} ${text(values, "name") ?? text(values, "bucket") ?? text(values, "arn") ?? String(values.id)}`;
}
