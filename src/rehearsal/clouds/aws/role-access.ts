import type { RuleContext, Values } from "../../simulator/rule";
import { all, findRole } from "./lookup";
import { MANAGED_POLICIES } from "./iam/managed-policies";
import { parsePolicy, type Statement } from "./policy-grammar";
import { blocks, refuse, text } from "./values";

/** The identity policies of a role: inline blocks, inline policies, attached ones. */
function policiesOf(context: RuleContext, role: Values): string[] {
  const name = text(role, "name") ?? "";
  const { account } = context;
  const inline = [
    ...all(account, "aws_iam_role_policy").filter((policy) => policy.role === name),
    ...blocks(role, "inline_policy"),
  ];
  const attached = all(account, "aws_iam_role_policy_attachment")
    .filter((attachment) => attachment.role === name)
    .flatMap((attachment) => policyDocument(context, text(attachment, "policy_arn") ?? ""));
  return [...inline.flatMap((policy) => text(policy, "policy") ?? []), ...attached];
}

function policyDocument(context: RuleContext, arn: string): string[] {
  const own = all(context.account, "aws_iam_policy").find((policy) => policy.arn === arn);
  const document = text(own, "policy") ?? MANAGED_POLICIES[arn.replace(/^arn:aws[a-z-]*:iam::aws:policy\//, "")];
  return document === undefined ? [] : [document];
}

/**
 * Whether a role's own policies allow an action. It is the short form that a service's check needs: conditions of a
 * statement that decides are refused rather than guessed; permission boundaries are not looked at.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function roleAllows(context: RuleContext, roleArn: string, action: string, resource: string): boolean {
  const role = findRole(context.account, roleArn);
  if (!role) return false;
  const matching = policiesOf(context, role)
    .flatMap((json) => parsePolicy(json, "identity"))
    .filter((statement) => applies(statement, action, resource));
  const conditional = matching.find((statement) => statement.conditions.length > 0);
  if (conditional && !matching.some((statement) => statement.conditions.length === 0 && statement.effect === "Allow"))
    refuse(
      `the rehearsal can't evaluate the condition ${conditional.conditions[0]?.key ?? ""} for ${action} of ${roleArn}`,
    );
  return (
    matching.some((statement) => statement.effect === "Allow") &&
    !matching.some((statement) => statement.effect === "Deny")
  );
}

function applies(statement: Statement, action: string, resource: string): boolean {
  const acts =
    statement.actions.length > 0
      ? statement.actions.some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase()))
      : !statement.notActions.some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase()));
  const reaches =
    statement.resources.length > 0
      ? statement.resources.some((pattern) => wildcard(pattern, resource))
      : !statement.notResources.some((pattern) => wildcard(pattern, resource));
  return acts && reaches;
}

/** `*` and `?` of policies. */
export function wildcard(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s").test(value);
}

/** Whether a role's trust policy lets a service assume it. */
export function roleTrusts(context: RuleContext, roleArn: string, service: string): boolean {
  const trust = text(findRole(context.account, roleArn), "assume_role_policy");
  if (trust === undefined) return false;
  const statements = parsePolicy(trust, "trust").filter((statement) =>
    statement.principals.some((entry) => entry.type === "Service" && entry.value.startsWith(`${service}.`)),
  );
  return (
    statements.some((statement) => statement.effect === "Allow") &&
    !statements.some((statement) => statement.effect === "Deny")
  );
}
