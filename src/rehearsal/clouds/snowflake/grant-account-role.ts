import { CloudError, type ResourceRule, type RuleContext, type Values } from "../../simulator/rule";
import { inheritedRoles } from "./access";
import { exists, requireExisting } from "./catalog";
import { doesNotExist, identifierParts, quoted } from "./names";
import { isKnown, text } from "./values";

/** Makes a role part of another, or gives it to a user. */
export const grantAccountRole: ResourceRule = {
  type: "snowflake_grant_account_role",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/grant-role, pkg/resources/grant_account_role.go of the provider",
  create(context) {
    const { account, values } = context;
    const role = name(values, "role_name");
    if (role === "PUBLIC") {
      // KNOWN_ISSUES.md of the provider; it reads its own grant back as missing. Mended in 2.16.
      throw new CloudError("Provider produced no grant of PUBLIC: every user has that role, it cannot be granted");
    }
    requireExisting(account, "ROLE", quoted(role));
    if (isKnown(values, "parent_role_name")) {
      const parent = name(values, "parent_role_name");
      requireExisting(account, "ROLE", quoted(parent));
      if (inheritedRoles(account, role).has(parent)) {
        throw new CloudError(`003028 (42501): role '${role}' cannot be granted to '${parent}': that would be a circle`);
      }
      values.id = `${quoted(role)}|ROLE|${quoted(parent)}`;
      return;
    }
    requireUser(context, name(values, "user_name"));
    values.id = `${quoted(role)}|USER|${quoted(name(values, "user_name"))}`;
  },
  read({ account, type, values }) {
    const parent = isKnown(values, "parent_role_name") ? name(values, "parent_role_name") : undefined;
    const there =
      exists(account, "ROLE", quoted(name(values, "role_name"))) &&
      (parent === undefined || exists(account, "ROLE", quoted(parent)));
    if (!there) account.remove(type, text(values, "id"));
  },
};

function name(values: Values, attribute: string): string {
  return identifierParts(text(values, attribute), 1)[0] ?? "";
}

/** Users are not managed here: the provider's own user exists, and those that resources made. */
function requireUser({ account, provider }: RuleContext, user: string): void {
  const own = text(provider, "user").toUpperCase() === user.toUpperCase() && user !== "";
  const types = ["snowflake_user", "snowflake_service_user", "snowflake_legacy_service_user"];
  const made = types.some((type) => account.list(type).some(({ values }) => text(values, "name") === user));
  if (!own && !made) throw doesNotExist("User", user);
}
