import type { ResourceRule } from "../../simulator/rule";
import { created, dropped } from "./access";
import { contents, nameOf, requireFree } from "./catalog";
import { moveContents, planRename, renameInPlace } from "./rename";
import { text } from "./values";

/** A database; dropping it drops what is in it. */
export const database: ResourceRule = {
  type: "snowflake_database",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-database, pkg/resources/database.go of the provider",
  plan: planRename,
  create(context) {
    const name = nameOf("DATABASE", context.values);
    requireFree(context.account, "DATABASE", name);
    context.values.id = name;
    context.values.fully_qualified_name = name;
    created(context, "DATABASE", name);
  },
  update(context) {
    const { account, prior, values } = context;
    const [before, after] = [text(prior, "name"), text(values, "name")];
    const inside = contents(account, before);
    renameInPlace(context, "DATABASE");
    if (before !== after) moveContents(account, inside, { database: after });
  },
  delete({ account, prior }) {
    for (const { type, held } of contents(account, text(prior, "name"))) {
      dropped(account, type, nameOf(type, held.values));
      account.remove(held.type, held.id);
    }
    dropped(account, "DATABASE", nameOf("DATABASE", prior));
  },
};
