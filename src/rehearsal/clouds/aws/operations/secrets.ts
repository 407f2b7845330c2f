import type { ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { mixedId, nameSuffix, uuid } from "../ids";
import { checkPolicy } from "../identities/attached-policy";
import { all, need, needKey } from "../lookup";
import { fill, nameOf, refuse } from "../../../simulator/writers";
import { isSet, number, text } from "../../../simulator/readers";

/** Names that are scheduled for deletion and stay taken until then. */
function scheduled(
  context: Parameters<NonNullable<ResourceRule["delete"]>>[0] | Parameters<NonNullable<ResourceRule["create"]>>[0],
): string[] {
  return context.account.memory<string[]>("aws:secrets-scheduled-for-deletion", () => []);
}

/**
 * A name stays taken for the recovery window of a deleted secret.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export const secret: ResourceRule = {
  type: "aws_secretsmanager_secret",
  cites: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
  validate: (context) => {
    for (const attribute of ["name", "name_prefix"]) {
      const value = text(context.config, attribute);
      if (value !== undefined && !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(value))
        context.error(
          `${attribute} must contain alphanumeric characters or /_+=.@- only, at most 512: "${value}"`,
          attribute,
        );
    }
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (scheduled(context).includes(name))
      refuse(
        "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
        "name",
      );
    if (all(account, "aws_secretsmanager_secret").some((other) => other.name === name))
      refuse(`ResourceExistsException: The operation failed because the secret ${name} already exists.`, "name");
    needKey(context, text(values, "kms_key_id"));
    const policy = text(values, "policy");
    if (policy !== undefined)
      checkPolicy(context, policy, "policy", {
        kind: "resource",
        malformed: "MalformedPolicyDocumentException",
        principal: "MalformedPolicyDocumentException: This resource policy contains an unsupported principal",
      });
    const arn = makeArn(context, "secretsmanager", `secret:${name}-${mixedId(account, "secret", 6)}`);
    values.id = arn;
    fill(values, { arn, policy: "" });
  },
  delete: (context) => {
    if (number(context.prior, "recovery_window_in_days") !== 0) scheduled(context).push(String(context.prior.name));
  },
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const secretVersion: ResourceRule = {
  type: "aws_secretsmanager_secret_version",
  cites: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html",
  validate: (context) => {
    const given = ["secret_string", "secret_binary", "secret_string_wo"].filter((name) => isSet(context.config, name));
    if (given.length > 1)
      context.error(`"${given[0] ?? ""}": conflicts with ${given.slice(1).join(", ")}`, "secret_string");
  },
  create: (context) => {
    const { account, values } = context;
    const id = text(values, "secret_id") ?? "";
    const owner =
      account.get("aws_secretsmanager_secret", id) ??
      need(
        context,
        "aws_secretsmanager_secret",
        all(account, "aws_secretsmanager_secret")
          .find((other) => other.name === id)
          ?.id?.toString(),
        `ResourceNotFoundException: Secrets Manager can't find the specified secret: ${id}`,
        "secret_id",
      );
    const value = text(values, "secret_string");
    if (value !== undefined && Buffer.byteLength(value) > 65_536)
      refuse("InvalidParameterException: SecretString must have at most 65536 bytes", "secret_string");
    const version = `terraform-${uuid(account, "secret-version").replace(/-/g, "")}`.slice(0, 64);
    values.id = `${String(owner.arn)}|${version}`;
    fill(values, {
      arn: owner.arn ?? null,
      version_id: version,
      version_stages: ["AWSCURRENT"],
      has_secret_string_wo: null,
    });
  },
};
