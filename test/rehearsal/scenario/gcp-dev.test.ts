import type { RehearsalReport } from "../../../src/rehearsal/report";
import { rehearsedStack } from "../../support/rehearsed-stack";

let report: RehearsalReport;
let status: number | null;
let shown: string;

beforeAll(async () => {
  ({ report, status } = await rehearsedStack("gcp-dev"));
  shown = report.shown.join("\n");
}, 500_000);

test("all holds, and the exit status says so", () => {
  expect({ status, failures: report.failures, skipped: report.skipped, schemaOnly: report.schemaOnly }).toEqual({
    status: 0,
    failures: [],
    skipped: [],
    schemaOnly: [],
  });
});

test("the stack is applied, a second plan is empty, and destroy leaves nothing", () => {
  expect(report.apply).toBe("done");
  expect(report.resources).toBeGreaterThan(60);
  expect(report.secondPlan).toEqual({ changes: 0, planned: [], outputs: [] });
  expect(report.destroy).toEqual({ left: 0 });
});

test("the five functions are called in kedro's order, then one of each default group, as on AWS", () => {
  expect([...new Set(report.calls.map((call) => call.function))]).toEqual([
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
});

test("MLflow's own client finds the run and its model predicts", () => {
  expect(shown).toContain("exactly the logged values, loaded its model and predicted");
});

test("the probes of the Cloud Run service, the operations of the proxy and the stages are shown", () => {
  for (const name of ["proxy", "mlflow"])
    expect(shown).toMatch(
      new RegExp(`The health check of the startup probe of ${name} in mlops-gcp-dev-mlflow passes: GET /health`),
    );
  expect(shown).toMatch(/The proxy passes the 58 operations of MLflow that the functions address/);
  expect(shown).toMatch(/LIST @.*MLFLOW_ARTIFACT_STAGE.* is allowed at gcs:\/\//);
  expect(shown).toMatch(/The statement of snowflake_task\.\w+ is allowed to MLOPS_GCP_DEV_KEDRO/);
});

test("that owners of the project are let in by Cloud Run is said, and is the only exception", () => {
  const exceptions = report.shown.filter((line) => line.includes("is let in, as documented"));
  expect(exceptions).toEqual([expect.stringMatching(/an administrator of the project .*\(roles\/owner\)$/)]);
});

test.each([
  "An anonymous caller got 401",
  "An administrator of the project got 401",
  "A service account of another project got 401",
  "Snowflake's service account with a token for another API got 403",
  "A caller with a token that nobody signed got 401",
  "A caller with a token that somebody else signed got 401",
  "A caller with a token that has expired got 401",
  "An anonymous caller at the service's own address got 403",
  "Snowflake's service account at the service's own address got 401",
  "A service account of another project at the service's own address got 403",
  "Another Snowflake account with our identity got 403",
])("it is shown that %s", (line) => {
  expect(shown).toContain(line);
});
