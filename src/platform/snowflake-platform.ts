import { Construct } from "constructs";
import { KedroWorkspace } from "../kedro";
import { KedroFunctions, MlflowFunctions } from "../mlflow";
import {
  ArtifactStage,
  type CurrentAccount,
  ModelRegistry,
  Role,
  Workspace,
  type IApiIntegration,
  type IRole,
  type IStorageIntegration,
  type IWorkspace,
} from "../snowflake";
import { snowflakeNames } from "./names";
import type { ExistingSnowflakeComponents, PlatformSettings } from "./settings";

/** What a cloud provides for the Snowflake side of a platform. */
export interface SnowflakePlatformProps extends PlatformSettings {
  /** Beginning of the names: in upper case with `_` for `-`. */
  readonly prefix: string;
  /** Integration with the cloud's gateway; its URL is the beginning of every function's. */
  readonly apiIntegration: IApiIntegration;
  /** Integration with the bucket of MLflow's artifacts. */
  readonly storageIntegration: IStorageIntegration;
  /** The account that the servers admit: the functions must be in it. @default - the servers admit every account */
  readonly account?: CurrentAccount;
  /** Location of MLflow's artifacts as Snowflake addresses it, with a slash at its end: `s3://<bucket>/<prefix>/`. */
  readonly artifactLocation: string;
  /** Existing objects. @default - all are created */
  readonly existing?: ExistingSnowflakeComponents;
  /** `prevent_destroy` on what holds data. @default false */
  readonly protection?: boolean;
}

/** The Snowflake side of a platform: workspace, functions, stages, roles, and what kedro-snowflake needs. The same on every cloud. */
export class SnowflakePlatform extends Construct {
  /** Database, schema and warehouse. */
  public readonly workspace: IWorkspace;
  /** The stage on MLflow's artifacts. */
  public readonly artifactStage: ArtifactStage;
  /** MLflow's REST API as SQL functions. */
  public readonly functions: MlflowFunctions;
  /** The five functions that kedro-snowflake calls. */
  public readonly kedroFunctions: KedroFunctions;
  /** The other objects of kedro-snowflake: role, stages, configuration. */
  public readonly kedro: KedroWorkspace;
  /** What models that run in Snowflake itself need; undefined without `modelRegistry`. */
  public readonly modelRegistry?: ModelRegistry;

  /** @throws ValidationError for an invalid name, group, schedule or stage */
  constructor(scope: Construct, id: string, props: SnowflakePlatformProps) {
    super(scope, id);
    const { apiIntegration: integration, existing = {}, protection } = props;
    const names = snowflakeNames(props.prefix, props, existing);
    const workspace = existing.workspace ?? this.makeWorkspace(props);
    this.workspace = workspace;
    this.artifactStage = new ArtifactStage(this, "ArtifactStage", {
      workspace,
      url: props.artifactLocation,
      integration: props.storageIntegration,
      comment: "MLflow artifacts",
    });
    const writers = this.roles("Writer", props.snowflake?.writerRoles);
    this.functions = new MlflowFunctions(this, "Functions", {
      workspace,
      integration,
      groups: props.snowflake?.groups,
      errors: props.snowflake?.errors,
      readers: this.roles("Reader", props.snowflake?.readerRoles),
      writers,
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
      artifactStage: this.artifactStage,
      protection,
    });
    if (props.snowflake?.modelRegistry === true)
      this.modelRegistry = new ModelRegistry(this, "ModelRegistry", {
        workspace,
        publishers: writers,
        protection,
      });
    props.account?.requireFor(this);
  }

  private makeWorkspace({ prefix, snowflake, existing, protection, ...props }: SnowflakePlatformProps): Workspace {
    const names = snowflakeNames(prefix, { snowflake, kedro: props.kedro }, existing);
    return new Workspace(this, "Workspace", {
      databaseName: names.database,
      schemaName: names.schema,
      warehouseName: names.warehouse,
      databaseExists: existing?.snowflake?.databaseName !== undefined,
      schemaExists: existing?.snowflake?.schemaName !== undefined,
      warehouseExists: existing?.snowflake?.warehouseName !== undefined,
      warehouseSize: snowflake?.warehouseSize,
      protection,
      comment: `MLOps platform ${prefix}`,
    });
  }

  private roles(kind: string, names: string[] | undefined): IRole[] {
    return (names ?? []).map((name) => Role.fromRoleName(this, `${kind}${name}`, name));
  }
}
