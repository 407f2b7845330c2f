import type { AppliedState } from "../state";
import { SqlError } from "./errors";
import type { ExternalFunctionDefinition } from "./definitions";
import { parseIdentifier } from "./identifier";
import { type Attributes, blocks, flag, text, texts } from "../simulator/readers";

/** An object in a schema. */
export interface SchemaObject {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

interface Grant {
  readonly role: string;
  readonly privileges: readonly string[];
  readonly attributes: Attributes;
}

/**
 * Who may call a function, by the grants that were applied. A grant that is not in the state does not count: the
 * rehearsal knows no other.
 * @see https://docs.snowflake.com/en/user-guide/security-access-control-privileges
 */
export class AccessControl {
  private readonly grants: readonly Grant[];

  /** @param owner the role that Terraform ran with: it owns what it created */
  constructor(
    private readonly state: AppliedState,
    private readonly owner: string,
  ) {
    this.grants = state.all("snowflake_grant_privileges_to_account_role").map(({ attributes }) => ({
      role: parseIdentifier(text(attributes, "account_role_name") ?? "").parts.join("."),
      privileges: flag(attributes, "all_privileges") === true ? ["USAGE"] : texts(attributes, "privileges"),
      attributes,
    }));
  }

  /** The roles that hold USAGE on a function directly. */
  public usersOf(fn: ExternalFunctionDefinition): string[] {
    const holders = this.grants.filter((grant) => grant.privileges.includes("USAGE") && onFunction(grant, fn));
    return [...new Set(holders.map(({ role }) => role))];
  }

  /**
   * @throws SqlError with Snowflake's message when the role cannot see or use the function
   */
  public check(role: string, fn: ExternalFunctionDefinition): void {
    if (this.mayUse(role, fn, (grant) => onFunction(grant, fn))) return;
    throw new SqlError(`SQL compilation error:\nUnknown user-defined function ${fn.database}.${fn.schema}.${fn.name}`);
  }

  /**
   * @param privilege USAGE on an external stage, READ or WRITE on an internal one
   * @throws SqlError with Snowflake's message when the role cannot see or use the stage
   */
  public checkStage(role: string, stage: SchemaObject, privilege: "USAGE" | "READ" | "WRITE" = "USAGE"): void {
    if (this.mayUse(role, stage, (grant) => onStage(grant, stage), privilege)) return;
    throw new SqlError(
      `SQL compilation error:\nStage '${stage.database}.${stage.schema}.${stage.name}' does not exist or not authorized.`,
    );
  }

  /** Whether a role holds a privilege on an object, after it was found to hold USAGE on database and schema. */
  private mayUse(role: string, object: SchemaObject, matches: (grant: Grant) => boolean, privilege = "USAGE"): boolean {
    const roles = this.inherited(role);
    if (roles.has(this.owner)) return true;
    const holds = (fits: (grant: Grant) => boolean, needed = "USAGE") =>
      this.grants.some((grant) => roles.has(grant.role) && grant.privileges.includes(needed) && fits(grant));
    if (!holds((grant) => onDatabase(grant, object))) {
      throw new SqlError(`SQL compilation error:\nDatabase '${object.database}' does not exist or not authorized.`);
    }
    if (!holds((grant) => onSchema(grant, object))) {
      throw new SqlError(
        `SQL compilation error:\nSchema '${object.database}.${object.schema}' does not exist or not authorized.`,
      );
    }
    return holds(matches, privilege);
  }

  /** A role with all roles that were granted to it. */
  private inherited(role: string): Set<string> {
    const found = new Set([role, "PUBLIC"]);
    const links = this.state.all("snowflake_grant_account_role").map(({ attributes }) => attributes);
    for (let size = 0; size !== found.size;) {
      size = found.size;
      for (const link of links) {
        const parent = text(link, "parent_role_name");
        const granted = text(link, "role_name");
        if (parent !== undefined && granted !== undefined && found.has(bare(parent))) found.add(bare(granted));
      }
    }
    return found;
  }
}

function bare(name: string): string {
  return parseIdentifier(name).parts.join(".");
}

function onDatabase({ attributes }: Grant, fn: SchemaObject): boolean {
  return blocks(attributes, "on_account_object").some(
    (on) => text(on, "object_type") === "DATABASE" && bare(text(on, "object_name") ?? "") === fn.database,
  );
}

function onSchema({ attributes }: Grant, fn: SchemaObject): boolean {
  return blocks(attributes, "on_schema").some(
    (on) =>
      bare(text(on, "schema_name") ?? "") === `${fn.database}.${fn.schema}` ||
      bare(text(on, "all_schemas_in_database") ?? "") === fn.database ||
      bare(text(on, "future_schemas_in_database") ?? "") === fn.database,
  );
}

function onStage({ attributes }: Grant, stage: SchemaObject): boolean {
  return blocks(attributes, "on_schema_object").some(
    (on) =>
      text(on, "object_type") === "STAGE" &&
      bare(text(on, "object_name") ?? "") === `${stage.database}.${stage.schema}.${stage.name}`,
  );
}

/** Future grants do not count: Snowflake does not support them for external functions. */
function onFunction({ attributes }: Grant, fn: ExternalFunctionDefinition): boolean {
  return blocks(attributes, "on_schema_object").some((on) => {
    const all = blocks(on, "all").some(
      (scope) =>
        text(scope, "object_type_plural") === "FUNCTIONS" &&
        (bare(text(scope, "in_schema") ?? "") === `${fn.database}.${fn.schema}` ||
          bare(text(scope, "in_database") ?? "") === fn.database),
    );
    if (all) return true;
    if (text(on, "object_type") !== "FUNCTION") return false;
    const { parts, types } = parseIdentifier(text(on, "object_name") ?? "");
    return (
      parts.join(".") === `${fn.database}.${fn.schema}.${fn.name}` &&
      types?.join() === fn.arguments.map(({ type }) => type).join()
    );
  });
}
