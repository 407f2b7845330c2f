import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RehearsalReport } from "../../../src/rehearsal/report";
import { CliRun, ROOT } from "../../support/cli";
import { descendants, living, openListeners } from "../../support/processes";

// One whole rehearsal: what its report, its output and the machine show while it runs and afterwards.
const SENTINEL = "a real deployment's own file\n";
const KEPT_FILES = [join(ROOT, "terraform.aws-dev.tfstate"), join(ROOT, "cdktf.out", "sentinel")];

let folder: string;
let report: RehearsalReport;
let output: string;
let status: number | null;
let called: CliRun;
let refused: CliRun;
let scored: CliRun;
let checked: CliRun;
let newListeners: string[];
let startedProcesses: number[];
let leftProcesses: number[];
let whileKept: string[];
let afterwards: string[];
const before = new Map<string, string | undefined>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mlops-story-"));
  for (const file of KEPT_FILES) {
    before.set(file, existsSync(file) ? readFileSync(file, "utf8") : undefined);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, SENTINEL);
  }
  // As root PostgreSQL runs as another user, which must reach its folder.
  chmodSync(folder, 0o755);
  const temporary = join(folder, "temporary");
  mkdirSync(temporary, { mode: 0o755 });
  const env = { ...process.env, TMPDIR: temporary };
  const listeners = openListeners();
  const run = new CliRun(["rehearse", "aws-dev", "--keep", "--json", join(folder, "report.json")], { env });
  await run.until("Press Ctrl-C to destroy the stack");
  whileKept = readdirSync(temporary);
  startedProcesses = descendants(run.pid);
  newListeners = [...openListeners()].filter((listener) => !listeners.has(listener));
  called = new CliRun(["call", "MLFLOW_EXPERIMENT_GET_BY_NAME", '["Default"]'], { env });
  await called.ended;
  refused = new CliRun(["call", "MLFLOW_RUN_UPDATE", '["no-such-run", "DONE"]'], { env });
  await refused.ended;
  scored = new CliRun(["call", "SCORE_IRIS", "[5.1, 3.5, 1.4, 0.2]"], { env });
  await scored.ended;
  checked = new CliRun(["check", "aws-dev", "--kept"], { env });
  await checked.ended;
  run.interrupt();
  status = await run.ended;
  output = run.output;
  report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as RehearsalReport;
  leftProcesses = living(startedProcesses);
  afterwards = readdirSync(temporary);
}, 900_000);

afterAll(() => {
  for (const [file, text] of before) {
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
  }
  rmSync(folder, { recursive: true, force: true });
});

test("all holds, and the exit status says so", () => {
  expect({ status, failures: report.failures, skipped: report.skipped }).toEqual({
    status: 0,
    failures: [],
    skipped: [],
  });
  expect(report.ok).toBe(true);
});

test("the stack is applied, a second plan is empty, and destroy leaves nothing", () => {
  expect(report.apply).toBe("done");
  expect(report.resources).toBeGreaterThan(60);
  expect(report.secondPlan).toEqual({ changes: 0, planned: [], outputs: [] });
  expect(report.destroy).toEqual({ left: 0 });
});

test("every resource type of the stack has its behaviour simulated", () => {
  expect(report.schemaOnly).toEqual([]);
});

test("the five functions are called in kedro's order, then one of each default group, and each reaches MLflow", () => {
  const names = report.calls.map((call) => call.function);
  expect([...new Set(names)]).toEqual([
    "MLFLOW_EXPERIMENT_GET_BY_NAME",
    "MLFLOW_RUN_CREATE",
    "MLFLOW_RUN_LOG_PARAMETER",
    "MLFLOW_RUN_LOG_METRIC",
    "MLFLOW_RUN_UPDATE",
    "MLFLOW_RUNS_GET",
    "MLFLOW_REGISTERED_MODELS_SEARCH",
    "MLFLOW_LOGGED_MODELS_SEARCH",
  ]);
  expect(new Set(report.calls.map((call) => call.status))).toEqual(new Set([200]));
  expect(report.calls.find((call) => call.function === "MLFLOW_RUN_CREATE")).toMatchObject({
    verb: "POST",
    result: { body: { run: { info: { status: "RUNNING" } } } },
  });
});

test("MLflow's own client finds the run and its model predicts; an administrator of the account is turned away", () => {
  expect(report.shown.join("\n")).toContain("exactly the logged values, loaded its model and predicted");
  expect(report.shown.join("\n")).toContain("got 403 at the gateway");
});

test("functions that were not called end to end are named, and each of their translators took a row", () => {
  expect(report.notCalled).toContain("MLFLOW_EXPERIMENTS_CREATE");
  expect(report.notCalled).toContain("MLFLOW_CALL");
  expect(report.notCalled).not.toContain("MLFLOW_RUN_CREATE");
  expect(report.notCalled.filter((each) => each.includes("no row of its types was taken"))).toEqual([]);
  for (const name of report.notCalled) expect(output).toContain(name);
});

test("health checks, operations of the proxy, stages, secrets and strangers are told", () => {
  const shown = report.shown.join("\n");
  expect(shown).toMatch(/The health check of aws_lb_target_group\.\w+ passes: GET \/health/);
  expect(shown).toMatch(
    /The proxy passes the 58 operations of MLflow that the functions address, and refuses \d+ others/,
  );
  expect(shown).not.toContain("no function addresses");
  expect(shown).toMatch(/LIST @.*MLFLOW_ARTIFACT_STAGE.* is allowed/);
  expect(shown).toMatch(/The statement of snowflake_task\.\w+ is allowed to MLOPS_AWS_DEV_KEDRO/);
  expect(shown).toContain("No value of a sensitive attribute stands");
  expect(shown).toMatch(/\d+ attempts from outside of the account are refused/);
});

test("only addresses, ports, the artifact root, PATH and TMPDIR differ from the applied containers, and each is printed", () => {
  const settings = report.differences.map((difference) => difference.setting);
  expect(settings.length).toBeGreaterThan(0);
  for (const setting of settings) expect(setting).toMatch(/PATH|TMPDIR|port|PORT|host|sslmode|ARTIFACTS|listen|dial/);
  for (const difference of report.differences)
    expect(output).toContain(`${difference.container}: ${difference.setting}`);
});

test("no secret stands in the report or the output", () => {
  expect(JSON.stringify(report) + output).not.toMatch(/postgresql\+psycopg2:\/\/[^\s"]+:[^\s"*]+@/);
});

test("a kept rehearsal answers calls, and refuses wrong ones before a request is sent", async () => {
  expect(await called.ended).toBe(0);
  expect(JSON.parse(called.stdout)).toMatchObject({ body: { experiments: [{ name: "Default" }] } });
  expect(await refused.ended).toBe(1);
  expect(refused.output).toMatch(/MLFLOW_RUN_UPDATE.*STATUS|STATUS.*DONE/s);
});

test("the trained model scores rows from SQL by the endpoint that the stack gets, exactly as it does locally", () => {
  const shown = report.shown.join("\n");
  expect(shown).toContain(
    "SCORE_IRIS predicts from SQL exactly what the model predicts locally: 150 rows in 1, in 3 and, one of them repeated, in 3 batches",
  );
  expect(shown).toContain("SCORE_IRIS of a model that fails ends without the model's own words, and is not repeated");
  expect(shown).toContain("SCORE_IRIS: An administrator of the account got 403 at the gateway");
  expect(report.programs.join("\n")).toMatch(/\/mlflow-pyfunc:rehearsal: the scoring server of mlflow 3\./);
  expect(Object.keys(report.seconds)).toEqual(
    expect.arrayContaining(["deploy with the model", "second plan with the model", "scoring"]),
  );
});

test("a kept rehearsal scores rows", async () => {
  expect({ status: await scored.ended, output: scored.output }).toEqual({ status: 0, output: "0\n" });
});

test("a check of the kept rehearsal finds the whole way in order", async () => {
  expect({ status: await checked.ended, output: checked.output }).toEqual({
    status: 0,
    output: expect.stringContaining("aws-dev: all steps passed, from SQL to MLflow and the artifact stage"),
  });
});

test("nothing listens beyond the loopback address, and no process is left", () => {
  expect(newListeners).toEqual([]);
  expect(startedProcesses.length).toBeGreaterThan(3);
  expect(leftProcesses).toEqual([]);
});

test("nothing is left in the temporary folder", () => {
  const kinds = whileKept.map((name) => name.replace(/[^-]*$/, ""));
  expect(kinds).toEqual(expect.arrayContaining(["mlops-postgres-", "mlops-rehearsal-"]));
  expect(afterwards).toEqual([]);
});

test("the project's own state and cdktf.out are neither read nor written", () => {
  for (const file of KEPT_FILES) expect(readFileSync(file, "utf8")).toBe(SENTINEL);
});

test("the report names the backend that local state stood in for, and the seconds of each step", () => {
  expect(report.replacedBackend).toBe("local");
  expect(Object.keys(report.seconds)).toEqual(
    expect.arrayContaining([
      "synthesize",
      "cdktf deploy",
      "second plan",
      "local servers",
      "SQL functions",
      "cdktf destroy",
    ]),
  );
});
