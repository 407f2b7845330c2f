import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { containersFrom, snowflakeAccount } from "../../src/rehearsal/clouds";
import { AwsGateway } from "../../src/rehearsal/clouds/aws/gateway/rest-api";
import { AwsStorage } from "../../src/rehearsal/clouds/aws/storage";
import { ExternalFunctionRuntime, StageRuntime } from "../../src/rehearsal/snowflake";
import { verifyRun, type VerifiedRun } from "../../src/rehearsal/servers";
import { Account } from "../../src/rehearsal/simulator";
import { backendOf } from "../../src/rehearsal/scenario/training";
import { rehearseExample, type AppliedExample, type ExampleRun } from "../support/example";
import { SharedServers } from "../support/servers";
import { IrisProject, PROJECT, type KedroRun } from "./iris/project";
import { RehearsedSnowflake } from "./iris/rehearsed-snowflake";

// The example's stack is applied once. The real Kedro runs the project's pipeline over what was applied, in the way and with the SQL of
// kedro-snowflake; then MLflow's own client looks at the run.
const ROLE = "IRIS_KEDRO";
const servers = new SharedServers();

let example: ExampleRun;
let applied: AppliedExample;
let aws: Account;
let run: KedroRun;
let statements: readonly string[];
let filesBefore: readonly string[];
let copied: readonly string[];
let verified: VerifiedRun;
let failed: KedroRun;
let failedStatus: unknown;

/** What the run must have as parameters: the project's, as text. */
function parameters(): Record<string, string> {
  const file = readFileSync(join(PROJECT, "conf", "base", "parameters.yml"), "utf8");
  const values = Object.values(parse(file) as Record<string, Record<string, unknown>>).flatMap(Object.entries);
  return Object.fromEntries(values.map(([key, value]) => [key, String(value)]));
}

/** The files of a run's model that MLflow sees. */
async function modelFiles(mlflow: string, runId: string): Promise<string[]> {
  const response = await fetch(`${mlflow}/api/2.0/mlflow/artifacts/list?run_id=${runId}&path=model`);
  const { files = [] } = (await response.json()) as { files?: { path: string }[] };
  return files.map(({ path }) => path);
}

/** Where the applied containers listen here. */
async function startServers(state: AppliedExample["state"]) {
  const definitions = containersFrom(state);
  const containers = await servers.containers(definitions);
  const ports = Object.fromEntries(
    definitions.flatMap(({ name, ports: own }) => own.map((port) => [`${name}:${port}`, containers.port(name, port)])),
  );
  const artifacts = containers.differences.find(({ kind }) => kind === "artifacts");
  if (artifacts === undefined) throw new Error("no container has a place for artifacts");
  return {
    backend: backendOf(ports),
    mlflow: `http://127.0.0.1:${containers.port("mlflow", 5000)}`,
    artifacts: { url: artifacts.before, folder: artifacts.after },
  };
}

async function story(now: AppliedExample): Promise<void> {
  const { state, accounts } = now;
  const account = accounts.get("hashicorp/aws");
  if (account === undefined) throw new Error("there is no simulated AWS account");
  const { backend, mlflow, artifacts } = await startServers(state);
  const functions = new ExternalFunctionRuntime({
    state,
    account: snowflakeAccount(accounts),
    gateways: [new AwsGateway({ account, backend })],
  });
  const snowflake = new RehearsedSnowflake({
    state,
    functions,
    stages: new StageRuntime(state, [new AwsStorage(account)]),
    role: ROLE,
    stageFolder: join(servers.workFolder, "stage"),
    artifacts,
  });
  // As the documentation tells the role that deployed.
  await functions.call("MLFLOW_EXPERIMENTS_CREATE", ["iris", null], { role: "ACCOUNTADMIN" });
  const session = await snowflake.start();
  try {
    const project = new IrisProject(join(servers.workFolder, "iris"), state, session);
    run = await project.run();
    statements = [...snowflake.statements];
    filesBefore = await modelFiles(mlflow, run.runId);
    copied = snowflake.runCopyTask();
    const expected = { params: parameters(), metrics: run.metrics };
    const { workFolder } = servers;
    const experiment = "iris";
    verified = await verifyRun({
      python: await servers.python(),
      trackingUri: mlflow,
      experiment,
      runId: run.runId,
      expected,
      workFolder,
    });
    failed = await project.run({ train: { solver: "no such solver" } });
    const { result } = await functions.call("MLFLOW_RUNS_GET", [failed.runId], { role: "ACCOUNTADMIN" });
    failedStatus = (result as { body: { run: { info: { status: string } } } }).body.run.info.status;
  } finally {
    await snowflake.stop();
  }
  applied = now;
  // The destroy empties the account itself.
  const file = join(servers.workFolder, "account.json");
  account.save(file);
  aws = Account.load(file);
}

beforeAll(async () => {
  // It starts while Terraform works.
  const postgres = servers.postgres();
  example = await rehearseExample("iris-pipeline", story);
  await postgres;
}, 600_000);
afterAll(() => servers.stop(), 60_000);

test("the stack applies, plans empty after it, and destroys to nothing", () => {
  expect(example).toMatchObject({ schemaOnly: [], secondPlan: 0, left: 0 });
});

test("the pipeline runs by its outputs, with the statements of kedro-snowflake and the project and no other", () => {
  expect(run).toMatchObject({ status: 0, errors: "" });
  const parameter = "SELECT IRIS.MLFLOW.MLFLOW_RUN_LOG_PARAMETER(?, ?, ?)";
  const metric = "SELECT IRIS.MLFLOW.MLFLOW_RUN_LOG_METRIC(?, ?, ?)";
  expect(statements).toEqual([
    "SELECT IRIS.MLFLOW.MLFLOW_EXPERIMENT_GET_BY_NAME('iris'):body.experiments[0].experiment_id",
    "SELECT IRIS.MLFLOW.MLFLOW_RUN_CREATE(1):body.run.info.run_id",
    ...Object.keys(parameters()).map(() => parameter),
    "SELECT IRIS.MLFLOW.MLFLOW_EXPERIMENT_GET_BY_NAME(?)",
    `PUT @MLFLOW_STAGE/1/${run.runId}/artifacts/model/`,
    ...Object.keys(run.metrics).map(() => metric),
    "SELECT IRIS.MLFLOW.MLFLOW_RUN_UPDATE(?, ?)",
  ]);
});

test("MLflow has no model until the copy task ran, and then all its files", () => {
  expect(filesBefore).toEqual([]);
  expect(copied.map((object) => object.replace(/^.*\/artifacts\//, ""))).toEqual(
    expect.arrayContaining(["model/MLmodel", "model/requirements.txt"]),
  );
});

test("MLflow's own client finds the run with exactly the project's values, and its model knows irises", () => {
  expect(verified).toMatchObject({ status: "FINISHED", params: parameters(), metrics: run.metrics });
  expect(run.metrics.accuracy).toBeGreaterThan(0.9);
  expect(verified.accuracy).toBeGreaterThan(0.9);
  expect(new Set(verified.predictions)).toEqual(new Set([0, 1, 2]));
});

test("a node that fails ends the run as FAILED", () => {
  expect(failed.status).toBe(1);
  expect(failed.errors).toContain("no such solver");
  expect(failedStatus).toBe("FAILED");
});

describe("the stages refuse", () => {
  const STAGES = { artifacts: "IRIS.MLFLOW.MLFLOW_ARTIFACT_STAGE", models: "IRIS.MLFLOW.MLFLOW_STAGE" };
  const stages = () => new StageRuntime(applied.state, [new AwsStorage(aws)]);
  const copy = (to: string, from: string, role = ROLE) => stages().copyFiles(to, from, role, ["1/r/artifacts/f"]);

  test("nothing to the kedro role that the pipeline needs", () => {
    stages().put("MLFLOW_STAGE", ROLE);
    expect(copy(STAGES.artifacts, STAGES.models)).toEqual([
      expect.stringMatching(/^s3:\/\/iris-\S+\/mlflow\/1\/r\/artifacts\/f$/),
    ]);
  });

  test("an upload to the artifact stage, which is external", () => {
    expect(() => stages().put(STAGES.artifacts, ROLE)).toThrow("not supported with external stage");
  });

  test("another role", () => {
    expect(() => stages().put(STAGES.models, "ANALYST")).toThrow("does not exist or not authorized");
    expect(() => copy(STAGES.artifacts, STAGES.models, "ANALYST")).toThrow("does not exist or not authorized");
  });

  test("a stage that was not applied", () => {
    expect(() => stages().put("NO_STAGE", ROLE)).toThrow("Stage 'NO_STAGE' does not exist or not authorized");
  });

  test("a copy when Snowflake's role may not write to the bucket", () => {
    for (const { values } of aws.list("aws_iam_role_policy"))
      values.policy = String(values.policy).replaceAll('"s3:PutObject"', '"s3:GetObject"');
    expect(() => copy(STAGES.artifacts, STAGES.models)).toThrow(/Access Denied.* of s3:PutObject/);
  });
});
