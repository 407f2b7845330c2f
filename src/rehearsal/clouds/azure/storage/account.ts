import { block, blocks, flag, isSet, text, texts } from "../../../simulator/readers";
import type { Facted } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type PlanContext, type Values } from "../../../simulator/rule";
import { fill } from "../../../simulator/writers";
import { findById } from "../ids";
import { feature } from "../session";
import { containerId, findAccount } from "./applied";

function plan(context: PlanContext): void {
  const { planned, error } = context;
  if (!feature(context, "storage", "data_plane_available", true))
    for (const name of ["queue_properties", "static_website"])
      if (isSet(planned, name))
        error(`cannot configure \`${name}\` when the storage data plane is not available (features.storage)`, name);
}

/** The second region answers where the replication says so. */
function secondaryEndpoints(values: Values): void {
  const isReadable = /^RAG/.test(text(values, "account_replication_type") ?? "");
  for (const [attribute, value] of Object.entries(values)) {
    if (value !== UNKNOWN || !/^(primary|secondary)_/.test(attribute)) continue;
    const primary = values[attribute.replace("secondary", "primary")];
    // Endpoints of routing choices and of regions that the account does not have are empty.
    const isKnown = isReadable && typeof primary === "string";
    values[attribute] = isKnown ? primary.replace(String(values.name), `${String(values.name)}-secondary`) : "";
  }
}

/** Whether requests from where Terraform runs reach the account's data: its firewall lets in who is listed alone. */
function isClosed(values: Values): boolean {
  const rules = block(values, "network_rules");
  const denies = text(rules, "default_action") === "Deny" && texts(rules, "ip_rules").length === 0;
  return flag(values, "public_network_access_enabled") === false || denies;
}

/**
 * Why the data plane does not answer the provider, which asks it until it does: with the account's key, or with a token of Entra's.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/features-block#storage
 */
function dataPlane({ provider }: Facted, values: Values): string {
  if (flag(provider, "storage_use_azuread") !== true && flag(values, "shared_access_key_enabled") === false)
    return "KeyBasedAuthenticationNotPermitted";
  return isClosed(values) ? "AuthorizationFailure" : "";
}

/**
 * The provider takes Azure's own rules for none, also where the configuration has them: it then plans to add them each time.
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/storage/storage_account_helpers_network.go
 */
function forgetDefaultRules(values: Values): void {
  const rules = block(values, "network_rules");
  const named = ["ip_rules", "virtual_network_subnet_ids"].flatMap((name) => texts(rules, name));
  const isOther = named.length > 0 || blocks(rules, "private_link_access").length > 0;
  const isDefault = text(rules, "default_action") === "Allow" && texts(rules, "bypass").join() === "AzureServices";
  if (isDefault && !isOther) values.network_rules = [];
}

function accountOf({ account, values }: Facted): Values | undefined {
  const id = text(values, "storage_account_id");
  if (id !== undefined) return findById(account, id)?.values;
  return findAccount(account, String(values.storage_account_name));
}

export const storageActs: Readonly<Record<string, Acts>> = {
  azurerm_storage_account: {
    facts: {
      data_plane: (context, values) =>
        feature(context, "storage", "data_plane_available", true) ? dataPlane(context, values) : "",
    },
    plan,
    create: ({ values }) => secondaryEndpoints(values),
    read: ({ values }) => forgetDefaultRules(values),
  },
  azurerm_storage_container: {
    // The form by name speaks to the data plane, the form by id to Resource Manager.
    facts: { data_plane: (context) => dataPlane(context, accountOf(context) ?? {}) },
    create: (context) => {
      const { values } = context;
      if (text(values, "storage_account_name") !== undefined)
        values.id = `https://${String(values.storage_account_name)}.blob.core.windows.net/${String(values.name)}`;
      fill(values, { resource_manager_id: containerId(accountOf(context), String(values.name)) });
    },
  },
};
