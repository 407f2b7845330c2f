/**
 * Size of a warehouse: credits an hour double with each step, from 1.
 * @see https://docs.snowflake.com/en/user-guide/warehouses-overview
 */
export enum WarehouseSize {
  /** 1 credit an hour. */
  XSMALL = "XSMALL",
  /** 2 credits an hour. */
  SMALL = "SMALL",
  /** 4 credits an hour. */
  MEDIUM = "MEDIUM",
  /** 8 credits an hour. */
  LARGE = "LARGE",
  /** 16 credits an hour. */
  XLARGE = "XLARGE",
}

/** Props of a workspace. */
export interface WorkspaceProps {
  /**
   * Upper-case name of the database. It cannot be changed without losing data: the provider renames the database in place, and the apply
   * then fails, because Terraform creates the schema under the new name, where it exists already.
   */
  readonly databaseName: string;
  /** Upper-case name of the schema. It cannot be changed either. */
  readonly schemaName: string;
  /** Upper-case name of the warehouse. */
  readonly warehouseName: string;
  /** The database of that name exists and is used. @default - it is created */
  readonly databaseExists?: boolean;
  /** The schema of that name exists in a database that exists, and is used. @default - it is created */
  readonly schemaExists?: boolean;
  /** The warehouse of that name exists and is used. @default - it is created */
  readonly warehouseExists?: boolean;
  /** Size of the warehouse. @default WarehouseSize.XSMALL */
  readonly warehouseSize?: WarehouseSize;
  /** Seconds without a statement after which the warehouse suspends; at least 60, as every resume costs a minute. @default 60 */
  readonly warehouseAutoSuspendSeconds?: number;
  /** Refuses to plan a destroy of the database and schema that are created here (`prevent_destroy`). @default false */
  readonly protection?: boolean;
  /** Description that Snowflake shows on all that is created here. @default - none */
  readonly comment?: string;
}

/** The three names of a workspace. */
export interface WorkspaceNames {
  /** Upper-case name of the database. */
  readonly databaseName: string;
  /** Upper-case name of the schema. */
  readonly schemaName: string;
  /** Upper-case name of the warehouse. */
  readonly warehouseName: string;
}

/** Props of a role. */
export interface RoleProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
  /**
   * Role that inherits this one, so that administrators can see and manage what it owns.
   * @see https://docs.snowflake.com/en/user-guide/security-access-control-considerations
   * @default - the role that deploys first, if `deployingRoleInherits`; otherwise SYSADMIN
   */
  readonly parentRole?: string;
  /**
   * The role that deploys first inherits this one. A role that owns what Terraform manages needs it: Terraform treats objects
   * that its role cannot see as deleted. Where another role deploys later, name a `parentRole` that both inherit. @default false
   */
  readonly deployingRoleInherits?: boolean;
}
