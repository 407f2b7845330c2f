import { text, texts } from "../../simulator/readers";
import type { Facts } from "../../simulator/row-facts";
import type { RuleContext } from "../../simulator/rule";
import { isSame } from "./ids";
import { tenantId } from "./session";

/**
 * Both providers sign in to one tenant: a principal of another one does not exist for it. `ARM_SUBSCRIPTION_ID` of the simulated login stands
 * in for a subscription that is not given.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#argument-reference
 */
export const providerFacts: Facts = {
  is_empty: (_, { subscription_id: id }) => id === "",
  other_tenant: ({ account }, values) => {
    const tenant = text(values, "tenant_id");
    const known = tenant === undefined ? undefined : tenantId(account, tenant);
    return known === tenant ? undefined : known;
  },
};

/** Namespaces that every subscription has. */
const ALWAYS_REGISTERED = ["Microsoft.Authorization", "Microsoft.Consumption", "Microsoft.Resources"];

/**
 * Whether a subscription knows a namespace: without the provider's own list of registrations, those alone that the configuration registers.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource_provider_registrations
 */
export function isRegistered({ provider }: RuleContext, namespace: string): boolean {
  const known = [...ALWAYS_REGISTERED, ...texts(provider, "resource_providers_to_register")];
  return provider.resource_provider_registrations !== "none" || known.some((each) => isSame(each, namespace));
}
