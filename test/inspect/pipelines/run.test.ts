import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { RehearsedSession } from "../../../src/cli/check/rehearsed-session";
import { parse } from "yaml";
import { renderPipelines } from "../../../src/inspect/pipelines";
import type { StackJson } from "../../../src/inspect/stack";
import { allRules, appliedCloud, asAltered, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { rehearsalEnvironment } from "../../../src/rehearsal/deploy/environment";
import { StateServer } from "../../../src/rehearsal/deploy/state-server";
import { startSimulator, type Simulator } from "../../../src/rehearsal/simulator";
import { ExternalFunctionRuntime, StageRuntime } from "../../../src/rehearsal/snowflake";
import { AppliedState } from "../../../src/rehearsal/state";
import { ROOT } from "../../support/cli";
import { EXPERIMENTS } from "../../support/checked-platform";
import { FakeSnowflake } from "../../support/fake-snowflake";
import { PipelineRunner, type GithubJob, type JobRun } from "../../support/pipeline-run";
import { exampleEnvironment } from "../../support/pipelines";
import { synthesizeProgram } from "../../support/synthesized-stacks";
import { EchoBackend } from "../../rehearsal/snowflake/platform";

// The shell steps of the rendered pipeline for aws-dev, in order, with the real Terraform over simulated providers.
jest.setTimeout(600_000);

const NAME = "aws-dev";
const DATABASE = "aws_db_instance";
const CONTEXTS = {
  "github.event.repository.visibility": "private",
  "vars.AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/mlops-aws-dev",
  "vars.SNOWFLAKE_ORGANIZATION_NAME": "ACME",
  "vars.SNOWFLAKE_ACCOUNT_NAME": "DEV",
  "vars.SNOWFLAKE_USER": "MLOPS_AWS_DEV_DEPLOY",
  "vars.MLOPS_ALLOW": "",
};

const jobs: Record<string, GithubJob> = Object.assign(
  {},
  ...renderPipelines("github", { environments: [exampleEnvironment(NAME)] }).map(
    ({ text }) => (parse(text) as { jobs: Record<string, GithubJob> }).jobs,
  ),
);

let folder: string;
let states: StateServer;
let simulator: Simulator;
let snowflake: FakeSnowflake;
let backend: EchoBackend;
let stateFile: string;
let stack: StackJson;

/** The same stack, whose state is where the test can read it. */
function withState(json: StackJson): StackJson {
  const address = states.addressOf(NAME, stateFile);
  return { ...json, terraform: { ...json.terraform, backend: { http: { address } } } };
}

/** The stack with an argument that replaces the database. */
function withOtherDatabase(): StackJson {
  const changed = Object.entries(stack.resource?.[DATABASE] ?? {}).map(([name, values]) => [
    name,
    { ...values, username: "other" },
  ]);
  return { ...stack, resource: { ...stack.resource, [DATABASE]: Object.fromEntries(changed) as never } };
}

function runner(json = stack, contexts: Readonly<Record<string, string>> = CONTEXTS): PipelineRunner {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  // The project is installed and built.
  writeFileSync(join(bin, "npm"), `#!/bin/sh\necho "npm $*"\n`);
  chmodSync(join(bin, "npm"), 0o755);
  const env = rehearsalEnvironment(process.env, {
    ...simulator.environment,
    ...snowflake.env,
    // The driver signs in by a workload's identity at Snowflake's own hosts alone.
    SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: "127.0.0.1",
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
  });
  return new PipelineRunner(folder, env, contexts, { name: NAME, stack: withState(json) });
}

/** Runs a job on a new machine. */
function run(name: string, json: StackJson = stack, contexts = CONTEXTS): Promise<JobRun> {
  const job = jobs[name];
  if (job === undefined) throw new Error(`the pipeline has no job ${name}`);
  return runner(json, contexts).run(job);
}

const succeeded = ({ status, output }: JobRun) =>
  expect({ status, output: status === 0 ? "" : output }).toEqual({ status: 0, output: "" });

/** Snowflake runs the functions that are deployed, over the simulated gateway. */
function connectSnowflake(): void {
  const state = asAltered(AppliedState.read(stateFile), simulator.accounts);
  const cloud = appliedCloud(state);
  const address = { host: "127.0.0.1", port: backend.port };
  const functions = new ExternalFunctionRuntime({
    state,
    account: snowflakeAccount(simulator.accounts),
    gateways: [cloud.gateway(simulator.accounts, { locate: () => address })],
  });
  const session = new RehearsedSession(functions, new StageRuntime(state, [cloud.storage(simulator.accounts)]));
  snowflake.engine = {
    // In the simulated account, ACCOUNTADMIN deploys.
    execute: (sql, binds) => session.execute(sql.replace(/^USE ROLE MLOPS_DEPLOY$/, "USE ROLE ACCOUNTADMIN"), binds),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mlops-pipeline-"));
  stateFile = join(folder, "terraform.tfstate");
  const synthesized = synthesizeProgram(join("examples", "ci-cd", "main.js"))[NAME];
  if (synthesized === undefined) throw new Error(`examples/ci-cd has no ${NAME}`);
  stack = synthesized;
  const file = join(folder, "stack.json");
  writeFileSync(file, JSON.stringify(stack));
  states = await StateServer.start();
  simulator = await startSimulator({
    stacks: [file],
    bindings: ROOT,
    rules: allRules,
    cache: join(tmpdir(), "schemas"),
  });
  snowflake = new FakeSnowflake();
  await snowflake.start();
  backend = await EchoBackend.start();
  backend.replies = [EXPERIMENTS, { body: '{"run":{"info":{"run_id":"r1"}}}' }, { body: "{}" }];
});
afterAll(async () => {
  await backend.stop();
  await snowflake.stop();
  await simulator.close();
  states.close();
  rmSync(folder, { recursive: true, force: true });
});

const deployed = () => AppliedState.read(stateFile).resources.filter(({ mode }) => mode === "managed").length;

test("a job without an identity hands the project over, and another checks it as it was handed over", async () => {
  const made = await run("synthesize");
  succeeded(made);
  expect(made.output).toContain("npm ci --ignore-scripts");
  expect(runner().artifact("project")).toEqual(["project.tgz"]);
  const checked = await run("validate");
  succeeded(checked);
  expect(checked.output).toContain("checkov: ");
  expect(checked.output).not.toMatch(/^npm /m);
});

test("a plan of a public repository is not kept, and nothing is planned", async () => {
  const result = await run("plan-aws-dev-main", stack, {
    ...CONTEXTS,
    "github.event.repository.visibility": "public",
  });
  expect(result).toMatchObject({ status: 1, failed: "Refuse a public repository", summary: "" });
});

test("the plan is summarized on the job's page, and kept without the providers' programs", async () => {
  const result = await run("plan-aws-dev-main");
  succeeded(result);
  expect(result.summary).toMatch(/^#+ aws-dev\n/);
  expect(result.summary).toContain(DATABASE);
  // Nothing is installed beside the identity, and the app, which would fail there, does not run.
  expect(result.output).not.toMatch(/^npm /m);
  const files = runner().artifact("plan-aws-dev");
  expect(files).toEqual(expect.arrayContaining(["cdk.tf.json", "plan.tfplan"]));
  expect(files).not.toContain(".terraform");
});

test("the saved plan is applied by Terraform alone", async () => {
  const result = await run("deploy-aws-dev");
  succeeded(result);
  expect(deployed()).toBeGreaterThan(100);
});

test("a job of its own calls the deployed functions through the gateway", async () => {
  // Snowflake has the functions from the first statement on.
  const session: { engine?: boolean } = {};
  snowflake.engine = {
    execute: (sql, binds) => {
      if (session.engine !== true) connectSnowflake();
      session.engine = true;
      return snowflake.engine?.execute(sql, binds) ?? Promise.resolve([]);
    },
  };
  const result = await run("check-aws-dev");
  succeeded(result);
  expect(result.output).toContain("aws-dev: all steps passed, from SQL to MLflow and the artifact stage.");
  expect(snowflake.logins.at(-1)).toMatchObject({ AUTHENTICATOR: "WORKLOAD_IDENTITY", PROVIDER: "AWS" });
  expect(backend.seen.length).toBeGreaterThan(3);
});

test("the same plan is not applied twice: the state has changed since it was made", async () => {
  const result = await run("deploy-aws-dev");
  expect(result).toMatchObject({ failed: "Apply the saved plan" });
  expect(result.output).toContain("Saved plan is stale");
});

test("the night finds no drift", async () => {
  const result = await run("drift-aws-dev");
  succeeded(result);
  expect(result.output).toContain("aws-dev: no drift");
  expect(result.summary).toBe("");
});

test("a change outside the code is drift, which fails the job with a summary", async () => {
  const [account] = [...simulator.accounts.values()].filter((each) => each.list("aws_s3_bucket").length > 0);
  const [bucket] = account?.list("aws_s3_bucket") ?? [];
  if (bucket === undefined) throw new Error("nothing is deployed");
  const { tags = null } = bucket.values;
  bucket.values.tags = { by: "hand" };
  const result = await run("drift-aws-dev");
  bucket.values.tags = tags;
  expect(result).toMatchObject({ status: 2, failed: "Look for drift" });
  expect(result.output).toContain("aws-dev differs from its configuration");
  expect(result.summary).toContain("aws_s3_bucket");
});

test("a change that would replace the database is refused in the pull request, and its summary says why", async () => {
  const changed = withOtherDatabase();
  succeeded(await run("synthesize", changed));
  const result = await run("plan-aws-dev", changed);
  expect(result).toMatchObject({ status: 1, failed: "Summarize the plan" });
  expect(result.summary).toContain(DATABASE);
  expect(result.output).toMatch(/refused: aws_db_instance\.\w+: /);
});

test("it is accepted when the database is named", async () => {
  const [name = ""] = Object.keys(stack.resource?.[DATABASE] ?? {});
  const result = await run("plan-aws-dev", withOtherDatabase(), {
    ...CONTEXTS,
    "vars.MLOPS_ALLOW": `${DATABASE}.${name}`,
  });
  succeeded(result);
});
