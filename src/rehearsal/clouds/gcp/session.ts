import type { Account } from "../../simulator/account";
import { text } from "../../simulator/readers";
import type { RuleContext } from "../../simulator/rule";

/** The simulated login: a user with Application Default Credentials, and the project of GOOGLE_PROJECT. They never belong to anybody. */
const LOGIN = {
  project: "mlops-rehearsal",
  number: "123456789012",
  billingAccount: "0X0X0X-0X0X0X-0X0X0X",
  email: "deployer@example.com",
} as const;

/**
 * ID of the one project of the simulated account, which google and google-beta share.
 * @param wanted - the one that a provider's configuration names; else that of what exists in the account, or the login's
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#project-1
 */
export function projectOf(account: Account, wanted?: string): string {
  return account.memory("gcp:project", () => wanted ?? existingProject(account) ?? LOGIN.project);
}

function existingProject(account: Account): string | undefined {
  const held = account.all.find(
    ({ type, values }) => type.startsWith("google_") && text(values, "project") !== undefined,
  );
  return text(held?.values, "project")?.replace(/^projects\//, "");
}

/** Number of the project, as text. */
export function projectNumber(): string {
  return LOGIN.number;
}

/** ID of the billing account that the project is linked to. */
export function billingAccount(): string {
  return LOGIN.billingAccount;
}

/** Whether a name or a number is the project's. */
export function isOwnProject(account: Account, project: string): boolean {
  return project === projectOf(account) || project === projectNumber();
}

/** Who runs Terraform: an owner of the project. */
export function deployer(): { readonly email: string; readonly member: string } {
  return { email: LOGIN.email, member: `user:${LOGIN.email}` };
}

/** The region of the provider's configuration; undefined when it has none. */
export function providerRegion({ provider }: Pick<RuleContext, "provider">): string | undefined {
  return text(provider, "region") ?? text(provider, "zone")?.replace(/-[a-z]$/, "");
}
