import type { Account } from "../../simulator/account";
import { block, flag, text } from "../../simulator/readers";
import type { RuleContext } from "../../simulator/rule";

/** Ids of the simulated login: they never belong to anybody. */
const LOGIN = {
  subscription: "11111111-2222-4333-8444-555555555555",
  tenant: "22222222-3333-4444-8555-666666666666",
  objectId: "33333333-4444-4555-8666-777777777777",
} as const;

/**
 * The client id of the Azure CLI, with which a login by `az login` asks for tokens.
 * @see https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/**
 * The subscription that the provider works in: its own setting, or that of the login, whose environment has ARM_SUBSCRIPTION_ID;
 * `mlops doctor` says when a real one has none.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#subscription_id-1
 */
export function subscriptionId({ provider }: Pick<RuleContext, "provider">): string {
  return text(provider, "subscription_id") ?? LOGIN.subscription;
}

/**
 * The tenant of the simulated account, which azurerm and azuread share.
 * @param wanted - the one that a provider's configuration names
 */
export function tenantId(account: Account, wanted: string = LOGIN.tenant): string {
  return account.memory("azure:tenant-id", () => wanted);
}

/** Who runs Terraform: an owner of the subscription, signed in with the Azure CLI. */
export function deployer(account: Account): { readonly objectId: string; readonly clientId: string } {
  return account.memory("azure:deployer", () => ({ objectId: LOGIN.objectId, clientId: AZURE_CLI }));
}

/** A switch of the provider's `features`: `feature(context, "storage", "data_plane_available", true)`. */
export function feature({ provider }: RuleContext, group: string, name: string, fallback: boolean): boolean {
  return flag(block(block(provider, "features"), group), name) ?? fallback;
}
