import type { IConstruct } from "constructs";
import type { Grant } from "./grant";
import type { WorkspaceNames } from "./settings";

/** A Snowflake account role. */
export interface IRole extends IConstruct {
  /** Name of the role. */
  readonly roleName: string;
  /** The grant of this role to its parent; empty for a role that exists. */
  readonly parentGrant: Grant;
  /** Lets a user take on the role; of a role that exists it needs its ownership, or MANAGE GRANTS. */
  grantToUser(userName: string): Grant;
}

/** The database, schema and warehouse that functions, stages and tasks live in. */
export interface IWorkspace extends IConstruct {
  /** Name of the database. */
  readonly databaseName: string;
  /** Name of the schema. */
  readonly schemaName: string;
  /** Name of the warehouse. */
  readonly warehouseName: string;
  /** Name of the database in quotes, unknown while the database is replaced. */
  readonly databaseFullyQualifiedName: string;
  /** `"DATABASE"."SCHEMA"`, unknown while the schema is replaced. */
  readonly schemaFullyQualifiedName: string;
  /** Name of the warehouse in quotes, unknown while the warehouse is replaced. */
  readonly warehouseFullyQualifiedName: string;
  /** The three names as configured, for texts that are written before the deploy. */
  readonly names: WorkspaceNames;
  /** Lets a role use database, schema and warehouse: what every call of a function needs besides the function. */
  grantUsage(role: IRole): Grant;
}
