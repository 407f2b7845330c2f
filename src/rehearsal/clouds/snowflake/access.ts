import type { Account } from "../../simulator/account";
import { CloudError, type RuleContext, type Values } from "../../simulator/rule";
import { exists, type ObjectType, unquotedForMessage } from "./catalog";
import { identifierParts, quoted } from "./names";
import { text } from "./values";

/** What a privilege is granted on. */
export type GrantedOn = ObjectType | "ACCOUNT";

export interface Grant {
  readonly role: string;
  readonly privilege: string;
  readonly on: GrantedOn;
  /** Quoted name; empty for the account. */
  name: string;
  readonly option: boolean;
}

export interface FutureGrant {
  readonly role: string;
  readonly privilege: string;
  readonly on: ObjectType;
  /** `"DB"` or `"DB"."SCHEMA"`. */
  readonly within: string;
}

// https://docs.snowflake.com/en/user-guide/security-access-control-overview: system-defined roles and their hierarchy.
const SYSTEM_HIERARCHY: Record<string, string[]> = {
  ACCOUNTADMIN: ["SYSADMIN", "SECURITYADMIN"],
  SECURITYADMIN: ["USERADMIN"],
};

/** All grants of the account. */
export function grants(account: Account): Grant[] {
  return account.memory<Grant[]>("snowflake:grants", () => []);
}

export function futureGrants(account: Account): FutureGrant[] {
  return account.memory<FutureGrant[]>("snowflake:future-grants", () => []);
}

function owners(account: Account): Record<string, string> {
  return account.memory<Record<string, string>>("snowflake:owners", () => ({}));
}

function key(type: ObjectType, name: string): string {
  return `${type} ${name}`;
}

/** The role of the session: the provider's `role`. Without it the simulated user's default role is ACCOUNTADMIN. */
export function currentRole(provider: Values): string {
  const role = text(provider, "role");
  return role === "" ? "ACCOUNTADMIN" : (identifierParts(role, 1)[0] ?? role);
}

export function ownerOf(account: Account, type: ObjectType, name: string): string | undefined {
  return owners(account)[key(type, name)];
}

export function setOwner(account: Account, type: ObjectType, name: string, role: string): void {
  owners(account)[key(type, name)] = role;
}

/** Notes a new object: its owner is the session's role, and future grants of its schema or database apply. */
export function created(context: RuleContext, type: ObjectType, name: string): void {
  const { account, provider } = context;
  setOwner(account, type, name, currentRole(provider));
  if (context.type === "snowflake_external_function") return; // future grants do not reach external functions
  for (const future of futureGrants(account)) {
    if (future.on === type && name.startsWith(`${future.within}.`)) {
      addGrant(account, { role: future.role, privilege: future.privilege, on: type, name, option: false });
    }
  }
}

/** An object takes its grants with it; an object of the same name starts without any. */
export function dropped(account: Account, type: ObjectType, name: string): void {
  removeGrants(account, (grant) => grant.on === type && grant.name === name);
  if (type === "ROLE") removeGrants(account, (grant) => quoted(grant.role) === name);
  Reflect.deleteProperty(owners(account), key(type, name));
}

/** DROP ROLE gives what the role owns to the role that drops it: https://docs.snowflake.com/en/sql-reference/sql/drop-role */
export function inherit(account: Account, from: string, to: string): void {
  const all = owners(account);
  for (const [object, owner] of Object.entries(all)) if (owner === from) all[object] = to;
}

/** Grants and owner follow a renamed object. */
export function renamed(account: Account, type: ObjectType, before: string, after: string): void {
  for (const grant of grants(account)) {
    if (grant.on === type && grant.name === before) grant.name = after;
  }
  const owner = ownerOf(account, type, before);
  Reflect.deleteProperty(owners(account), key(type, before));
  if (owner !== undefined) setOwner(account, type, after, owner);
}

export function addGrant(account: Account, grant: Grant): void {
  removeGrants(account, (other) => sameGrant(other, grant));
  grants(account).push(grant);
}

export function removeGrants(account: Account, matches: (grant: Grant) => boolean): void {
  const all = grants(account);
  const kept = all.filter((grant) => !matches(grant));
  all.splice(0, all.length, ...kept);
}

function sameGrant(a: Grant, b: Grant): boolean {
  return a.role === b.role && a.privilege === b.privilege && a.on === b.on && a.name === b.name;
}

/** The role and all roles that it inherits. */
export function inheritedRoles(account: Account, role: string, seen = new Set<string>()): Set<string> {
  if (seen.has(role)) return seen;
  seen.add(role);
  const granted = account
    .list("snowflake_grant_account_role")
    .filter(({ values }) => text(values, "parent_role_name").replace(/"/g, "") === role)
    .map(({ values }) => text(values, "role_name").replace(/"/g, ""));
  for (const child of [...(SYSTEM_HIERARCHY[role] ?? []), ...granted]) inheritedRoles(account, child, seen);
  return seen;
}

/** Whether a role, or one that it inherits, was granted a privilege; the owner of an object has all on it. */
export function hasPrivilege(account: Account, role: string, privilege: string, on: GrantedOn, name = ""): boolean {
  const roles = inheritedRoles(account, role);
  if (on !== "ACCOUNT" && roles.has(ownerOf(account, on, name) ?? "")) return true;
  if (on === "ACCOUNT" && roles.has("ACCOUNTADMIN")) return true;
  return grants(account).some(
    (grant) => grant.privilege === privilege && grant.on === on && grant.name === name && roles.has(grant.role),
  );
}

/** Refuses what the session's role may not do with an object that another role owns. */
export function requireOwnership(context: RuleContext, type: ObjectType, name: string): void {
  const { account, provider } = context;
  const owner = ownerOf(account, type, name);
  if (owner === undefined || !exists(account, "ROLE", quoted(owner))) return;
  if (inheritedRoles(account, currentRole(provider)).has(owner)) return;
  throw insufficientPrivileges(type, name, `it is owned by ${owner}, which ${currentRole(provider)} does not inherit`);
}

export function insufficientPrivileges(type: string, name: string, reason: string): CloudError {
  return new CloudError(
    `003001 (42501): SQL access control error: Insufficient privileges to operate on ${type.toLowerCase()} ` +
      `'${unquotedForMessage(name)}': ${reason}.`,
  );
}
