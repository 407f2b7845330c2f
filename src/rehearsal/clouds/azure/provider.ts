import { isSet, text, texts } from "../../simulator/readers";
import type { RuleContext, ValidateContext } from "../../simulator/rule";
import { refuse } from "../../simulator/writers";
import { isSame } from "./ids";
import { tenantId } from "./session";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Both providers sign in to one tenant: a principal of another one does not exist for it. */
export function validateTenant(context: ValidateContext): void {
  const { account, config, error } = context;
  const tenant = text(config, "tenant_id");
  if (tenant === undefined) return;
  if (!UUID.test(tenant)) error(`tenant_id must be a UUID, got "${tenant}"`, "tenant_id");
  const known = tenantId(account, tenant);
  if (known !== tenant)
    error(`the login is in the tenant ${known}, not in ${tenant}: azurerm and azuread need one tenant`, "tenant_id");
}

/**
 * The provider's own configuration. `ARM_SUBSCRIPTION_ID` of the simulated login stands in for a subscription that is not given.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#argument-reference
 */
export function validateProvider(context: ValidateContext): void {
  const { config, error } = context;
  if (!isSet(config, "features"))
    error('Insufficient features blocks: At least 1 "features" blocks are required.', "features");
  if (config.subscription_id === "")
    error(
      "`subscription_id` is a required provider property when performing a plan/apply operation",
      "subscription_id",
    );
  const subscription = text(config, "subscription_id");
  if (subscription !== undefined && !UUID.test(subscription))
    error(`subscription_id must be a UUID, got "${subscription}"`, "subscription_id");
  validateTenant(context);
}

/** Namespaces that every subscription has. */
const ALWAYS_REGISTERED = ["Microsoft.Authorization", "Microsoft.Consumption", "Microsoft.Resources"];

/**
 * Without the provider's own list of registrations, a subscription knows the namespaces alone that the configuration registers.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource_provider_registrations
 */
export function needRegistered({ provider }: RuleContext, namespace: string): void {
  if (text(provider, "resource_provider_registrations") !== "none") return;
  const known = [...ALWAYS_REGISTERED, ...texts(provider, "resource_providers_to_register")];
  if (!known.some((each) => isSame(each, namespace)))
    refuse(
      `MissingSubscriptionRegistration: The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    );
}
