import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { checkOnce } from "../core/checks";
import type { IKedroFunctions } from "../mlflow";
import type { ExternalFunction, WorkspaceNames } from "../snowflake";
import { KEDRO_CONFIGURATION } from "./checks";
import { KEDRO_DEFAULTS } from "./defaults";

/** Contents of the files of kedro-snowflake. */
export interface KedroConfigurationProps {
  /** Database, schema and warehouse that kedro works in. */
  readonly names: WorkspaceNames;
  /** The five functions that kedro-snowflake calls, in that database and schema. */
  readonly functions: IKedroFunctions;
  /** Role that kedro connects with. */
  readonly roleName: string;
  /** Stage that models are uploaded to, without `@`. @default "MLFLOW_STAGE" */
  readonly modelStageName?: string;
  /** MLflow experiment that runs belong to. It must exist; MLflow creates `Default`. @default "Default" */
  readonly experimentName?: string;
}

/**
 * The two files that a kedro project needs to work with the platform: `conf/base/snowflake.yml` and `conf/local/credentials.yml`. Neither
 * holds a secret: account, user and password come from environment variables.
 * @see https://github.com/getindata/kedro-snowflake/blob/develop/docs/source/03_quickstart.rst
 */
export class KedroConfiguration {
  /** Text of `conf/base/snowflake.yml`. */
  public readonly snowflakeYaml: string;
  /** Text of `conf/local/credentials.yml`. */
  public readonly credentialsYaml: string;

  /** @throws ValidationError for an invalid name of the experiment */
  constructor(props: KedroConfigurationProps) {
    checkOnce("KedroConfiguration", props, KEDRO_CONFIGURATION);
    this.snowflakeYaml = snowflakeYaml(props);
    this.credentialsYaml = credentialsYaml(props);
  }

  /**
   * Adds both texts to a stack's outputs, as `kedro_snowflake_yml` and `kedro_credentials_yml`. In the synthesized JSON `${` reads `$${`,
   * which is how Terraform writes it.
   */
  public addOutputs(scope: Construct): void {
    for (const [id, name, value, description] of [
      ["KedroSnowflakeYml", "kedro_snowflake_yml", this.snowflakeYaml, "conf/base/snowflake.yml of a kedro project"],
      [
        "KedroCredentialsYml",
        "kedro_credentials_yml",
        this.credentialsYaml,
        "conf/local/credentials.yml of a kedro project, without a secret",
      ],
    ] as const)
      new TerraformOutput(scope, id, { value: value.replace(/\$\{/g, "$$$${"), description }).overrideLogicalId(name);
  }
}

/** Packages of Snowflake's Anaconda channel and modules of the local environment that kedro-snowflake's procedures run with. */
const PACKAGES = [
  "snowflake-snowpark-python",
  "cachetools",
  "pluggy",
  "PyYAML==6.0",
  "jmespath",
  "click",
  "importlib_resources",
  "toml",
  "rich",
  "pathlib",
  "fsspec",
  "scikit-learn",
  "pandas",
  "zstandard",
  "more-itertools",
  "openpyxl",
  "backoff",
  "pydantic",
  // The starter lists it whenever MLflow is used, whatever the cloud.
  "google-cloud-storage",
];
const IMPORTS = [
  "kedro",
  "kedro_datasets",
  "kedro_snowflake",
  "omegaconf",
  "antlr4",
  "dynaconf",
  "anyconfig",
  "mlflow",
  "entrypoints",
  "databricks_cli",
  "sqlparse",
  "importlib_metadata",
];

function list(items: string[]): string {
  return items.map((item) => `        - ${item}`).join("\n");
}

function snowflakeYaml(props: KedroConfigurationProps): string {
  const { names, functions } = props;
  const { experimentName = KEDRO_DEFAULTS.experimentName, modelStageName = KEDRO_DEFAULTS.modelStageName } = props;
  const { databaseName, schemaName } = names;
  const inSchema = (called: ExternalFunction): string => `${databaseName}.${schemaName}.${called.functionName}`;
  return `snowflake:
  connection:
    # A key of conf/local/credentials.yml.
    credentials: snowflake
  runtime:
    schedule: "11520 minute"
    stored_procedure_name_suffix: ""
    # kedro-snowflake drops and creates these two on every run.
    stage: "@KEDRO_SNOWFLAKE_STAGE"
    temporary_stage: "@KEDRO_SNOWFLAKE_TEMP_DATA_STAGE"
    dependencies:
      imports:
${list(IMPORTS)}
      packages:
${list(PACKAGES)}
    pipeline_name_mapping:
      __default__: default
  mlflow:
    experiment_name: ${JSON.stringify(experimentName)}
    stage: "@${modelStageName}"
    functions:
      experiment_get_by_name: ${inSchema(functions.experimentGetByName)}
      run_create: ${inSchema(functions.runCreate)}
      run_update: ${inSchema(functions.runUpdate)}
      run_log_metric: ${inSchema(functions.runLogMetric)}
      run_log_parameter: ${inSchema(functions.runLogParameter)}
`;
}

function credentialsYaml(props: KedroConfigurationProps): string {
  return `snowflake:
  # <organization>-<account>, and a user who has the role below.
  account: "\${oc.env:SNOWFLAKE_ACCOUNT,null}"
  user: "\${oc.env:SNOWFLAKE_USER,null}"
  # A programmatic access token works as the password.
  password: "\${oc.env:SNOWFLAKE_PASSWORD,null}"
  role: ${props.roleName}
  warehouse: ${props.names.warehouseName}
  database: ${props.names.databaseName}
  schema: ${props.names.schemaName}
`;
}
