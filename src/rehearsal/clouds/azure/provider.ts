import { isSet, text } from "../../simulator/readers";
import type { ValidateContext } from "../../simulator/rule";
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
