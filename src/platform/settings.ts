import type { CopySchedule, ModelStage } from "../kedro";
import type { ErrorMode, OperationGroup } from "../mlflow";
import type { IWorkspace, WarehouseSize } from "../snowflake";

/** The Snowflake account and user of a deploy. Never a secret: passwords, keys and tokens come from the environment. */
export interface SnowflakeAccountSettings {
  /** @default - SNOWFLAKE_ORGANIZATION_NAME */
  readonly organizationName?: string;
  /** @default - SNOWFLAKE_ACCOUNT_NAME */
  readonly accountName?: string;
  /** @default - SNOWFLAKE_USER */
  readonly user?: string;
  /** Role that owns the resources. @default - SNOWFLAKE_ROLE, or the user's default role */
  readonly role?: string;
}

/** Settings of the Snowflake objects. All names are upper-case identifiers. */
export interface SnowflakeSettings {
  /** Name of the database. @default - the prefix in upper case with _ for -: "MLOPS_AWS_DEV" */
  readonly databaseName?: string;
  /** Name of the schema. @default - "MLFLOW" */
  readonly schemaName?: string;
  /** Name of the warehouse. @default - "<prefix>_WH" */
  readonly warehouseName?: string;
  /** Size of the warehouse. @default - WarehouseSize.XSMALL */
  readonly warehouseSize?: WarehouseSize;
  /** Name of the API integration, unique in the account. @default - "<prefix>_API" */
  readonly apiIntegrationName?: string;
  /** Name of the storage integration, unique in the account. @default - "<prefix>_STORAGE" */
  readonly storageIntegrationName?: string;
  /** Groups of MLflow's REST API that become SQL functions. @default - tracking, registry and logged models */
  readonly groups?: OperationGroup[];
  /** How those functions report MLflow errors. @default - ErrorMode.FAIL */
  readonly errors?: ErrorMode;
  /** Existing roles that may call the functions that read. @default - none */
  readonly readerRoles?: string[];
  /** Existing roles that may also create, set and log. @default - none */
  readonly writerRoles?: string[];
  /** Existing roles that may also delete. @default - none */
  readonly adminRoles?: string[];
  /** Existing roles whose clients may call `MLFLOW_CALL`: it includes all operations of the groups, deletes too. @default - none */
  readonly callerRoles?: string[];
  /** What models that run in Snowflake itself need: privileges of `writerRoles`, and an internal stage. @default - false */
  readonly modelRegistry?: boolean;
}

/** Settings of kedro-snowflake. */
export interface KedroSettings {
  /** Name of the role that kedro connects with. @default - "<prefix>_KEDRO" */
  readonly roleName?: string;
  /** Existing users who get the role. @default - none: grant it yourself */
  readonly users?: string[];
  /** Stage in which kedro stores the models that it trains. @default - ModelStage.INTERNAL */
  readonly modelStage?: ModelStage;
  /** When models are copied to MLflow's artifacts. @default - once a day */
  readonly copySchedule?: CopySchedule;
  /** MLflow experiment that runs belong to. @default - "Default" */
  readonly experimentName?: string;
}

/** The settings that platforms of all clouds share. */
export interface PlatformSettings {
  /** Snowflake's objects. @default - named after the prefix */
  readonly snowflake?: SnowflakeSettings;
  /** Settings of kedro-snowflake. @default - a separate role and an internal model stage */
  readonly kedro?: KedroSettings;
}

/**
 * Names of existing Snowflake objects, upper-case; the platform creates the others. docs/snowflake.md lists the privileges that the
 * deploying role needs on them.
 */
export interface ExistingSnowflakeNames {
  /** @default - a new database */
  readonly databaseName?: string;
  /** A schema of the existing database; needs `databaseName` too. @default - a new schema */
  readonly schemaName?: string;
  /** @default - a new warehouse */
  readonly warehouseName?: string;
  /** Role that kedro connects with; the deploying role must inherit it already. @default - a new role */
  readonly kedroRoleName?: string;
}

/** Existing Snowflake objects, as plain data. */
export interface ExistingSnowflakeAttributes {
  /** @default - a new database, schema, warehouse and kedro role */
  readonly snowflake?: ExistingSnowflakeNames;
}

/** Existing Snowflake objects, as a construct or by name. */
export interface ExistingSnowflakeComponents extends ExistingSnowflakeAttributes {
  /** Database, schema and warehouse together. @default - created, except what `snowflake` names */
  readonly workspace?: IWorkspace;
}
