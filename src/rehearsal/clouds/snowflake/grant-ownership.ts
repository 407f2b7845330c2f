import { CloudError, type ResourceRule, type RuleContext, type Values } from "../../simulator/rule";
import {
  currentRole,
  grants,
  hasPrivilege,
  inheritedRoles,
  insufficientPrivileges,
  ownerOf,
  removeGrants,
  setOwner,
} from "./access";
import { exists, find, type ObjectType, requireExisting, unquotedForMessage } from "./catalog";
import { membersOf, ownershipTarget, requireTarget } from "./grant-target";
import { identifierParts, quoted } from "./names";
import { isKnown, text } from "./values";

/** Makes another role the owner; on destroy the session's role becomes the owner again. */
export const grantOwnership: ResourceRule = {
  type: "snowflake_grant_ownership",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/grant-ownership, pkg/resources/grant_ownership.go and pkg/sdk/grants_impl.go of the provider",
  create(context) {
    const { account, values } = context;
    if (!isKnown(values, "account_role_name")) {
      throw new CloudError(
        "Ownership by a database role is not known to the simulated Snowflake.",
        "database_role_name",
      );
    }
    const role = roleOf(values);
    const target = ownershipTarget(values);
    requireExisting(account, "ROLE", quoted(role));
    requireTarget(account, target);
    for (const { type, name } of objects(context, values)) transfer(context, values, type, name, role);
    values.id = ["ToAccountRole", quoted(role), text(values, "outbound_privileges"), target.path].join("|");
  },
  read({ account, type, values }) {
    const target = ownershipTarget(values);
    if (target.kind !== "object" || target.on === "ACCOUNT") return;
    const owned =
      exists(account, target.on, target.name) && ownerOf(account, target.on, target.name) === roleOf(values);
    if (!owned) account.remove(type, text(values, "id"));
  },
  delete(context) {
    const { account, prior, provider } = context;
    requireTarget(account, ownershipTarget(prior));
    for (const { type, name } of objects(context, prior)) transfer(context, prior, type, name, currentRole(provider));
  },
};

function roleOf(values: Values): string {
  return identifierParts(text(values, "account_role_name"), 1)[0] ?? "";
}

function objects({ account }: RuleContext, values: Values): { type: ObjectType; name: string }[] {
  const target = ownershipTarget(values);
  if (target.kind === "all") {
    return membersOf(account, target.on, target.within).map((name) => ({ type: target.on, name }));
  }
  if (target.kind !== "object" || target.on === "ACCOUNT") {
    throw new CloudError(`Ownership of ${target.kind} ${target.on} is not known to the simulated Snowflake.`, "on");
  }
  return [{ type: target.on, name: target.name }];
}

function transfer(context: RuleContext, values: Values, type: ObjectType, name: string, role: string): void {
  const { account } = context;
  const outbound = text(values, "outbound_privileges");
  requireMayTransfer(context, type, name);
  const dependent = grants(account).find((grant) => grant.on === type && grant.name === name);
  if (dependent && outbound === "") {
    throw new CloudError(
      `003036 (42501): SQL execution error: Dependent grant of privilege '${dependent.privilege}' on securable ` +
        `'${unquotedForMessage(name)}' to role '${dependent.role}' exists. It must be revoked first: set outbound_privileges.`,
      "outbound_privileges",
    );
  }
  if (type === "TASK") requireSuspendable(context, name);
  const resumes = type === "TASK" && resumesAfterwards(context, name, outbound, role);
  if (outbound === "REVOKE") removeGrants(account, (grant) => grant.on === type && grant.name === name);
  setOwner(account, type, name, role);
  const task = type === "TASK" ? find(account, "TASK", name) : undefined;
  if (task) task.values.started = resumes;
}

/** The owner transfers, or a role with MANAGE GRANTS: ACCOUNTADMIN and SECURITYADMIN have it. */
function requireMayTransfer({ account, provider }: RuleContext, type: ObjectType, name: string): void {
  const role = currentRole(provider);
  const owner = ownerOf(account, type, name);
  const inherited = inheritedRoles(account, role);
  if (owner === undefined || inherited.has(owner) || inherited.has("SECURITYADMIN")) return;
  if (hasPrivilege(account, role, "MANAGE GRANTS", "ACCOUNT")) return;
  throw insufficientPrivileges(type, name, `${owner} owns it, and ${role} has no MANAGE GRANTS`);
}

/**
 * The owner of a started task cannot be changed. The provider suspends it first only if the session's role itself, not by
 * inheritance, owns the task or holds OPERATE on it: issue #3958 of the provider.
 */
function requireSuspendable({ account, provider }: RuleContext, name: string): void {
  const role = currentRole(provider);
  const operates = grants(account).some(
    (grant) => grant.role === role && grant.privilege === "OPERATE" && grant.on === "TASK" && grant.name === name,
  );
  const started = find(account, "TASK", name)?.values.started === true;
  if (!started || operates || ownerOf(account, "TASK", name) === role) return;
  throw new CloudError(
    `091421 (22000): Unable to update graph with root task ${unquotedForMessage(name)} since that root task is not suspended.`,
  );
}

/**
 * A change of owner suspends a task. The provider resumes it only if the session's role itself, not by inheritance, holds
 * OPERATE on the task, USAGE on its warehouse and EXECUTE TASK, and the grants are copied (grantOwnershipOnTask).
 */
function resumesAfterwards({ account, provider }: RuleContext, name: string, outbound: string, to: string): boolean {
  const role = currentRole(provider);
  const values = find(account, "TASK", name)?.values ?? {};
  const holds = (privilege: string, on: string, object: string) =>
    grants(account).some(
      (grant) => grant.role === role && grant.privilege === privilege && grant.on === on && grant.name === object,
    );
  const warehouse = text(values, "warehouse").replace(/"/g, "");
  const usesWarehouse = warehouse === "" || holds("USAGE", "WAREHOUSE", quoted(warehouse));
  const executes = role === "ACCOUNTADMIN" || holds("EXECUTE TASK", "ACCOUNT", "");
  const copied = outbound === "COPY" || to === role;
  return values.started === true && copied && usesWarehouse && executes && holds("OPERATE", "TASK", name);
}
