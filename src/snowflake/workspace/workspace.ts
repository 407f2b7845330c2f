import { Database } from "@cdktf/provider-snowflake/lib/database";
import { Schema } from "@cdktf/provider-snowflake/lib/schema";
import { Warehouse } from "@cdktf/provider-snowflake/lib/warehouse";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Identifiers } from "../identifiers";
import { WORKSPACE } from "./checks";
import { Grant } from "./grant";
import { Grants } from "./grants";
import type { IRole, IWorkspace } from "./interface";
import { WarehouseSize, type WorkspaceNames, type WorkspaceProps } from "./settings";

/**
 * A database with one schema, and a warehouse. Each of them is created, or exists and is used by its name.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-database
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-warehouse
 */
export class Workspace extends Construct implements IWorkspace {
  /** An existing database, schema and warehouse. */
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
    checkOnce(this, props, WORKSPACE);
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
      autoSuspend: props.warehouseAutoSuspendSeconds ?? 60,
      autoResume: "true",
      initiallySuspended: true,
      // Left out, these follow the account, whose change would show in the next plan; the second generation is not in every region.
      generation: "1",
      enableQueryAcceleration: "false",
    });
  }
}
