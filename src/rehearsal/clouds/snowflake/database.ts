import { CloudError, type ResourceRule } from "../../simulator/rule";
import { created, dropped } from "./access";
import { contents, nameOf, requireFree } from "./catalog";
import { quoted } from "./names";
import { text } from "./values";

/** A database; dropping it drops what is in it. */
export const database: ResourceRule = {
  type: "snowflake_database",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-database, pkg/resources/database.go of the provider",
  create(context) {
    const name = nameOf("DATABASE", context.values);
    requireFree(context.account, "DATABASE", name);
    context.values.id = name;
    context.values.fully_qualified_name = name;
    created(context, "DATABASE", name);
  },
  update({ values, prior }) {
    if (text(values, "name") !== text(prior, "name")) {
      // Terraform orders the rename and its schemas' replacement as it likes: what then happens is not known.
      throw new CloudError(`Renaming database ${quoted(text(prior, "name"))} in place is not simulated.`, "name");
    }
  },
  delete({ account, prior }) {
    for (const { type, held } of contents(account, text(prior, "name"))) {
      dropped(account, type, nameOf(type, held.values));
      account.remove(held.type, held.id);
    }
    dropped(account, "DATABASE", nameOf("DATABASE", prior));
  },
};
