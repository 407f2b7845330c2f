import { text } from "../../../simulator/readers";
import type { DataSourceRule } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { isForeign, select } from "../ids";
import { deployer, subscriptionId, tenantId } from "../session";

const DOCS = "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/data-sources/";

/** Who runs Terraform, as both providers say it. */
function clientConfigOf(
  type: string,
  cites: string,
  idOf: (ids: Readonly<Record<string, string>>) => string,
): DataSourceRule {
  const read: DataSourceRule["read"] = (context) => {
    const { clientId, objectId } = deployer(context.account);
    const login = { client_id: clientId, object_id: objectId, tenant_id: tenantId(context.account) };
    const own: Record<string, string> = type.startsWith("azurerm_") ? { subscription_id: subscriptionId(context) } : {};
    Object.assign(context.values, { id: idOf({ ...login, ...own }), ...login, ...own });
  };
  return { type, cites, read };
}

export const clientConfig = clientConfigOf("azurerm_client_config", `${DOCS}client_config`, (ids) => {
  const { client_id: client = "", object_id: object = "", subscription_id: own = "", tenant_id: tenant = "" } = ids;
  const id = `clientConfigs/clientId=${client};objectId=${object};subscriptionId=${own};tenantId=${tenant}`;
  return Buffer.from(id).toString("base64");
});

export const entraClientConfig = clientConfigOf(
  "azuread_client_config",
  "https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/data-sources/client_config",
  (ids) => [ids.tenant_id, ids.client_id, ids.object_id].join("-"),
);

export const subscription: DataSourceRule = {
  type: "azurerm_subscription",
  cites: `${DOCS}subscription`,
  read: (context) => {
    const own = subscriptionId(context);
    const asked = text(context.config, "subscription_id") ?? own;
    if (asked !== own) refuse(`(/subscriptions/${asked}) was not found`, "subscription_id");
    Object.assign(context.values, {
      id: `/subscriptions/${own}`,
      subscription_id: own,
      tenant_id: tenantId(context.account),
      display_name: "Rehearsal",
      state: "Enabled",
      quota_id: "PayAsYouGo_2014-09-01",
      location_placement_id: "Public_2014-09-01",
      spending_limit: "Off",
      tags: {},
    });
  },
};

/**
 * A secret of a vault that the account holds must exist. A vault that it does not hold is the team's own: a rehearsal cannot see it and
 * reads a text in its place.
 */
export const keyVaultSecret: DataSourceRule = {
  type: "azurerm_key_vault_secret",
  cites: `${DOCS}key_vault_secret`,
  read: (context) => {
    const { account, config, values } = context;
    const vaultId = text(config, "key_vault_id") ?? "";
    const name = text(config, "name") ?? "";
    const [secret] = select(account, "azurerm_key_vault_secret", { key_vault_id: vaultId, name });
    const host = `https://${vaultId.slice(vaultId.lastIndexOf("/") + 1)}.vault.azure.net`;
    if (secret === undefined && !isForeign(context, vaultId) && account.get("azurerm_key_vault", vaultId) !== undefined)
      refuse(`KeyVault Secret "${name}" (KeyVault URI "${host}/") does not exist`, "name");
    const version = text(config, "version") ?? text(secret, "version") ?? "0".repeat(32);
    Object.assign(values, {
      id: `${host}/secrets/${name}/${version}`,
      value: text(secret, "value") ?? "rehearsed",
      content_type: "",
      expiration_date: "",
      not_before_date: "",
      resource_id: `${vaultId}/secrets/${name}/versions/${version}`,
      resource_versionless_id: `${vaultId}/secrets/${name}`,
      versionless_id: `${host}/secrets/${name}`,
      tags: {},
    });
  },
};
