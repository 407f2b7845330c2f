import type { Account } from "../../../simulator/account";
import { text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all } from "../ids";

/** The text of a Key Vault secret that was applied, by its id with or without a version. */
export function vaultText(account: Account, id: string): string | undefined {
  const isMeant = (each: Values) => each.id === id || each.versionless_id === id;
  return text(all(account, "azurerm_key_vault_secret").find(isMeant), "value");
}
