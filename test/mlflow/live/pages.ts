import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Catalogue } from "../../../src/mlflow";
import type { Live } from "../support/live";
import { definition } from "../support/translators";

const PAGE = readFileSync(join(__dirname, "..", "..", "..", "docs", "functions.md"), "utf8");
/** Snowflake takes 10 MB; half of it is kept for items that are larger still. */
const LIMIT = 5_000_000;

/** The longest text that a translator lets through. */
function longest(rpc: string, field: string, begin = ""): string {
  const { maxLength } = Catalogue.operation(rpc).fields.find((each) => each.name === field) ?? {};
  if (maxLength === undefined) throw new Error(`${rpc}.${field} has no longest value`);
  return begin.padEnd(maxLength, "x");
}

const some = (count: number, letter: string, length: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `${letter}${i}_`.padEnd(40, "x"), value: "v".repeat(length) }));
const metrics = (model_id?: string) =>
  Array.from({ length: 100 }, (_, i) => ({
    key: `m${i}_`.padEnd(40, "x"),
    value: (i + 1) / 7,
    step: 100_000,
    model_id,
  }));

interface List {
  readonly name: string;
  /** How many items a page has per item asked for: the bulk interval counts them a run. */
  readonly times?: number;
  /** Makes the large item of docs/functions.md; gives the arguments that find it alone. */
  make(live: Live): Promise<unknown[]>;
}

let run = "";
async function largeRun(live: Live): Promise<string> {
  if (run !== "") return run;
  const options = { run_name: longest("createRun", "run_name") };
  const experiment = await live.call("MLFLOW_EXPERIMENTS_CREATE", "large runs", {
    artifact_location: longest("createExperiment", "artifact_location", "s3://bucket/runs/"),
  });
  const made = await live.call("MLFLOW_RUNS_CREATE", experiment.body.experiment_id, options);
  run = (made.body.run as { info: { run_id: string } }).info.run_id;
  await live.call("MLFLOW_RUNS_LOG_BATCH", run, metrics(), some(100, "p", 200), some(100, "t", 200), null);
  return run;
}

const KEY = "k".repeat(250);
async function point(live: Live): Promise<string> {
  const id = await largeRun(live);
  const value = { key: KEY, value: -1.2345678901234567e-300, step: "-9223372036854775808" };
  await live.call("MLFLOW_RUNS_LOG_BATCH", id, [value], null, null, null);
  return id;
}

let model = "";
async function largeModel(live: Live): Promise<string> {
  if (model !== "") return model;
  model = longest("createRegisteredModel", "name", "large");
  const tags = [{ key: "t".repeat(250), value: longest("setRegisteredModelTag", "value") }];
  const description = longest("createRegisteredModel", "description");
  await live.call("MLFLOW_REGISTERED_MODELS_CREATE", model, { description, tags });
  for (const stage of ["None", "Staging", "Production", "Archived"]) {
    const made = await live.call(
      "MLFLOW_MODEL_VERSIONS_CREATE",
      model,
      longest("createModelVersion", "source", "s3://b/"),
      {
        description: longest("createModelVersion", "description"),
        run_link: longest("createModelVersion", "run_link"),
        tags,
      },
    );
    const { version } = made.body.model_version as { version: string };
    await live.call("MLFLOW_MODEL_VERSIONS_TRANSITION_STAGE", model, version, stage, false);
    await live.call("MLFLOW_SET_REGISTERED_MODEL_ALIAS", model, `${stage}-`.padEnd(255, "x"), version);
  }
  return model;
}

const LISTS: List[] = [
  {
    name: "MLFLOW_EXPERIMENTS_SEARCH",
    make: async (live) => {
      const name = longest("createExperiment", "name");
      const artifact_location = longest("createExperiment", "artifact_location", "s3://bucket/");
      const tags = [{ key: "t".repeat(250), value: longest("setExperimentTag", "value") }];
      await live.call("MLFLOW_EXPERIMENTS_CREATE", name, { artifact_location, tags });
      return [{ filter: `name = '${name}'` }];
    },
  },
  {
    name: "MLFLOW_RUNS_SEARCH",
    make: async (live) => {
      const { info } = (await live.call("MLFLOW_RUNS_GET", await largeRun(live))).body.run as {
        info: { experiment_id: string };
      };
      return [{ experiment_ids: [info.experiment_id] }];
    },
  },
  { name: "MLFLOW_METRICS_GET_HISTORY", make: async (live) => [await point(live), KEY, null] },
  {
    name: "MLFLOW_METRICS_GET_HISTORY_BULK_INTERVAL",
    times: 100,
    make: async (live) => [[await point(live)], KEY, null],
  },
  {
    name: "MLFLOW_REGISTERED_MODELS_SEARCH",
    make: async (live) => [{ filter: `name = '${await largeModel(live)}'` }],
  },
  {
    name: "MLFLOW_MODEL_VERSIONS_SEARCH",
    make: async (live) => [{ filter: `name = '${await largeModel(live)}'` }],
  },
  {
    name: "MLFLOW_LOGGED_MODELS_SEARCH",
    make: async (live) => {
      const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "large models", null)).body;
      const made = await live.call("MLFLOW_CREATE_LOGGED_MODEL", id, {
        name: longest("createLoggedModel", "name"),
        model_type: longest("createLoggedModel", "model_type"),
        params: some(100, "p", 100),
        tags: some(100, "t", 100),
      });
      const { model_id } = (made.body.model as { info: { model_id: string } }).info;
      const source = (await live.call("MLFLOW_RUNS_CREATE", id, null)).body.run as { info: { run_id: string } };
      await live.call("MLFLOW_RUNS_LOG_BATCH", source.info.run_id, metrics(model_id), null, null, null);
      return [[id], null];
    },
  },
];

/** Items of an answer: the one array in it. */
function items(body: Readonly<Record<string, unknown>>): unknown[] {
  const [found, ...others] = Object.values(body).filter((value): value is unknown[] => Array.isArray(value));
  if (found === undefined || others.length > 0) throw new Error(`no list: ${Object.keys(body).join()}`);
  return found;
}

export function pages(live: Live): void {
  test("every list of the default groups that has pages is measured", () => {
    const lists = Catalogue.operations(Catalogue.defaultGroups()).filter((operation) =>
      operation.fields.some((field) => field.name === "max_results"),
    );
    const rpcs = LISTS.map(({ name }) => definition(name).operation.rpc);
    expect(new Set(lists.map((operation) => operation.rpc))).toEqual(new Set(rpcs));
  });

  test.each(LISTS.map((list) => [list.name, list] as const))(
    "a page of %s stays under 5 MB with the large items of the documentation",
    async (name, { make, times = 1 }) => {
      const args = await make(live);
      const { result, httpCalls } = await live.statement(name, ...args);
      const count = items((result as { body: Record<string, unknown> }).body).length;
      const bytes = Buffer.byteLength(httpCalls[0]?.responseBody ?? "") / count;
      const [, page = "", size = ""] =
        new RegExp(`^\\| \`${name}\` +\\| +([\\d,]+)[^|]*\\|[^|]*\\| +([\\d.]+) KB +\\|$`, "m").exec(PAGE) ?? [];
      const fallback = definition(name).operation.fields.find((field) => field.name === "max_results")?.fallback;
      expect([name, Number(page.replace(",", ""))]).toEqual([name, fallback]);
      const documented = Number(size) * 1000;
      expect(bytes).toBeLessThanOrEqual(documented);
      expect(bytes).toBeGreaterThan(0.8 * documented);
      expect(documented * times * (fallback ?? Infinity)).toBeLessThan(LIMIT);
    },
  );

  test("the longest texts that the translators let through are those of MLflow's database", async () => {
    const postgres = await live.servers.postgres();
    const columns = await postgres.query(
      "SELECT table_name || '.' || column_name AS name, character_maximum_length AS length FROM information_schema.columns WHERE table_schema = 'public'",
      "mlflow",
    );
    const lengths = new Map(columns.map(({ name, length }) => [String(name), length as number | null]));
    for (const [rpc, field, column] of [
      ["createExperiment", "name", "experiments.name"],
      ["createRun", "run_name", "runs.name"],
      ["createRun", "user_id", "runs.user_id"],
      ["createRegisteredModel", "name", "registered_models.name"],
      ["createRegisteredModel", "description", "registered_models.description"],
      ["setRegisteredModelTag", "value", "registered_model_tags.value"],
      ["createModelVersion", "source", "model_versions.source"],
      ["createModelVersion", "run_link", "model_versions.run_link"],
      ["createModelVersion", "description", "model_versions.description"],
      ["createLoggedModel", "name", "logged_models.name"],
      ["createLoggedModel", "model_type", "logged_models.model_type"],
    ] as const) {
      expect([column, longest(rpc, field).length]).toEqual([column, lengths.get(column)]);
    }
    // The address of a run's artifacts is its experiment's with the run's id of 32 characters: "/<id>/artifacts".
    expect(longest("createExperiment", "artifact_location")).toHaveLength((lengths.get("runs.artifact_uri") ?? 0) - 43);
  });
}
