import type { CreateContext, DeleteContext, ResourceRule, ValidateContext } from "../../../simulator/rule";
import { globalArn } from "../arn";
import { nameSuffix, now, uniqueId } from "../ids";
import { checkPolicy, readPolicy, validatePolicyAttribute, type PolicyRefusal } from "../identities/attached-policy";
import { all } from "../lookup";
import { MANAGED_POLICIES } from "../identities/managed-policies";
import { blocks, text, texts } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

const TRUST: PolicyRefusal = {
  kind: "trust",
  malformed: "MalformedPolicyDocument",
  principal: "MalformedPolicyDocument: Invalid principal in policy",
  maxLength: 2048,
};
const IDENTITY: PolicyRefusal = { kind: "identity", malformed: "MalformedPolicyDocument", maxLength: 10_240 };
const PATH = /^\/([!-~]+\/)?$/;

/**
 * Names are unique in an account, whatever the path; a role is deleted only without policies.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
export const role: ResourceRule = {
  type: "aws_iam_role",
  cites: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
  validate: (context) => {
    const name = text(context.config, "name");
    const prefix = text(context.config, "name_prefix");
    if (name !== undefined && !/^[\w+=,.@-]{1,64}$/.test(name))
      context.error(
        `invalid value for name (must match [\\w+=,.@-] and have at most 64 characters): "${name}" has ${name.length}`,
        "name",
      );
    if (prefix !== undefined && !/^[\w+=,.@-]{1,38}$/.test(prefix))
      context.error(`expected length of name_prefix to be in the range (1 - 38), got ${prefix.length}`, "name_prefix");
    const path = text(context.config, "path");
    if (path !== undefined && !PATH.test(path)) context.error(`path "${path}" must begin and end with a slash`, "path");
    validatePolicyAttribute(context, "assume_role_policy");
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (account.get("aws_iam_role", name))
      refuse(`EntityAlreadyExists: Role with name ${name} already exists.`, "name");
    checkPolicies(context);
    values.id = name;
    fill(values, {
      arn: globalArn(context, "iam", `role${text(values, "path") ?? "/"}${name}`),
      unique_id: uniqueId(account, "AROA"),
      create_date: now(),
      managed_policy_arns: [],
    });
  },
  update: checkPolicies,
  delete: (context) => {
    const name = context.prior.name;
    if (context.prior.force_detach_policies === true) return;
    if (all(context.account, "aws_iam_role_policy_attachment").some((attachment) => attachment.role === name))
      refuse("DeleteConflict: Cannot delete entity, must detach all policies first.");
    if (all(context.account, "aws_iam_role_policy").some((policy) => policy.role === name))
      refuse("DeleteConflict: Cannot delete entity, must delete policies first.");
  },
};

function checkPolicies(context: CreateContext): void {
  const { values } = context;
  checkPolicy(context, text(values, "assume_role_policy") ?? "", "assume_role_policy", TRUST);
  for (const inline of blocks(values, "inline_policy")) {
    const json = text(inline, "policy");
    if (json !== undefined) readPolicy(json, "inline_policy", IDENTITY);
  }
  for (const arn of texts(values, "managed_policy_arns")) needPolicy(context, arn, "managed_policy_arns");
}

function validateNamedPolicy(context: ValidateContext): void {
  const name = text(context.config, "name");
  if (name !== undefined && !/^[\w+=,.@-]{1,128}$/.test(name)) context.error(`invalid name "${name}"`, "name");
  validatePolicyAttribute(context, "policy");
}

/**
 * An inline policy of a role. Its id is `role:policy`.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export const rolePolicy: ResourceRule = {
  type: "aws_iam_role_policy",
  cites: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html",
  validate: validateNamedPolicy,
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    const owner = text(values, "role") ?? "";
    if (!account.get("aws_iam_role", owner))
      refuse(`NoSuchEntity: The role with name ${owner} cannot be found.`, "role");
    readPolicy(text(values, "policy") ?? "", "policy", IDENTITY);
    values.id = `${owner}:${name}`;
  },
  update: (context) => {
    readPolicy(text(context.values, "policy") ?? "", "policy", IDENTITY);
  },
};

/**
 * A managed policy.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
export const policy: ResourceRule = {
  type: "aws_iam_policy",
  cites: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
  validate: validateNamedPolicy,
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    const arn = globalArn(context, "iam", `policy${text(values, "path") ?? "/"}${name}`);
    if (all(account, "aws_iam_policy").some((other) => other.name === name))
      refuse(`EntityAlreadyExists: A policy called ${name} already exists. Duplicate names are not allowed.`, "name");
    readPolicy(text(values, "policy") ?? "", "policy", { ...IDENTITY, maxLength: 6144 });
    values.id = arn;
    fill(values, { arn, policy_id: uniqueId(account, "ANPA"), attachment_count: 0 });
  },
  update: (context) => {
    readPolicy(text(context.values, "policy") ?? "", "policy", { ...IDENTITY, maxLength: 6144 });
  },
  delete: (context) => {
    if (
      all(context.account, "aws_iam_role_policy_attachment").some(
        (attachment) => attachment.policy_arn === context.prior.arn,
      )
    )
      refuse("DeleteConflict: Cannot delete a policy attached to entities.");
  },
};

/**
 * The attachment of a managed policy to a role.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
export const rolePolicyAttachment: ResourceRule = {
  type: "aws_iam_role_policy_attachment",
  cites: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html",
  create: (context) => {
    const owner = text(context.values, "role") ?? "";
    const arn = text(context.values, "policy_arn") ?? "";
    if (!context.account.get("aws_iam_role", owner))
      refuse(`NoSuchEntity: The role with name ${owner} cannot be found.`, "role");
    needPolicy(context, arn, "policy_arn");
    context.values.id = `${owner}-${nameSuffix(context.account)}`;
  },
};

function needPolicy(context: CreateContext | DeleteContext, arn: string, attribute: string): void {
  const managed = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const known =
    managed === undefined
      ? all(context.account, "aws_iam_policy").some((own) => own.arn === arn)
      : MANAGED_POLICIES[managed] !== undefined;
  if (!known)
    refuse(
      `NoSuchEntity: Policy ${arn} does not exist or is not attachable${managed === undefined ? "." : " (the rehearsal knows no policy of AWS with this name)."}`,
      attribute,
    );
}
