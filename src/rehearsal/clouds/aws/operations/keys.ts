import type { CreateContext, ResourceRule, Values } from "../../../simulator/rule";
import { globMatches, makeArn } from "../arn";
import { nameSuffix, uuid } from "../ids";
import { checkPolicy } from "../identities/attached-policy";
import { all } from "../lookup";
import { accountId, partitionOf, regionOf } from "../session";
import { fill, nameOf, refuse } from "../../../simulator/writers";
import { text } from "../../../simulator/readers";

function checkKeyPolicy(context: CreateContext): void {
  const json = text(context.values, "policy");
  if (json === undefined) return;
  const statements = checkPolicy(context, json, "policy", {
    kind: "resource",
    malformed: "MalformedPolicyDocumentException",
    principal: "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals",
    maxLength: 32_768,
  });
  const isManager = (value: string): boolean =>
    value === "*" || value === accountId(context.account) || value.endsWith(`::${accountId(context.account)}:root`);
  const keepsControl = statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      statement.principals.some(
        (entry) =>
          entry.type === "AWS" &&
          (isManager(entry.value) || entry.value.includes(":role/") || entry.value.includes(":user/")),
      ) &&
      statement.actions.some((action) => globMatches(action.toLowerCase(), "kms:putkeypolicy")),
  );
  if (!keepsControl && context.values.bypass_policy_lockout_safety_check !== true)
    refuse(
      "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.",
      "policy",
    );
}

/**
 * A key's default policy gives the account's own policies the say.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
export const key: ResourceRule = {
  type: "aws_kms_key",
  cites: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
  create: (context) => {
    const { account, values } = context;
    const id = uuid(account, "kms");
    const root = `arn:${partitionOf(regionOf(context)).name}:iam::${accountId(account)}:root`;
    checkKeyPolicy(context);
    values.id = id;
    fill(values, {
      key_id: id,
      arn: makeArn(context, "kms", `key/${id}`),
      description: "",
      multi_region: false,
      rotation_period_in_days: values.enable_key_rotation === true ? 365 : null,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Id: "key-default-1",
        Statement: [
          {
            Sid: "Enable IAM User Permissions",
            Effect: "Allow",
            Principal: { AWS: root },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      }),
    });
  },
  update: checkKeyPolicy,
};

function needTarget(context: CreateContext, attribute: string): Values {
  const wanted = text(context.values, attribute) ?? "";
  const found = all(context.account, "aws_kms_key").find(
    (candidate) => candidate.arn === wanted || candidate.key_id === wanted,
  );
  return found ?? refuse(`NotFoundException: Key '${wanted}' does not exist`, attribute);
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const alias: ResourceRule = {
  type: "aws_kms_alias",
  cites: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
  validate: (context) => {
    for (const attribute of ["name", "name_prefix"]) {
      const name = text(context.config, attribute);
      if (
        name !== undefined &&
        (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name) || name.startsWith("alias/aws/") || name.length > 256)
      )
        context.error(
          `"${attribute}" must begin with 'alias/' (not 'alias/aws/') and contain only letters, digits, /, _ and -: "${name}"`,
          attribute,
        );
    }
  },
  create: (context) => {
    const { account, values } = context;
    const target = needTarget(context, "target_key_id");
    const name = nameOf(values, "name", "name_prefix", "alias/", nameSuffix(account));
    if (account.get("aws_kms_alias", name))
      refuse(`AlreadyExistsException: An alias with the name ${name} already exists`, "name");
    values.id = name;
    fill(values, { arn: makeArn(context, "kms", name), target_key_arn: target.arn ?? null });
  },
};

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const keyPolicy: ResourceRule = {
  type: "aws_kms_key_policy",
  cites: "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
  create: (context) => {
    context.values.id = needTarget(context, "key_id").key_id ?? null;
    checkKeyPolicy(context);
  },
  update: checkKeyPolicy,
};
