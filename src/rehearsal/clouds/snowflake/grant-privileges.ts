import { randomUUID } from "node:crypto";
import { CloudError, type ReadContext, type ResourceRule, type RuleContext, type Values } from "../../simulator/rule";
import type { Account } from "../../simulator/account";
import { addGrant, futureGrants, type Grant, type GrantedOn, grants, removeGrants } from "./access";
import { accountSettings } from "./account-settings";
import { exists, find, requireExisting } from "./catalog";
import { type GrantTarget, membersOf, privilegeTarget, requireTarget } from "./grant-target";
import { identifierParts, quoted } from "./names";
import { allPrivileges, requirePrivilege } from "./privileges";
import { sameButQuotes } from "./rename";
import { blocks, flag, suppress, text, texts } from "./values";

/** Attributes that name an object: a difference in quotes alone is none. */
const NAMED = {
  on_account_object: ["object_name"],
  on_schema: ["schema_name", "all_schemas_in_database", "future_schemas_in_database"],
  on_schema_object: ["object_name"],
};

/** Privileges for a role. They end with the object: a new one of the same name has none. */
export const grantPrivileges: ResourceRule = {
  type: "snowflake_grant_privileges_to_account_role",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/grant-privilege, pkg/resources/grant_privileges_to_account_role.go of the provider",
  validate({ config, error }) {
    for (const privilege of texts(config, "privileges")) {
      if (["ALL", "ALL PRIVILEGES"].includes(privilege.toUpperCase())) {
        error(`Unsupported privilege '${privilege}': set all_privileges`, "privileges");
      }
    }
  },
  plan({ prior, planned }) {
    for (const [block, names] of Object.entries(NAMED)) {
      const before = prior && blocks(prior, block)[0];
      const after = blocks(planned, block)[0];
      if (before && after) for (const name of names) suppress(before, after, name, sameButQuotes);
    }
  },
  create(context) {
    grant(context, context.values, texts(context.values, "privileges"));
    context.values.id = idOf(context.values);
  },
  update(context) {
    const { account, type, prior, values } = context;
    revoke(context, prior);
    grant(context, values, texts(values, "privileges"));
    values.id = idOf(values);
    if (values.id !== prior.id) account.remove(type, text(prior, "id"));
  },
  read: readBack,
  delete(context) {
    requireRole(context, context.prior);
    requireTarget(context.account, privilegeTarget(context.prior));
    revoke(context, context.prior);
  },
};

function roleOf(values: Values): string {
  return identifierParts(text(values, "account_role_name"), 1)[0] ?? "";
}

function requireRole({ account }: RuleContext, values: Values): void {
  requireExisting(account, "ROLE", quoted(roleOf(values)));
}

function wanted(context: RuleContext, values: Values, target: GrantTarget): string[] {
  if (!flag(values, "all_privileges")) return texts(values, "privileges");
  return target.kind === "object" ? allPrivileges(context.account, target.on, target.name) : ["ALL PRIVILEGES"];
}

function grant(context: RuleContext, values: Values, together: string[]): void {
  const { account } = context;
  const target = privilegeTarget(values);
  const role = roleOf(values);
  requireRole(context, values);
  requireTarget(account, target);
  const option = flag(values, "with_grant_option");
  for (const privilege of wanted(context, values, target)) {
    if (target.kind === "future") {
      futureGrants(account).push({ role, privilege: privilege.toUpperCase(), on: target.on, within: target.within });
      continue;
    }
    const names = target.kind === "object" ? [target.name] : membersOf(account, target.on, target.within);
    for (const name of names) {
      requirePrivilege(account, role, privilege, target.on, name, together);
      addGrant(account, { role, privilege: privilege.toUpperCase(), on: target.on, name, option });
    }
  }
}

function revoke(context: RuleContext, values: Values): void {
  const { account } = context;
  const target = privilegeTarget(values);
  const role = roleOf(values);
  const privileges = wanted(context, values, target).map((privilege) => privilege.toUpperCase());
  if (target.kind === "future") {
    const all = futureGrants(account);
    const kept = all.filter(
      (future) => future.role !== role || future.within !== target.within || !privileges.includes(future.privilege),
    );
    all.splice(0, all.length, ...kept);
    return;
  }
  const names = target.kind === "object" ? [target.name] : membersOf(account, target.on, target.within);
  removeGrants(
    account,
    (each) =>
      each.role === role && each.on === target.on && names.includes(each.name) && privileges.includes(each.privilege),
  );
}

/**
 * Read asks for the grants on the object and keeps those of the configured privileges that it finds in that very spelling
 * (SHOW GRANTS answers in upper case). A missing role or object removes the resource from the state; ALL is not read.
 */
function readBack({ account, type, values }: ReadContext): void {
  if (flag(values, "always_apply")) values.always_apply_trigger = randomUUID();
  const target = privilegeTarget(values);
  if (flag(values, "all_privileges") || target.kind !== "object") return;
  const role = roleOf(values);
  const gone =
    !exists(account, "ROLE", quoted(role)) || (target.on !== "ACCOUNT" && !exists(account, target.on, target.name));
  if (gone) {
    account.remove(type, text(values, "id"));
    return;
  }
  const option = flag(values, "with_grant_option");
  const found = shownGrants(account, target.on, target.name)
    .filter((each) => each.role === role)
    .filter((each) => each.option === option)
    .map((each) => each.privilege);
  values.privileges = texts(values, "privileges").filter((privilege) => found.includes(privilege));
}

/**
 * The grants on an object that SHOW GRANTS shows under the type that they were written with: the provider passes over the others. How it
 * names an external function is documented nowhere.
 */
function shownGrants(account: Account, on: GrantedOn, name: string): Grant[] {
  const isExternal = on === "FUNCTION" && find(account, on, name)?.type === "snowflake_external_function";
  if (isExternal && accountSettings(account).externalFunctionGrantedOn !== on) return [];
  return grants(account).filter((each) => each.on === on && each.name === name);
}

/** The id's form: pkg/resources/grant_privileges_to_account_role_identifier.go of the provider. */
function idOf(values: Values): string {
  const privileges = flag(values, "all_privileges") ? "ALL" : texts(values, "privileges").join(",");
  const options = [flag(values, "with_grant_option"), flag(values, "always_apply")].map(String);
  if (privileges === "") throw new CloudError("no privilege is named", "privileges");
  return [quoted(roleOf(values)), ...options, privileges, privilegeTarget(values).path].join("|");
}
