import { App, Testing } from "cdktf";
import { Size, ValidationError } from "../../src/core";
import { checkOnce } from "../../src/core/checks";
import { MlopsStack, SnowflakePlatform, type PlatformEnvironmentProps } from "../../src/platform";
import { PLATFORM_ROWS } from "../../src/platform/checks";
import { snowflakeNames } from "../../src/platform/names";
import { ApiIntegration, StorageIntegration } from "../../src/snowflake";
import { Synthesized, type Block } from "../support/synthesized";

const PREFIX = "mlops-nimbus";

/** A fourth cloud: all that it gives is an admitted URL with its integration, and a location with its integration. */
class NimbusStack extends MlopsStack {
  constructor(scope: App, environment: PlatformEnvironmentProps) {
    checkOnce(environment.name, { ...environment, prefix: PREFIX }, { rows: PLATFORM_ROWS });
    super(scope, environment);
    const names = snowflakeNames(PREFIX, environment);
    const gatewayUrl = "https://gateway.nimbus.example/v1/";
    const snowflake = new SnowflakePlatform(this, "Snowflake", {
      ...environment,
      prefix: PREFIX,
      apiIntegration: ApiIntegration.fromApiIntegrationAttributes(this, "Api", {
        integrationName: names.apiIntegration,
        url: gatewayUrl,
      }),
      storageIntegration: StorageIntegration.fromStorageIntegrationAttributes(this, "Storage", {
        integrationName: names.storageIntegration,
      }),
      artifactLocation: "s3://nimbus/mlflow/",
    });
    this.addStateOutput({ setting: "state: { bucket }" });
    this.addPlatformOutputs({ snowflake, gatewayUrl, artifacts: "s3://nimbus/mlflow", nextSteps: ["Look up"] });
  }
}

const nimbus: PlatformEnvironmentProps = { name: "nimbus-dev", size: Size.DEV, kedro: { users: ["ADA"] } };
const stack = Synthesized.of(new NimbusStack(Testing.app(), nimbus));

test("a fourth cloud gets the whole Snowflake side from a URL, a location and two integrations", () => {
  for (const each of Object.values(stack.all("snowflake_external_function")))
    expect(each).toMatchObject({ api_integration: "MLOPS_NIMBUS_API" });
  expect(Object.keys(stack.all("snowflake_external_function")).length).toBeGreaterThan(40);
  expect(stack.one("snowflake_stage", "ArtifactStage")).toMatchObject({
    url: "s3://nimbus/mlflow/",
    storage_integration: "MLOPS_NIMBUS_STORAGE",
  });
  expect(stack.one("snowflake_database")).toMatchObject({ name: "MLOPS_NIMBUS" });
});

test("it has the outputs of every cloud, and its own step among the next ones", () => {
  const outputs = stack.json.output as Record<string, Block>;
  expect(Object.keys(outputs).sort()).toEqual([
    "artifacts",
    "functions",
    "gateway_url",
    "kedro_credentials_yml",
    "kedro_role",
    "kedro_snowflake_yml",
    "next_steps",
    "snowflake_schema",
    "snowflake_warehouse",
    "state",
  ]);
  expect(String(outputs.next_steps?.value).split("\n")[3]).toBe("4. Look up");
});

test("it has the providers of every cloud, and no cloud's", () => {
  expect(Object.keys(stack.json.provider as object).sort()).toEqual(["random", "snowflake", "time"]);
});

test("its settings of Snowflake and kedro are checked together", () => {
  const wrong = { ...nimbus, snowflake: { databaseName: "low" }, kedro: { roleName: "ML ROLE" } };
  expect(() => new NimbusStack(Testing.app(), wrong)).toThrow(ValidationError);
  expect(() => new NimbusStack(Testing.app(), wrong)).toThrow(
    /^2 problems:[\s\S]+snowflake\.databaseName[\s\S]+kedro\.roleName/,
  );
});

test("what models in Snowflake need is there when it is asked for, for the roles that write", () => {
  const roles = { writerRoles: ["DATA_SCIENTIST"] };
  const of = (snowflake: PlatformEnvironmentProps["snowflake"]) =>
    Synthesized.of(new NimbusStack(Testing.app(), { ...nimbus, snowflake }));
  const without = of(roles);
  const withRegistry = of({ ...roles, modelRegistry: true });
  const added = withRegistry.addresses().filter((address) => !without.addresses().includes(address));
  const types = new Set(added.map((address) => address.split(".")[0]));
  expect(types).toEqual(new Set(["snowflake_grant_privileges_to_account_role", "snowflake_stage"]));
  expect(withRegistry.one("snowflake_stage", "ModelRegistry")).toMatchObject({ name: "MODEL_STAGE" });
  const granted = Object.entries(withRegistry.all("snowflake_grant_privileges_to_account_role"))
    .filter(([name]) => added.includes(`snowflake_grant_privileges_to_account_role.${name}`))
    .map(([, { account_role_name, privileges }]) => [account_role_name, privileges]);
  expect(granted).toEqual(
    expect.arrayContaining([
      ["DATA_SCIENTIST", ["CREATE MODEL", "CREATE FUNCTION", "CREATE STAGE"]],
      ["DATA_SCIENTIST", ["READ", "WRITE"]],
      ["DATA_SCIENTIST", ["USAGE"]],
    ]),
  );
  expect(of({ ...roles, modelRegistry: false }).addresses()).toEqual(without.addresses());
});
