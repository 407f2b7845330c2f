import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { globalArn, globMatches } from "../arn";
import { checkPolicy } from "../identities/attached-policy";
import { accountId } from "../session";

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

/** A key's default policy gives the account's own policies the say. */
export const keyActs: Readonly<Record<string, Acts>> = {
  aws_kms_key: {
    check: checkKeyPolicy,
    create: (context) => {
      const { values } = context;
      fill(values, {
        rotation_period_in_days: values.enable_key_rotation === true ? 365 : null,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Id: "key-default-1",
          Statement: [
            {
              Sid: "Enable IAM User Permissions",
              Effect: "Allow",
              Principal: { AWS: globalArn(context, "iam", "root") },
              Action: "kms:*",
              Resource: "*",
            },
          ],
        }),
      });
    },
  },
};
