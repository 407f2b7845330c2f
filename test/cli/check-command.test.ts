import { checkCommand, type CheckOptions } from "../../src/cli/check";
import { DeployedProject } from "../support/deployed-project";
import { FakeSnowflake } from "../support/fake-snowflake";

// The whole command: the real Terraform reads a state, and Snowflake's own driver talks to a server that speaks its protocol.
jest.setTimeout(60_000);

const OUTPUTS = {
  snowflake_schema: "MLOPS_AWS_DEV.MLFLOW",
  snowflake_warehouse: "MLOPS_AWS_DEV_WH",
  kedro_role: "MLOPS_AWS_DEV_KEDRO",
  gateway_url: "https://abc123.execute-api.eu-central-1.amazonaws.com/mlflow/",
};
const OPTIONS: CheckOptions = { experiment: "Default", timeout: "30" };
const server = new FakeSnowflake();
let project: DeployedProject;

beforeAll(async () => {
  project = new DeployedProject(OUTPUTS);
  await server.start();
});
afterAll(async () => {
  project.remove();
  await server.stop();
});

async function check(env: NodeJS.ProcessEnv = {}, options = OPTIONS) {
  const lines: string[] = [];
  const console = { out: (text: string) => lines.push(text), err: (text: string) => lines.push(text) };
  const who = { SNOWFLAKE_ORGANIZATION_NAME: "ACME", SNOWFLAKE_ACCOUNT_NAME: "DEV", SNOWFLAKE_USER: "ANNA" };
  const token = { SNOWFLAKE_AUTHENTICATOR: "PROGRAMMATIC_ACCESS_TOKEN", SNOWFLAKE_TOKEN: "secret-token" };
  const all = { ...process.env, ...who, ...token, ...server.env, ...env };
  const status = await checkCommand(project.folder, "dev", options, all, console);
  return { status, text: lines.join("\n") };
}

test("a platform that works gives one line a step and the exit status 0", async () => {
  const { status, text } = await check();
  expect(text.split("\n")).toEqual([
    "✓ USE ROLE MLOPS_AWS_DEV_KEDRO: granted",
    "✓ USE WAREHOUSE MLOPS_AWS_DEV_WH: usable by the role",
    "✓ MLFLOW_EXPERIMENT_GET_BY_NAME: experiment_id 7",
    "✓ MLFLOW_RUN_CREATE: run_id r1",
    "✓ MLFLOW_RUN_LOG_PARAMETER: done",
    "✓ MLFLOW_RUN_LOG_METRIC: done",
    "✓ MLFLOW_RUN_UPDATE: done",
    "✓ LIST @MLFLOW_ARTIFACT_STAGE: 1 files",
    "dev: all steps passed, from SQL to MLflow and the artifact stage. The run remains in the experiment Default.",
  ]);
  expect(status).toBe(0);
});

test("the kedro role alone is checked: no other role of the user may hide a missing grant", () => {
  const statements = server.statements.map(({ sqlText }) => sqlText);
  expect(statements.slice(0, 5)).toEqual([
    "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 30",
    "SELECT CURRENT_ROLE() AS ROLE",
    "USE ROLE MLOPS_AWS_DEV_KEDRO",
    "USE SECONDARY ROLES NONE",
    "USE WAREHOUSE MLOPS_AWS_DEV_WH",
  ]);
  expect(statements).toContain("SELECT MLOPS_AWS_DEV.MLFLOW.MLFLOW_RUN_CREATE(?) AS RESULT");
  expect(statements).toContain("LIST @MLOPS_AWS_DEV.MLFLOW.MLFLOW_ARTIFACT_STAGE");
});

test("the token goes to Snowflake and nowhere else", async () => {
  const { text } = await check();
  expect(server.logins.at(-1)).toMatchObject({ AUTHENTICATOR: "PROGRAMMATIC_ACCESS_TOKEN", TOKEN: "secret-token" });
  expect(text).not.toContain("secret-token");
});

test("a sign-in that Snowflake refuses is named with Snowflake's words", async () => {
  server.refuses = true;
  const { status, text } = await check();
  server.refuses = false;
  expect(status).toBe(1);
  expect(text).toContain("✗ sign in to Snowflake: sign-in");
  expect(text).toContain("| JWT token is invalid.");
});

test("what is missing before anything is asked is named", async () => {
  await expect(check({ SNOWFLAKE_USER: "" })).rejects.toThrow(
    "SNOWFLAKE_USER is not set. Run: export SNOWFLAKE_USER=...",
  );
  expect((await check({}, { ...OPTIONS, timeout: "soon" })).status).toBe(2);
  await expect(check({}, { ...OPTIONS, kept: true })).rejects.toThrow("No rehearsal of dev is running with --keep");
});
