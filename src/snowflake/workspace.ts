import { Database } from "@cdktf/provider-snowflake/lib/database";
import { Schema } from "@cdktf/provider-snowflake/lib/schema";
import { Warehouse } from "@cdktf/provider-snowflake/lib/warehouse";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import type { IRole } from "./role";

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

/** What a workspace is made of. */
export interface WorkspaceProps {
  /** Upper-case name of the database. Choose it for good: Terraform renames a database in place, but replaces all that is in it. */
  readonly databaseName: string;
  /** Upper-case name of the schema. */
  readonly schemaName: string;
  /** Upper-case name of the warehouse. */
  readonly warehouseName: string;
  /** Size of the warehouse. @default WarehouseSize.XSMALL */
  readonly warehouseSize?: WarehouseSize;
  /** Seconds without a statement after which the warehouse suspends; at least 60, as every resume costs a minute. @default 60 */
  readonly warehouseAutoSuspendSeconds?: number;
  /** Refuses to plan a destroy of database and schema (`prevent_destroy`). @default false */
  readonly protection?: boolean;
  /** Description that Snowflake shows on all three. @default - none */
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

abstract class WorkspaceBase extends Construct implements IWorkspace {
  public abstract readonly databaseName: string;
  public abstract readonly schemaName: string;
  public abstract readonly warehouseName: string;
  public abstract readonly databaseFullyQualifiedName: string;
  public abstract readonly schemaFullyQualifiedName: string;
  public abstract readonly warehouseFullyQualifiedName: string;
  public abstract readonly names: WorkspaceNames;

  public grantUsage(role: IRole): Grant {
    const usage = ["USAGE"];
    return Grant.combine([
      Grants.onAccountObject(this, "DatabaseUsage", role, usage, "DATABASE", this.databaseFullyQualifiedName),
      Grants.onSchema(this, "SchemaUsage", role, usage, this.schemaFullyQualifiedName),
      Grants.onAccountObject(this, "WarehouseUsage", role, usage, "WAREHOUSE", this.warehouseFullyQualifiedName),
    ]);
  }
}

/**
 * A database with one schema, and a warehouse.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-database
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-warehouse
 */
export class Workspace extends WorkspaceBase {
  /** A database, schema and warehouse that exist. */
  public static fromWorkspaceAttributes(scope: Construct, id: string, attributes: WorkspaceNames): IWorkspace {
    return new ImportedWorkspace(scope, id, attributes);
  }

  public readonly databaseName: string;
  public readonly schemaName: string;
  public readonly warehouseName: string;
  public readonly databaseFullyQualifiedName: string;
  public readonly schemaFullyQualifiedName: string;
  public readonly warehouseFullyQualifiedName: string;
  public readonly names: WorkspaceNames;

  /** @throws ValidationError when a name is not an upper-case identifier or the warehouse would suspend too early */
  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    const autoSuspend = props.warehouseAutoSuspendSeconds ?? 60;
    const problems = new Problems(this);
    Identifiers.check(problems, {
      databaseName: props.databaseName,
      schemaName: props.schemaName,
      warehouseName: props.warehouseName,
    });
    problems.check(
      Number.isInteger(autoSuspend) && autoSuspend >= 60,
      "warehouseAutoSuspendSeconds",
      autoSuspend,
      "a warehouse suspends after a whole number of seconds, at least 60: each resume is billed for a minute",
      "Write 60 or more",
    );
    problems.throwIfAny();

    const comment = props.comment;
    const lifecycle = props.protection ? { preventDestroy: true } : undefined;
    const database = new Database(this, "Database", { name: props.databaseName, comment, lifecycle });
    const schema = new Schema(this, "Schema", { database: database.name, name: props.schemaName, comment, lifecycle });
    const warehouse = new Warehouse(this, "Warehouse", {
      name: props.warehouseName,
      comment,
      warehouseSize: props.warehouseSize ?? WarehouseSize.XSMALL,
      autoSuspend,
      autoResume: "true",
      initiallySuspended: true,
    });
    this.databaseName = database.name;
    this.schemaName = schema.name;
    this.warehouseName = warehouse.name;
    this.databaseFullyQualifiedName = database.fullyQualifiedName;
    this.schemaFullyQualifiedName = schema.fullyQualifiedName;
    this.warehouseFullyQualifiedName = warehouse.fullyQualifiedName;
    this.names = { databaseName: props.databaseName, schemaName: props.schemaName, warehouseName: props.warehouseName };
  }
}

class ImportedWorkspace extends WorkspaceBase {
  public readonly databaseName: string;
  public readonly schemaName: string;
  public readonly warehouseName: string;
  public readonly databaseFullyQualifiedName: string;
  public readonly schemaFullyQualifiedName: string;
  public readonly warehouseFullyQualifiedName: string;
  public readonly names: WorkspaceNames;

  constructor(scope: Construct, id: string, attributes: WorkspaceNames) {
    super(scope, id);
    const { databaseName, schemaName, warehouseName } = attributes;
    const problems = new Problems(this);
    Identifiers.check(problems, { databaseName, schemaName, warehouseName });
    problems.throwIfAny();
    this.databaseName = databaseName;
    this.schemaName = schemaName;
    this.warehouseName = warehouseName;
    this.databaseFullyQualifiedName = Identifiers.quote(databaseName);
    this.schemaFullyQualifiedName = Identifiers.quote(databaseName, schemaName);
    this.warehouseFullyQualifiedName = Identifiers.quote(warehouseName);
    this.names = { databaseName, schemaName, warehouseName };
  }
}
