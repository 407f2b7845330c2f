import type { ResourceRule } from "../../simulator/rule";
import { created, dropped } from "./access";
import { contents, find, nameOf, requireExisting } from "./catalog";
import { alreadyExists, quoted } from "./names";
import { moveContents, planRename, renameInPlace } from "./rename";
import { text } from "./values";

/** A schema; dropping it drops what is in it. */
export const schema: ResourceRule = {
  type: "snowflake_schema",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-schema, pkg/resources/schema.go of the provider",
  plan: planRename,
  create(context) {
    const { account, values } = context;
    const name = nameOf("SCHEMA", values);
    requireExisting(account, "DATABASE", quoted(text(values, "database")));
    // The provider takes over the PUBLIC schema that CREATE DATABASE made, so only schemas of our own can collide.
    if (find(account, "SCHEMA", name)) throw alreadyExists(name.replace(/"/g, ""));
    values.id = name;
    values.fully_qualified_name = name;
    created(context, "SCHEMA", name);
  },
  update(context) {
    const { account, prior, values } = context;
    const [before, after] = [text(prior, "name"), text(values, "name")];
    const inside = contents(account, text(prior, "database"), before);
    renameInPlace(context, "SCHEMA");
    if (before !== after) moveContents(account, inside, { schema: after });
  },
  delete({ account, prior }) {
    for (const { type, held } of contents(account, text(prior, "database"), text(prior, "name"))) {
      dropped(account, type, nameOf(type, held.values));
      account.remove(held.type, held.id);
    }
    dropped(account, "SCHEMA", nameOf("SCHEMA", prior));
  },
};
