import type { IConstruct } from "constructs";
import type { Grant } from "./grant";
import type { WorkspaceNames } from "./settings";

/** A Snowflake account role. */
export interface IRole extends IConstruct {
  /** Name of the role. */
  readonly roleName: string;
  /** The grant of this role to its parent; empty for a role that exists. */
  readonly parentGrant: Grant;
  /** Grants the role to a user. For an existing role, that needs its ownership or MANAGE GRANTS. */
  grantToUser(userName: string): Grant;
}

/** The database, schema and warehouse of functions, stages and tasks. */
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
  /** Allows a role to use database, schema and warehouse, which every call of a function needs. */
  grantUsage(role: IRole): Grant;
}
