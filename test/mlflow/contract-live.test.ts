import { ServerSpec, type ContainerSpec } from "../../src/mlflow";
import { RESPONSE_TRANSLATOR } from "../../src/mlflow/translators/response";
import type { ContainerDefinition, RunningContainers } from "../../src/rehearsal/servers";
import { SharedServers } from "../support/servers";
import { NOW, request, run } from "./support/translators";

interface Run {
  readonly info: Record<string, unknown> & { readonly run_id: string };
  readonly data: Record<string, Record<string, unknown>[]>;
}

/** What functions answer, as far as these tests look. */
interface Value {
  readonly body: {
    readonly experiment_id?: string;
    readonly experiments?: { readonly experiment_id: string; readonly name: string }[];
    readonly run?: Run;
    readonly metrics?: Record<string, unknown>[];
    readonly model?: { readonly info: { readonly model_id: string; readonly tags?: { readonly key: string }[] } };
  };
}

const servers = new SharedServers();
let running: RunningContainers;
let gateway = "";

function definition(spec: ContainerSpec, secrets: Record<string, string>): ContainerDefinition {
  const { name, image, command, environment, port, healthCheck } = spec;
  const ports = port === undefined ? [] : [port];
  return { name, image, command, environment, secrets, ports, dependsOn: [], essential: true, healthCheck };
}

/** Calls a function as Snowflake does: translator, POST, translator. */
async function call(name: string, ...args: unknown[]): Promise<Value> {
  const { urlSuffix, body, translatorData } = request(name, args);
  const response = await fetch(`${gateway}/dev/${urlSuffix}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} '${text}'`);
  const event = { body: JSON.parse(text) as unknown, translatorData };
  return (run(RESPONSE_TRANSLATOR, event) as { body: { data: [[number, Value]] } }).body.data[0][1];
}

async function newRun(): Promise<string> {
  return (await call("MLFLOW_RUN_CREATE", "0")).body.run?.info.run_id ?? "";
}

beforeAll(async () => {
  const spec = ServerSpec.containers({ artifactsDestination: "s3://bucket/mlflow", workers: 1 });
  const uri = "postgresql+psycopg2://mlflow:secret@database.example:5432/mlflow?sslmode=require";
  running = await servers.containers([
    definition(spec.mlflow, { [ServerSpec.DATABASE_SECRET]: uri }),
    definition(spec.proxy, {}),
  ]);
  gateway = `http://127.0.0.1:${running.port("proxy", 8080)}`;
}, 300_000);
afterAll(() => servers.stop(), 60_000);

describe("against the real MLflow, through the real proxy", () => {
  test.each(["it's", 'say "x"', "100%", "back\\slash", "ends with \\", "\\'", "ünï ☃ 😀", "name = 'x'"])(
    "the experiment %s is found by its name",
    async (name) => {
      const { experiment_id } = (await call("MLFLOW_EXPERIMENTS_CREATE", name, null)).body;
      const found = (await call("MLFLOW_EXPERIMENT_GET_BY_NAME", name)).body.experiments;
      expect(found).toEqual([expect.objectContaining({ experiment_id, name })]);
    },
  );

  test("a name is never a pattern", async () => {
    await call("MLFLOW_EXPERIMENTS_CREATE", "axb", null);
    for (const name of ["a_b", "a%b", "%", "AXB"]) {
      expect((await call("MLFLOW_EXPERIMENT_GET_BY_NAME", name)).body.experiments).toBeUndefined();
    }
  });

  test("the kedro functions log a run with exactly the values given", async () => {
    const id = await newRun();
    await call("MLFLOW_RUN_LOG_PARAMETER", id, "lr", "0.1");
    await call("MLFLOW_RUN_LOG_METRIC", id, "train/acc", 0.30000000000000004);
    await call("MLFLOW_RUN_UPDATE", id, "FINISHED");
    const logged = (await call("MLFLOW_RUNS_GET", id)).body.run;
    expect(logged?.info).toMatchObject({ status: "FINISHED", start_time: Number(NOW), end_time: Number(NOW) });
    expect(logged?.data.metrics).toEqual([expect.objectContaining({ key: "train/acc", value: 0.30000000000000004 })]);
    expect(logged?.data.params).toEqual([{ key: "lr", value: "0.1" }]);
    expect(logged?.data.tags).toContainEqual({ key: "snowflake.user", value: "ANNA" });
  });

  test("a repeated metric is one point", async () => {
    const id = await newRun();
    for (let i = 0; i < 3; i++) await call("MLFLOW_RUN_LOG_METRIC", id, "acc", 0.5);
    const { metrics } = (await call("MLFLOW_METRICS_GET_HISTORY", id, "acc", null)).body;
    expect(metrics).toEqual([{ key: "acc", value: 0.5, timestamp: Number(NOW), step: 0 }]);
  });

  test("a batch of 1000 metrics, NaN among them, arrives whole", async () => {
    const id = await newRun();
    const points = Array.from({ length: 1000 }, (_, i) => ({ key: "loss", value: i === 7 ? "NaN" : i / 7, step: i }));
    await call("MLFLOW_RUNS_LOG_BATCH", id, points, null, null, null);
    const { metrics } = (await call("MLFLOW_METRICS_GET_HISTORY", id, "loss", null)).body;
    expect(metrics?.map((m) => m.value)).toEqual(points.map((p) => p.value));
  });

  test("a tag with ?, # and % is removed and no other", async () => {
    const tags = ["a?b", "a", "x#y%41", "xA"].map((key) => ({ key, value: "v" }));
    const id = (await call("MLFLOW_CREATE_LOGGED_MODEL", "0", { tags })).body.model?.info.model_id ?? "";
    await call("MLFLOW_DELETE_LOGGED_MODEL_TAG", id, "a?b");
    await call("MLFLOW_DELETE_LOGGED_MODEL_TAG", id, "x#y%41");
    await call("MLFLOW_FINALIZE_LOGGED_MODEL", id, "LOGGED_MODEL_READY");
    const left = (await call("MLFLOW_GET_LOGGED_MODEL", id)).body.model?.info.tags?.map((tag) => tag.key);
    expect(left?.sort()).toEqual(["a", "xA"]);
  });

  test("an error fails the call with MLflow's own message", async () => {
    await expect(call("MLFLOW_RUN_LOG_PARAMETER", "0123456789abcdef0123456789abcdef", "k", "v")).rejects.toThrow(
      /^404 '.*RESOURCE_DOES_NOT_EXIST.*0123456789abcdef/,
    );
  });

  test("the processes differ from the containers in places and ports alone", () => {
    expect(new Set(running.differences.map((difference) => difference.kind))).toEqual(
      new Set(["database", "artifacts", "port", "path"]),
    );
  });
});
