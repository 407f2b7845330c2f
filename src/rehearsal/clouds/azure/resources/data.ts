import { text } from "../../../simulator/readers";
import type { DataSourceRule } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { isForeign, select } from "../ids";

/**
 * A secret of a vault that the account holds must exist. A vault that it does not hold is the team's own: a rehearsal cannot see it and
 * reads a text in its place.
 */
export const keyVaultSecret: DataSourceRule = {
  type: "azurerm_key_vault_secret",
  cites: "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/data-sources/key_vault_secret",
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
