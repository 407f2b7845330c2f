import type { Account } from "../../../simulator/account";
import { number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";
import { checkPolicy } from "../identities/attached-policy";
import { needKey } from "../lookup";

/** Names that are scheduled for deletion and stay taken until then. */
function scheduled(account: Account): string[] {
  return account.memory<string[]>("aws:secrets-scheduled-for-deletion", () => []);
}

/**
 * A name stays taken for the recovery window of a deleted secret.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export const secretActs: Readonly<Record<string, Acts>> = {
  aws_secretsmanager_secret: {
    create: (context) => {
      const { account, values } = context;
      if (scheduled(account).includes(String(values.name)))
        refuse(
          "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
          "name",
        );
      needKey(context, text(values, "kms_key_id"));
      const policy = text(values, "policy");
      if (policy !== undefined)
        checkPolicy(context, policy, "policy", {
          kind: "resource",
          malformed: "MalformedPolicyDocumentException",
          principal: "MalformedPolicyDocumentException: This resource policy contains an unsupported principal",
        });
    },
    delete: ({ account, prior }) => {
      if (number(prior, "recovery_window_in_days") !== 0) scheduled(account).push(String(prior.name));
    },
  },
  aws_secretsmanager_secret_version: {
    create: ({ values }) => {
      if (Buffer.byteLength(text(values, "secret_string") ?? "") > 65_536)
        refuse("InvalidParameterException: SecretString must have at most 65536 bytes", "secret_string");
    },
  },
};
