import type { Account } from "../../simulator/account";
import { CloudError } from "../../simulator/rule";
import { type GrantedOn, grants } from "./access";
import { find } from "./catalog";
import { text } from "./values";

// https://docs.snowflake.com/en/user-guide/security-access-control-privileges, for the object types that are simulated.
const PRIVILEGES: Record<GrantedOn, string[]> = {
  ACCOUNT: [
    "APPLY TAG",
    "ATTACH POLICY",
    "BIND SERVICE ENDPOINT",
    "CREATE COMPUTE POOL",
    "CREATE DATABASE",
    "CREATE EXTERNAL VOLUME",
    "CREATE INTEGRATION",
    "CREATE NETWORK POLICY",
    "CREATE ROLE",
    "CREATE SHARE",
    "CREATE USER",
    "CREATE WAREHOUSE",
    "EXECUTE ALERT",
    "EXECUTE MANAGED ALERT",
    "EXECUTE MANAGED TASK",
    "EXECUTE TASK",
    "IMPORT SHARE",
    "MANAGE GRANTS",
    "MANAGE WAREHOUSES",
    "MONITOR EXECUTION",
    "MONITOR SECURITY",
    "MONITOR USAGE",
    "OVERRIDE SHARE RESTRICTIONS",
    "RESOLVE ALL",
  ],
  DATABASE: [
    "APPLYBUDGET",
    "CREATE DATABASE ROLE",
    "CREATE SCHEMA",
    "IMPORTED PRIVILEGES",
    "MODIFY",
    "MONITOR",
    "USAGE",
  ],
  SCHEMA: [
    "ADD SEARCH OPTIMIZATION",
    "APPLYBUDGET",
    "CREATE ALERT",
    "CREATE DYNAMIC TABLE",
    "CREATE EVENT TABLE",
    "CREATE EXTERNAL TABLE",
    "CREATE FILE FORMAT",
    "CREATE FUNCTION",
    "CREATE GIT REPOSITORY",
    "CREATE IMAGE REPOSITORY",
    "CREATE MATERIALIZED VIEW",
    "CREATE MODEL",
    "CREATE NETWORK RULE",
    "CREATE NOTEBOOK",
    "CREATE PIPE",
    "CREATE PROCEDURE",
    "CREATE SECRET",
    "CREATE SEQUENCE",
    "CREATE SERVICE",
    "CREATE STAGE",
    "CREATE STREAM",
    "CREATE STREAMLIT",
    "CREATE TABLE",
    "CREATE TAG",
    "CREATE TASK",
    "CREATE TEMPORARY TABLE",
    "CREATE VIEW",
    "MODIFY",
    "MONITOR",
    "USAGE",
  ],
  WAREHOUSE: ["APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"],
  ROLE: [],
  INTEGRATION: ["USAGE", "USE_ANY_ROLE"],
  FUNCTION: ["USAGE"],
  PROCEDURE: ["USAGE"],
  STAGE: ["READ", "USAGE", "WRITE"],
  TASK: ["APPLYBUDGET", "MONITOR", "OPERATE"],
};

/** All that ALL PRIVILEGES means for an object. */
export function allPrivileges(account: Account, on: GrantedOn, name: string): string[] {
  if (on === "STAGE") return isExternalStage(account, name) ? ["USAGE"] : ["READ", "WRITE"];
  return PRIVILEGES[on];
}

/**
 * Refuses a privilege that the object's type does not have. The privilege may be written in any letter case.
 * USAGE is for external stages, READ and WRITE for internal ones, WRITE only together with READ.
 */
export function requirePrivilege(
  account: Account,
  role: string,
  privilege: string,
  on: GrantedOn,
  name: string,
  together: string[],
): void {
  const wanted = privilege.toUpperCase();
  if (!allPrivileges(account, on, name).includes(wanted)) {
    const kind = on === "STAGE" ? `${isExternalStage(account, name) ? "external" : "internal"} stage` : on;
    throw new CloudError(
      `003008 (42501): SQL access control error: privilege '${privilege}' is not valid for ${kind} ${name}`,
      "privileges",
    );
  }
  if (on !== "STAGE" || wanted !== "WRITE") return;
  const held = grants(account).some(
    (grant) => grant.role === role && grant.privilege === "READ" && grant.on === on && grant.name === name,
  );
  if (held || together.some((other) => other.toUpperCase() === "READ")) return;
  throw new CloudError(`003008 (42501): WRITE on stage ${name} needs READ on it for the same role`, "privileges");
}

function isExternalStage(account: Account, name: string): boolean {
  const held = find(account, "STAGE", name);
  return held !== undefined && text(held.values, "url") !== "";
}
