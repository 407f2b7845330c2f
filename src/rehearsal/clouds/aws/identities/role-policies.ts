import type { Account } from "../../../simulator/account";
import { all } from "../lookup";
import type { Values } from "../../../simulator/rule";
import { parsePolicy } from "./grammar";
import { MANAGED_POLICIES } from "./managed-policies";
import type { Policy } from "./evaluate";
import { blocks, text, texts } from "../../../simulator/readers";

/** An identity policy of a role. */
export interface RolePolicy {
  /** ARN of an attached policy, else the name of an inline one. */
  readonly name: string;
  /** AWS's own policy, of which the rehearsal knows a shortened form at most. */
  readonly isManagedByAws: boolean;
  /** Undefined for an attached policy that the account does not hold and the rehearsal does not know. */
  readonly policy: Policy | undefined;
}

/** The identity policies of a role: inline ones and attached ones. */
export function policiesOf(account: Account, role: Values): RolePolicy[] {
  const own = text(role, "name");
  const inline = [
    ...all(account, "aws_iam_role_policy").filter((policy) => policy.role === own),
    ...blocks(role, "inline_policy"),
  ].flatMap((each) => {
    const document = text(each, "policy");
    return document === undefined ? [] : [rolePolicy(text(each, "name") ?? "", false, document)];
  });
  const attached = [
    ...all(account, "aws_iam_role_policy_attachment")
      .filter((attachment) => attachment.role === own)
      .flatMap((attachment) => text(attachment, "policy_arn") ?? []),
    ...texts(role, "managed_policy_arns"),
  ].map((arn) => {
    const [, managed] = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
    const held = all(account, "aws_iam_policy").find((policy) => policy.arn === arn);
    return rolePolicy(arn, managed !== undefined, text(held, "policy") ?? MANAGED_POLICIES[managed ?? ""]);
  });
  return [...inline, ...attached];
}

function rolePolicy(name: string, isManagedByAws: boolean, document: string | undefined): RolePolicy {
  return { name, isManagedByAws, policy: document === undefined ? undefined : parsePolicy(document, "identity") };
}
