import { parse } from "yaml";
import { one, synthesized } from "../snowflake/synthesized";
import { kedro } from "./fixture";

const { stack, made } = kedro();
const { snowflakeYaml, credentialsYaml } = made.configuration;

test("snowflake.yml names the experiment, the model stage and the five functions", () => {
  const { snowflake } = parse(snowflakeYaml) as { snowflake: Record<string, unknown> };
  expect(snowflake.mlflow).toEqual({
    experiment_name: "Default",
    stage: "@MLFLOW_STAGE",
    functions: {
      experiment_get_by_name: "MLOPS_DEV.MLFLOW.MLFLOW_EXPERIMENT_GET_BY_NAME",
      run_create: "MLOPS_DEV.MLFLOW.MLFLOW_RUN_CREATE",
      run_update: "MLOPS_DEV.MLFLOW.MLFLOW_RUN_UPDATE",
      run_log_metric: "MLOPS_DEV.MLFLOW.MLFLOW_RUN_LOG_METRIC",
      run_log_parameter: "MLOPS_DEV.MLFLOW.MLFLOW_RUN_LOG_PARAMETER",
    },
  });
});

test("snowflake.yml has the keys that kedro-snowflake validates", () => {
  const { snowflake } = parse(snowflakeYaml) as { snowflake: Record<string, Record<string, unknown>> };
  expect(snowflake.connection).toEqual({ credentials: "snowflake" });
  expect(Object.keys(snowflake.runtime ?? {}).sort()).toEqual([
    "dependencies",
    "pipeline_name_mapping",
    "schedule",
    "stage",
    "stored_procedure_name_suffix",
    "temporary_stage",
  ]);
  const dependencies = snowflake.runtime?.dependencies as { imports: string[]; packages: string[] };
  expect(dependencies.imports).toEqual(expect.arrayContaining(["kedro", "kedro_snowflake", "mlflow"]));
  expect(dependencies.packages).toEqual(expect.arrayContaining(["snowflake-snowpark-python", "scikit-learn"]));
});

test("the credentials template takes account, user and password from the environment and holds no secret", () => {
  expect(parse(credentialsYaml)).toEqual({
    snowflake: {
      account: "${oc.env:SNOWFLAKE_ACCOUNT,null}",
      user: "${oc.env:SNOWFLAKE_USER,null}",
      password: "${oc.env:SNOWFLAKE_PASSWORD,null}",
      role: "MLOPS_DEV_KEDRO",
      warehouse: "MLOPS_DEV_WH",
      database: "MLOPS_DEV",
      schema: "MLFLOW",
    },
  });
});

test("the outputs are literal text, with Terraform's own escape for what kedro reads from the environment", () => {
  made.configuration.addOutputs(stack);
  const { output } = synthesized(stack);
  expect(output.kedro_snowflake_yml?.value).toBe(snowflakeYaml);
  expect(String(output.kedro_credentials_yml?.value)).toContain('password: "$${oc.env:SNOWFLAKE_PASSWORD,null}"');
  expect(String(output.kedro_credentials_yml?.value).replace(/\$\$\{/g, "${")).toBe(credentialsYaml);
});

test("the files name what is deployed", () => {
  expect(one(stack, "snowflake_account_role").name).toBe("MLOPS_DEV_KEDRO");
  expect(one(stack, "snowflake_database").name).toBe("MLOPS_DEV");
  expect(one(stack, "snowflake_warehouse").name).toBe("MLOPS_DEV_WH");
});
