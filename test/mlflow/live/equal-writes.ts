import type { Live } from "../support/live";

const PAIRS = 48;
/** Pairs that are under way side by side: as many requests as a worker has at once. */
const SIDE_BY_SIDE = 2;

type Body = Record<string, unknown>;

/**
 * Pairs of equal requests at the same time, as Snowflake makes them when it repeats a request while the first one still runs. Of two
 * equal writes of a new row PostgreSQL refuses one.
 */
export function equalWrites(live: Live): void {
  const post = async (path: string, body: Body): Promise<{ status: number; answer: Body }> => {
    const answer = await fetch(`http://127.0.0.1:${live.port("proxy")}/post/api/2.0/mlflow/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, answer: (await answer.json()) as Body };
  };

  /** Sends pairs and gives the answers that were not 200. */
  const failures = async (path: string, body: (pair: number) => Body): Promise<Body[]> => {
    const failed: Body[] = [];
    for (let first = 0; first < PAIRS; first += SIDE_BY_SIDE) {
      const pairs = Array.from({ length: SIDE_BY_SIDE }, (_, i) => body(first + i));
      const answers = await Promise.all([...pairs, ...pairs].map((each) => post(path, each)));
      failed.push(...answers.filter(({ status }) => status !== 200).map(({ answer }) => answer));
    }
    return failed;
  };

  let run = "";
  let experiment = "";
  beforeAll(async () => {
    experiment = String((await post("experiments/create", { name: "equal writes" })).answer.experiment_id);
    const made = await post("runs/create", { experiment_id: experiment, start_time: 1 });
    run = (made.answer.run as { info: { run_id: string } }).info.run_id;
    await post("registered-models/create", { name: "equal-writes" });
    await post("model-versions/create", { name: "equal-writes", source: "s3://bucket/mlflow/model" });
  });

  test.each<[string, string, (pair: number) => Body]>([
    ["run tags", "runs/set-tag", (pair) => ({ run_id: run, key: `tag-${pair}`, value: "x" })],
    [
      "experiment tags",
      "experiments/set-experiment-tag",
      (pair) => ({ experiment_id: experiment, key: `tag-${pair}`, value: "x" }),
    ],
    [
      "registered model tags",
      "registered-models/set-tag",
      (pair) => ({ name: "equal-writes", key: `tag-${pair}`, value: "x" }),
    ],
    [
      "model version tags",
      "model-versions/set-tag",
      (pair) => ({ name: "equal-writes", version: "1", key: `tag-${pair}`, value: "x" }),
    ],
    ["aliases", "registered-models/alias", (pair) => ({ name: "equal-writes", alias: `alias-${pair}`, version: "1" })],
    ["parameters", "runs/log-parameter", (pair) => ({ run_id: run, key: `alone-${pair}`, value: "x" })],
    ["metrics", "runs/log-metric", (pair) => ({ run_id: run, key: `alone-${pair}`, value: 1, timestamp: 1 })],
    [
      "batches",
      "runs/log-batch",
      (pair) => ({
        run_id: run,
        metrics: [{ key: `metric-${pair}`, value: 1, timestamp: 1, step: 0 }],
        params: [{ key: `param-${pair}`, value: "x" }],
        tags: [{ key: `batch-${pair}`, value: "x" }],
      }),
    ],
  ])(`${PAIRS} pairs of equal %s at the same time all succeed`, async (_what, path, body) => {
    expect(await failures(path, body)).toEqual([]);
  });

  test("a name that is taken is refused as before, with MLflow's own error", async () => {
    const pair = await Promise.all([1, 2].map(() => post("experiments/create", { name: "equal names" })));
    expect(pair.map(({ status }) => status).sort()).toEqual([200, 400]);
    const refused = pair.find(({ status }) => status === 400);
    expect(refused?.answer.error_code).toBe("RESOURCE_ALREADY_EXISTS");
  });
}
