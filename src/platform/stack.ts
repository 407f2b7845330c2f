import { Annotations, Aspects, Lazy, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Size } from "../core";
import { packageVersion } from "../core/package-version";
import type { ScoringFunction } from "../mlflow";
import type { PlatformEnvironmentProps } from "./environment";
import { addOutput } from "./outputs";
import { PlatformProviders } from "./providers";
import type { SnowflakePlatform } from "./snowflake-platform";

/** Where a stack's state is kept. */
export interface StateLocation {
  /** The address of the shared state. @default - a local file */
  readonly address?: string;
  /** The setting that shares the state: "state: { bucket, region }". */
  readonly setting: string;
}

/** Values of the outputs that every cloud has. */
export interface PlatformOutputs {
  readonly snowflake: SnowflakePlatform;
  /** The beginning of every function's URL. */
  readonly gatewayUrl: string;
  /** The location of MLflow's artifacts, without a slash at its end. */
  readonly artifacts: string;
  /** The URL of MLflow's servers. @default - the servers existed already */
  readonly serverUrl?: string;
  /** The UI at which users sign in. @default - there is none */
  readonly uiUrl?: string;
  /** What must be done before any function works. @default - nothing */
  readonly firstSteps?: string[];
  /** Steps of this cloud after the functions', before that of the UI. @default - none */
  readonly nextSteps?: string[];
}

/** An environment of any cloud as a stack: the providers of all clouds, outputs, and where the state is kept. */
export abstract class MlopsStack extends TerraformStack {
  /** The name of the environment. */
  public readonly environmentName: string;
  private readonly size: Size;

  constructor(scope: Construct, environment: PlatformEnvironmentProps) {
    super(scope, environment.name);
    this.environmentName = environment.name;
    this.size = environment.size;
    // Terraform ignores comments; `mlops diff` reads the version from it.
    this.addOverride("//.metadata.packageVersion", packageVersion());
    PlatformProviders.addTo(this, environment.snowflakeAccount);
  }

  /** Adds the output `state`, and a warning if the state of a prod environment is a local file. */
  protected addStateOutput({ address, setting }: StateLocation): void {
    // A program may add a backend of its own later: what there is, is known when the stack is synthesized.
    const value = Lazy.stringValue({ produce: () => address ?? this.describeBackend() });
    this.addOutput("state", value, "Where Terraform's state is kept");
    if (address !== undefined || this.size !== Size.PROD) return;
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this && this.backend === "local")
          Annotations.of(this).addWarning(`State is kept in ${this.stateFile}. Set ${setting} for a prod environment.`);
      },
    });
  }

  /** The kind of the backend that the stack has by now; without one of its own it gets a local one. */
  private get backend(): string {
    const backend = this.node.children.find(TerraformBackend.isBackend) as TerraformBackend | undefined;
    const { backend: kind = "local" } = (backend?.toMetadata() ?? {}) as { readonly backend?: string };
    return kind;
  }

  private get stateFile(): string {
    return `terraform.${this.environmentName}.tfstate in the project's folder`;
  }

  private describeBackend(): string {
    if (this.backend !== "local") return `The backend "${this.backend}" that the program adds to the stack`;
    return `${this.stateFile}: keep it, no other person or pipeline can read it. Set state in the environment's file to share it.`;
  }

  /** Adds the outputs of all clouds. */
  protected addPlatformOutputs({
    snowflake,
    gatewayUrl,
    artifacts,
    serverUrl,
    uiUrl,
    firstSteps = [],
    nextSteps = [],
  }: PlatformOutputs): void {
    const { workspace, kedro } = snowflake;
    const { databaseName, schemaName, warehouseName } = workspace;
    this.addOutput("gateway_url", gatewayUrl, "URL prefix of every function; the gateway allows Snowflake only");
    this.addOutput("artifacts", artifacts, "Location of MLflow's artifacts");
    this.addOutput("snowflake_schema", `${databaseName}.${schemaName}`, "Database and schema of the functions");
    this.addOutput("snowflake_warehouse", warehouseName, "Warehouse that the functions are called with");
    this.addOutput("kedro_role", kedro.role.roleName, "Role that kedro connects with");
    this.addOutput(
      "functions",
      [...snowflake.kedroFunctions.functions, ...snowflake.functions.functions].map((each) => each.functionName),
      "SQL functions that reach MLflow",
    );
    kedro.configuration.addOutputs(this);
    if (serverUrl !== undefined)
      this.addOutput("mlflow_server", serverUrl, "Where MLflow runs; it answers the gateway only");
    if (uiUrl !== undefined) this.addOutput("ui_url", uiUrl, "MLflow's UI for users who sign in");
    const name = this.environmentName;
    const role = kedro.role.roleName;
    const steps = [
      ...firstSteps,
      `Grant the role to a user: GRANT ROLE ${role} TO USER <user>;`,
      `In Snowflake: USE ROLE ${role}; USE WAREHOUSE ${warehouseName}; SELECT ${databaseName}.${schemaName}.MLFLOW_EXPERIMENT_GET_BY_NAME('Default');`,
      `For a kedro project: npx mlops kedro ${name} prints conf/base/snowflake.yml and conf/local/credentials.yml`,
      ...nextSteps,
      ...(uiUrl === undefined ? [] : [openUiStep(name, "the address in the output ui_url")]),
      `When a function fails: npx mlops check ${name} reports the failing component`,
    ];
    this.addOutput(
      "next_steps",
      steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
      `What to do after the deploy of ${name}`,
    );
  }

  /** Adds the names of the functions that score by model endpoints, if there are any. */
  protected addScoringOutput(functions: ScoringFunction[]): void {
    if (functions.length === 0) return;
    const names = functions.map(({ functionName }) => functionName);
    this.addOutput("scoring_functions", names, "SQL functions that score rows by model endpoints");
  }

  /** Adds an output with an exact name. */
  protected addOutput(name: string, value: unknown, description: string): void {
    addOutput(this, name, value, description);
  }
}

/**
 * The step that leads to MLflow's UI.
 * @param other another way than the command
 */
export function openUiStep(environment: string, other: string): string {
  return `To see runs and models in MLflow's UI: npx mlops open ${environment}, or ${other}`;
}
