import type { ResourceRule } from "../../simulator/rule";
import { created, currentRole, dropped, inherit } from "./access";
import { nameOf, requireFree } from "./catalog";
import { planRename, renameInPlace } from "./rename";
import { text } from "./values";

/** A role of the account; a rename happens in place. The system's roles exist already. */
export const accountRole: ResourceRule = {
  type: "snowflake_account_role",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-role, pkg/resources/account_role.go of the provider",
  plan: planRename,
  create(context) {
    const name = nameOf("ROLE", context.values);
    requireFree(context.account, "ROLE", name);
    context.values.id = name;
    context.values.fully_qualified_name = name;
    created(context, "ROLE", name);
  },
  update(context) {
    renameInPlace(context, "ROLE");
  },
  delete({ account, prior, provider }) {
    inherit(account, text(prior, "name"), currentRole(provider));
    dropped(account, "ROLE", nameOf("ROLE", prior));
  },
};
