import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Live } from "../support/live";
import { newRun } from "./kedro";

const PAGE = readFileSync(join(__dirname, "..", "..", "..", "docs", "functions.md"), "utf8");

/** What docs/functions.md says of MLflow's behavior, each with the calls that it shows. */
export function documentedBehavior(live: Live): void {
  const shows = (...lines: string[]): void => {
    for (const line of lines) expect(PAGE).toContain(`\n${line}\n`);
  };

  test("a search of model versions returns no aliases", async () => {
    shows(
      `SELECT MLFLOW_MODEL_VERSIONS_SEARCH({'filter': 'name = ''forest'''}):body.model_versions[0].aliases; -- NULL`,
      `SELECT MLFLOW_MODEL_VERSIONS_GET('forest', '1'):body.model_version.aliases; -- ["champion"]`,
      `SELECT MLFLOW_GET_MODEL_VERSION_BY_ALIAS('forest', 'champion'):body.model_version.version; -- 1`,
    );
    await live.call("MLFLOW_REGISTERED_MODELS_CREATE", "forest of the docs", null);
    await live.call("MLFLOW_MODEL_VERSIONS_CREATE", "forest of the docs", "s3://bucket/mlflow/forest", null);
    await live.call("MLFLOW_SET_REGISTERED_MODEL_ALIAS", "forest of the docs", "champion", "1");
    const found = (await live.call("MLFLOW_MODEL_VERSIONS_SEARCH", { filter: "name = 'forest of the docs'" })).body;
    const [version] = found.model_versions as Record<string, unknown>[];
    expect([version?.version, version?.aliases]).toEqual(["1", undefined]);
    const got = (await live.call("MLFLOW_MODEL_VERSIONS_GET", "forest of the docs", "1")).body;
    expect(got.model_version).toMatchObject({ aliases: ["champion"] });
    const by = (await live.call("MLFLOW_GET_MODEL_VERSION_BY_ALIAS", "forest of the docs", "champion")).body;
    expect(by.model_version).toMatchObject({ version: "1" });
  });

  test("the name of a deleted experiment stays in use, and the experiment can be found", async () => {
    const filter = "name = 'churn of the docs'";
    shows(
      "SELECT MLFLOW_EXPERIMENTS_SEARCH({'filter': 'name = ''churn''', 'view_type': 'DELETED_ONLY'}):body.experiments[0].experiment_id;",
      "SELECT MLFLOW_EXPERIMENTS_RESTORE('7');",
    );
    const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "churn of the docs", null)).body;
    await live.call("MLFLOW_EXPERIMENTS_DELETE", id);
    expect((await live.call("MLFLOW_EXPERIMENTS_SEARCH", { filter })).body.experiments).toBeUndefined();
    expect((await live.call("MLFLOW_EXPERIMENT_GET_BY_NAME", "churn of the docs")).body.experiments).toBeUndefined();
    expect(await live.failure("MLFLOW_EXPERIMENTS_CREATE", "churn of the docs", null)).toContain(
      "RESOURCE_ALREADY_EXISTS",
    );
    const deleted = (await live.call("MLFLOW_EXPERIMENTS_SEARCH", { filter, view_type: "DELETED_ONLY" })).body;
    expect(deleted.experiments).toMatchObject([{ experiment_id: id }]);
    await live.call("MLFLOW_EXPERIMENTS_RESTORE", id);
    expect((await live.call("MLFLOW_EXPERIMENTS_SEARCH", { filter })).body.experiments).toHaveLength(1);
  });

  test("times in seconds, long parameters and local locations are refused with the messages shown", async () => {
    const run = await newRun(live);
    const refused = [
      await live.failure("MLFLOW_RUNS_LOG_METRIC", run, "loss", 0.31, "1795280400", null),
      await live.failure("MLFLOW_RUN_LOG_PARAMETER", run, "prompt", "x".repeat(6001)),
      await live.failure("MLFLOW_EXPERIMENTS_CREATE", "local", { artifact_location: "/tmp/mlruns" }),
    ];
    for (const message of refused) {
      const [shown = "no message"] = /MLFLOW_\w+: [A-Z].*?(?= in MLFLOW_| at '|$)/.exec(message) ?? [];
      shows(`    ${shown}`);
    }
    shows("SELECT MLFLOW_MODEL_VERSIONS_CREATE('forest', 'file:///tmp/model', NULL);");
    expect(await live.failure("MLFLOW_MODEL_VERSIONS_CREATE", "forest", "file:///tmp/model", null)).toContain(
      "SOURCE must be a URI",
    );
  });

  test("a location in another bucket is only recorded", async () => {
    const location = "s3://another-bucket/mlflow";
    shows(`SELECT MLFLOW_EXPERIMENTS_CREATE('elsewhere', {'artifact_location': '${location}'});`);
    const options = { artifact_location: location };
    const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "elsewhere", options)).body;
    expect((await live.call("MLFLOW_EXPERIMENTS_GET", id)).body.experiment).toMatchObject(options);
  });
}
