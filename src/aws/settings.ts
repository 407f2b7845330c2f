import type { CopySchedule, ModelStage } from "../kedro";
import type { ErrorMode, OperationGroup } from "../mlflow";
import type { IWorkspace, WarehouseSize } from "../snowflake";
import type { AccessLogSettings } from "./access-logs";
import type { ArtifactSettings, ArtifactStoreAttributes, IArtifactStore } from "./artifact-store";
import type { BackendStoreAttributes, DatabaseSettings, IBackendStore } from "./backend-store";
import type { GatewaySettings, IGatewayTarget } from "./gateway";
import type { INetwork, NetworkAttributes, NetworkSettings } from "./network";
import type { ObservabilitySettings } from "./observability";
import type { PeopleSettings } from "./people";
import type { ServerSettings, TrackingServerAttributes } from "./tracking-server";

/** What a team may choose in Snowflake. All names are upper-case identifiers. */
export interface SnowflakeSettings {
  /** Name of the database. @default - the prefix in upper case with _ for -: "MLOPS_DEV" */
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
  /** What of MLflow's REST API becomes SQL functions. @default - tracking, registry and logged models */
  readonly groups?: OperationGroup[];
  /** What becomes of MLflow's errors in those functions. @default - ErrorMode.FAIL */
  readonly errors?: ErrorMode;
  /** Existing roles that may call what changes nothing. @default - none */
  readonly readerRoles?: string[];
  /** Existing roles that may also create, set and log. @default - none */
  readonly writerRoles?: string[];
  /** Existing roles that may also delete. @default - none */
  readonly adminRoles?: string[];
  /** Existing roles whose clients may call `MLFLOW_CALL`: it does all that the groups allow, deleting included. @default - none */
  readonly callerRoles?: string[];
}

/** What a team may choose for kedro-snowflake. */
export interface KedroSettings {
  /** Name of the role that kedro connects with. @default - "<prefix>_KEDRO" */
  readonly roleName?: string;
  /** Existing users who get the role. @default - none: grant it yourself */
  readonly users?: string[];
  /** Where kedro puts the models that it trains. @default - ModelStage.INTERNAL */
  readonly modelStage?: ModelStage;
  /** When models are copied to MLflow's artifacts. @default - once a day */
  readonly copySchedule?: CopySchedule;
  /** MLflow experiment that runs belong to. @default - "Default" */
  readonly experimentName?: string;
}

/** What a team may choose about a platform on AWS, part by part. */
export interface AwsPlatformSettings {
  /** The VPC. @default - a VPC of two zones; servers in public subnets in dev, behind NAT in prod */
  readonly network?: NetworkSettings;
  /** The artifacts' bucket. @default - a bucket with S3's own encryption */
  readonly artifacts?: ArtifactSettings;
  /** Access logs of bucket and load balancer. @default - none in dev, kept in prod */
  readonly accessLogs?: AccessLogSettings;
  /** The database. @default - by size */
  readonly database?: DatabaseSettings;
  /** The MLflow servers. @default - by size */
  readonly server?: ServerSettings;
  /** The gateway. @default - by size */
  readonly gateway?: GatewaySettings;
  /** Alarms, a topic, a dashboard, a budget. @default - none in dev, alarms and a dashboard in prod */
  readonly observability?: ObservabilitySettings;
  /** A load balancer at which people sign in to MLflow's UI. @default - none: people forward a port by `mlops open` */
  readonly people?: PeopleSettings;
  /** Snowflake's objects. @default - named after the prefix */
  readonly snowflake?: SnowflakeSettings;
  /** What kedro-snowflake needs. @default - a role of its own and an internal model stage */
  readonly kedro?: KedroSettings;
}

/**
 * Names of what exists already in Snowflake, upper-case; the platform makes the others. What the deploying role needs on them stands in
 * docs/snowflake.md.
 */
export interface ExistingSnowflakeNames {
  /** @default - a new database */
  readonly databaseName?: string;
  /** A schema of the database that exists; needs `databaseName` too. @default - a new schema */
  readonly schemaName?: string;
  /** @default - a new warehouse */
  readonly warehouseName?: string;
  /** Role that kedro connects with; the role that deploys must inherit it already. @default - a new role */
  readonly kedroRoleName?: string;
}

/** Parts that exist already, as plain data; the platform makes the others. */
export interface ExistingAwsAttributes {
  /** @default - a new VPC */
  readonly network?: NetworkAttributes;
  /** @default - a new bucket */
  readonly artifactStore?: ArtifactStoreAttributes;
  /** @default - a new database */
  readonly backendStore?: BackendStoreAttributes;
  /** An MLflow server behind the method proxy; needs `network` and `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: TrackingServerAttributes;
  /** @default - a new database, schema, warehouse and kedro role */
  readonly snowflake?: ExistingSnowflakeNames;
}

/** Parts that exist already, as constructs; the platform makes the others. */
export interface ExistingAwsParts {
  /** @default - a new VPC */
  readonly network?: INetwork;
  /** @default - a new bucket */
  readonly artifactStore?: IArtifactStore;
  /** @default - a new database */
  readonly backendStore?: IBackendStore;
  /** An MLflow server behind the method proxy; needs `network` and `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: IGatewayTarget;
  /** Database, schema and warehouse in Snowflake together. @default - made, but for what `snowflake` names */
  readonly workspace?: IWorkspace;
  /** Any of them, and the kedro role, by name. @default - a new database, schema, warehouse and kedro role */
  readonly snowflake?: ExistingSnowflakeNames;
}
