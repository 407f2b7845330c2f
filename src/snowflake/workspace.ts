import { Database } from "@cdktf/provider-snowflake/lib/database";
import { Schema } from "@cdktf/provider-snowflake/lib/schema";
import { Warehouse } from "@cdktf/provider-snowflake/lib/warehouse";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { checkComment } from "./comment";
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
  /**
   * Upper-case name of the database. Choose it for good: another name renames the database in place, and the apply then fails, as what is
   * in it exists already when it is created under the new name.
   */
  readonly databaseName: string;
  /** Upper-case name of the schema. Choose it for good, as the database's. */
  readonly schemaName: string;
  /** Upper-case name of the warehouse. */
  readonly warehouseName: string;
  /** The database of that name exists and is used. @default - it is made */
  readonly databaseExists?: boolean;
  /** The schema of that name exists in a database that exists, and is used. @default - it is made */
  readonly schemaExists?: boolean;
  /** The warehouse of that name exists and is used. @default - it is made */
  readonly warehouseExists?: boolean;
  /** Size of the warehouse. @default WarehouseSize.XSMALL */
  readonly warehouseSize?: WarehouseSize;
  /** Seconds without a statement after which the warehouse suspends; at least 60, as every resume costs a minute. @default 60 */
  readonly warehouseAutoSuspendSeconds?: number;
  /** Refuses to plan a destroy of the database and schema that are made here (`prevent_destroy`). @default false */
  readonly protection?: boolean;
  /** Description that Snowflake shows on all that is made here. @default - none */
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

/**
 * A database with one schema, and a warehouse. Each of them is made, or exists and is used by its name.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-database
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-warehouse
 */
export class Workspace extends Construct implements IWorkspace {
  /** A database, schema and warehouse that exist. */
  public static fromWorkspaceAttributes(scope: Construct, id: string, attributes: WorkspaceNames): IWorkspace {
    return new Workspace(scope, id, {
      ...attributes,
      databaseExists: true,
      schemaExists: true,
      warehouseExists: true,
    });
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
    check(new Problems(this), props);
    const { databaseName, schemaName, warehouseName, comment } = props;
    const lifecycle = props.protection ? { preventDestroy: true } : undefined;
    this.names = { databaseName, schemaName, warehouseName };

    const database = props.databaseExists
      ? undefined
      : new Database(this, "Database", { name: databaseName, comment, lifecycle });
    this.databaseName = database?.name ?? databaseName;
    this.databaseFullyQualifiedName = database?.fullyQualifiedName ?? Identifiers.quote(databaseName);

    const schema = props.schemaExists
      ? undefined
      : new Schema(this, "Schema", { database: this.databaseName, name: schemaName, comment, lifecycle });
    this.schemaName = schema?.name ?? schemaName;
    this.schemaFullyQualifiedName = schema?.fullyQualifiedName ?? Identifiers.quote(databaseName, schemaName);

    const warehouse = props.warehouseExists ? undefined : this.warehouse(props);
    this.warehouseName = warehouse?.name ?? warehouseName;
    this.warehouseFullyQualifiedName = warehouse?.fullyQualifiedName ?? Identifiers.quote(warehouseName);
  }

  public grantUsage(role: IRole): Grant {
    const usage = ["USAGE"];
    return Grant.combine([
      Grants.onAccountObject(this, "DatabaseUsage", role, usage, "DATABASE", this.databaseFullyQualifiedName),
      Grants.onSchema(this, "SchemaUsage", role, usage, this.schemaFullyQualifiedName),
      Grants.onAccountObject(this, "WarehouseUsage", role, usage, "WAREHOUSE", this.warehouseFullyQualifiedName),
    ]);
  }

  private warehouse(props: WorkspaceProps): Warehouse {
    return new Warehouse(this, "Warehouse", {
      name: props.warehouseName,
      comment: props.comment,
      warehouseSize: props.warehouseSize ?? WarehouseSize.XSMALL,
      autoSuspend: props.warehouseAutoSuspendSeconds ?? DEFAULT_AUTO_SUSPEND_SECONDS,
      autoResume: "true",
      initiallySuspended: true,
      // Left out, these follow the account, whose change would show in the next plan; the second generation is not in every region.
      generation: "1",
      enableQueryAcceleration: "false",
    });
  }
}

const DEFAULT_AUTO_SUSPEND_SECONDS = 60;

function check(problems: Problems, props: WorkspaceProps): void {
  const { databaseName, schemaName, warehouseName } = props;
  Identifiers.check(problems, { databaseName, schemaName, warehouseName });
  checkComment(problems, props.comment);
  problems.check(
    props.schemaExists !== true || props.databaseExists === true,
    "schemaExists",
    true,
    "a schema that exists is in a database that exists",
    "Set databaseExists too",
  );
  for (const field of ["warehouseSize", "warehouseAutoSuspendSeconds"] as const)
    problems.check(
      props.warehouseExists !== true || props[field] === undefined,
      field,
      props[field],
      "a warehouse that exists keeps its own settings",
      `Leave out ${field}`,
    );
  const autoSuspend = props.warehouseAutoSuspendSeconds ?? DEFAULT_AUTO_SUSPEND_SECONDS;
  problems.check(
    Number.isInteger(autoSuspend) && autoSuspend >= 60,
    "warehouseAutoSuspendSeconds",
    autoSuspend,
    "a warehouse suspends after a whole number of seconds, at least 60: each resume is billed for a minute",
    "Write 60 or more",
  );
  problems.throwIfAny();
}
