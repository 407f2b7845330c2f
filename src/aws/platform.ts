import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { NameRules, Problems, Sizes, Tags } from "../core";
import { KedroWorkspace } from "../kedro";
import { KedroFunctions, MlflowFunctions } from "../mlflow";
import {
  ApiIntegration,
  ArtifactStage,
  Role,
  StorageIntegration,
  Workspace,
  type IRole,
  type IWorkspace,
} from "../snowflake";
import { AccessLogs, type IAccessLogs } from "./access-logs";
import { ArtifactStore, type IArtifactStore } from "./artifact-store";
import { BackendStore, type IBackendStore } from "./backend-store";
import { Gateway } from "./gateway";
import { Network, type INetwork } from "./network";
import { Observability } from "./observability";
import type { AwsPartProps } from "./part";
import type { AwsPlatformSettings, ExistingAwsParts } from "./platform-settings";
import { checkExisting } from "./private/check-existing";
import { checkSettings } from "./private/check-settings";
import { snowflakeNames } from "./private/snowflake-names";
import { AwsSizes } from "./sizes";
import { SnowflakeApiRole, SnowflakeStorageRole } from "./snowflake-access";
import { TrackingServer } from "./tracking-server";

export interface AwsMlopsPlatformProps extends AwsPartProps, AwsPlatformSettings {
  /** Deletion protection, final snapshot and `prevent_destroy` on what holds data. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Parts that exist already. @default - all parts are made */
  readonly existing?: ExistingAwsParts;
}

/**
 * The whole platform on AWS: MLflow behind a gateway that Snowflake alone can call, its database and artifacts, and in
 * Snowflake the functions, stages and roles that reach them. One apply makes all of it; no step is done by hand.
 *
 * The scope's stack needs the providers aws, snowflake (with `SnowflakePreviewFeatures.REQUIRED`), random and time.
 */
export class AwsMlopsPlatform extends Construct {
  public readonly gateway: Gateway;
  /** The MLflow servers; undefined when they existed already. */
  public readonly trackingServer?: TrackingServer;
  /** MLflow's database; undefined when the servers existed already. */
  public readonly backendStore?: IBackendStore;
  /** Alarms, topic, dashboard and budget; undefined when none is wanted. */
  public readonly observability?: Observability;
  /** Access logs of bucket and load balancer; undefined when none are kept. */
  public readonly accessLogs?: IAccessLogs;
  public readonly artifactStore: IArtifactStore;
  public readonly network: INetwork;
  public readonly workspace: IWorkspace;
  /** MLflow's REST API as SQL functions. */
  public readonly functions: MlflowFunctions;
  /** The five functions that kedro-snowflake calls. */
  public readonly kedroFunctions: KedroFunctions;
  /** What kedro-snowflake needs besides: role, stages, configuration. */
  public readonly kedro: KedroWorkspace;
  private readonly prefix: string;

  /** @throws ValidationError with every setting that cannot work */
  constructor(scope: Construct, id: string, props: AwsMlopsPlatformProps) {
    super(scope, id);
    this.check(props);
    const { size, prefix } = props;
    this.prefix = prefix;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    const part = { prefix, size, tags: Tags.of(prefix, props.tags) };
    const existing = props.existing ?? {};

    this.network = existing.network ?? new Network(this, "Network", { ...part, ...props.network });
    this.accessLogs = this.logs(props, part);
    const { accessLogs } = this;
    this.artifactStore =
      existing.artifactStore ??
      new ArtifactStore(this, "ArtifactStore", { ...part, ...props.artifacts, protection, accessLogs });
    let target = existing.trackingServer;
    if (target === undefined) {
      this.backendStore = existing.backendStore ?? this.database(props, part);
      target = this.trackingServer = this.servers(props, part, this.backendStore);
    }

    const names = snowflakeNames(prefix, props);
    const apiRole = new SnowflakeApiRole(this, "SnowflakeApiRole", part);
    this.gateway = new Gateway(this, "Gateway", {
      ...part,
      ...props.gateway,
      network: this.network,
      target,
      caller: apiRole,
    });
    const integration = ApiIntegration.aws(this, "ApiIntegration", {
      name: names.apiIntegration,
      roleArn: apiRole.roleArn,
      url: this.gateway.url,
      comment: `MLflow of ${prefix}`,
    });
    apiRole.trust({ userArn: integration.awsIamUserArn, externalId: integration.awsExternalId }, this.gateway);

    this.workspace =
      existing.workspace ??
      new Workspace(this, "Workspace", {
        databaseName: names.database,
        schemaName: names.schema,
        warehouseName: names.warehouse,
        databaseExists: existing.snowflake?.databaseName !== undefined,
        schemaExists: existing.snowflake?.schemaName !== undefined,
        warehouseExists: existing.snowflake?.warehouseName !== undefined,
        warehouseSize: props.snowflake?.warehouseSize,
        protection,
        comment: `MLOps platform ${prefix}`,
      });
    const stage = this.artifactStage(part, names.storageIntegration);
    const { workspace } = this;
    this.functions = new MlflowFunctions(this, "Functions", {
      workspace,
      integration,
      groups: props.snowflake?.groups,
      errors: props.snowflake?.errors,
      readers: this.roles("Reader", props.snowflake?.readerRoles),
      writers: this.roles("Writer", props.snowflake?.writerRoles),
      admins: this.roles("Admin", props.snowflake?.adminRoles),
      callers: this.roles("Caller", props.snowflake?.callerRoles),
    });
    this.kedroFunctions = new KedroFunctions(this, "KedroFunctions", {
      workspace,
      integration,
      responseTranslator: this.functions.responseTranslator,
    });
    this.kedro = new KedroWorkspace(this, "Kedro", {
      ...props.kedro,
      workspace,
      roleName: names.kedroRole,
      roleExists: existing.snowflake?.kedroRoleName !== undefined,
      functions: this.kedroFunctions,
      artifactStage: stage,
      protection,
    });
    const watched = { ...part, ...props.observability, ...this.watched() };
    if (Observability.isWanted(watched)) this.observability = new Observability(this, "Observability", watched);
  }

  private watched() {
    const { apiName, stageName, accessLogGroupName } = this.gateway;
    return {
      gateway: { apiName, stageName, accessLogGroupName },
      servers: this.trackingServer?.watched,
      database: this.backendStore?.watched,
    };
  }

  private logs(props: AwsMlopsPlatformProps, part: AwsPartProps): IAccessLogs | undefined {
    const isWanted = props.accessLogs?.enabled ?? AwsSizes.defaults(props.size).accessLogs;
    const existing = props.existing ?? {};
    const isWritten = existing.artifactStore === undefined || existing.trackingServer === undefined;
    if (!isWanted || !isWritten) return undefined;
    return new AccessLogs(this, "AccessLogs", { ...part, ...props.accessLogs, protection: props.protection });
  }

  private database(props: AwsMlopsPlatformProps, part: AwsPartProps): IBackendStore {
    const { network } = this;
    return new BackendStore(this, "BackendStore", {
      ...part,
      ...props.database,
      network,
      protection: props.protection,
    });
  }

  private servers(props: AwsMlopsPlatformProps, part: AwsPartProps, backendStore: IBackendStore): TrackingServer {
    const { network, artifactStore, accessLogs } = this;
    return new TrackingServer(this, "TrackingServer", {
      ...part,
      ...props.server,
      network,
      artifactStore,
      backendStore,
      accessLogs,
      people: props.people,
    });
  }

  private artifactStage(part: AwsPartProps, integrationName: string): ArtifactStage {
    const { artifactStore, workspace } = this;
    const url = `s3://${artifactStore.bucketName}/${artifactStore.artifactPrefix}/`;
    const role = new SnowflakeStorageRole(this, "SnowflakeStorageRole", part);
    const integration = StorageIntegration.aws(this, "StorageIntegration", {
      name: integrationName,
      roleArn: role.roleArn,
      externalId: role.externalId,
      allowedLocations: [url],
      comment: `Artifacts of MLflow of ${part.prefix}`,
    });
    role.trust(integration.awsIamUserArn, artifactStore);
    return new ArtifactStage(this, "ArtifactStage", { workspace, url, integration, comment: "Artifacts of MLflow" });
  }

  private roles(kind: string, names: string[] | undefined): IRole[] {
    return (names ?? []).map((name) => Role.fromRoleName(this, `${kind}${name}`, name));
  }

  private check(props: AwsMlopsPlatformProps): void {
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    if (props.tags !== undefined) Tags.check(problems, "tags", props.tags);
    const namesake = this.inThisStack().find(({ prefix }) => prefix === props.prefix);
    problems.check(
      namesake === undefined,
      "prefix",
      props.prefix,
      `${namesake?.node.path} has the same, and all names begin with it`,
      "Give each platform a prefix of its own",
    );
    checkSettings(problems, props.prefix, props.size, props);
    checkExisting(problems, props, props.existing);
    problems.throwIfAny();
  }

  /** The other platforms of this stack: they have its account. */
  private inThisStack(): AwsMlopsPlatform[] {
    const all = TerraformStack.of(this).node.findAll();
    return all.filter((each): each is AwsMlopsPlatform => each instanceof AwsMlopsPlatform && each !== this);
  }
}
