import { text } from "../../../simulator/readers";
import type { Facted, Facts } from "../../../simulator/row-facts";
import type { Values } from "../../../simulator/rule";
import { isForeign, select } from "../ids";

function secretOf({ account }: Facted, { key_vault_id, name }: Values): Values | undefined {
  return select(account, "azurerm_key_vault_secret", { key_vault_id, name })[0];
}

/**
 * A secret of a vault that the account holds must exist. A vault that it does not hold is the team's own: a rehearsal cannot see it and
 * reads a text in its place.
 */
const secrets: Facts = {
  vault: (_, { key_vault_id: id }) => String(id).slice(String(id).lastIndexOf("/") + 1),
  version: (context, config) => text(config, "version") ?? text(secretOf(context, config), "version") ?? "0".repeat(32),
  value: (context, config) => text(secretOf(context, config), "value") ?? "rehearsed",
  is_missing: (context, config) => {
    const id = String(config.key_vault_id);
    const isOurs = !isForeign(context, id) && context.account.get("azurerm_key_vault", id) !== undefined;
    return isOurs && secretOf(context, config) === undefined;
  },
};

/** What the data sources of resources call `$name`. */
export const resourceFacts: Readonly<Record<string, Facts>> = { azurerm_key_vault_secret: secrets };
