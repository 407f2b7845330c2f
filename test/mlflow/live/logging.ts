import type { Live, Value } from "../support/live";
import { loggingCalls } from "../support/snowflake-sql";
import { newRun } from "./kedro";

interface Point {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp?: number;
}

/** Rows to log. A run's id stands for a run that a test makes later: the SQL engine starts while the servers do. */
const ROWS = [
  "SELECT 'one', 'loss_' || (SEQ4() % 10), SEQ4() / 7, FLOOR(SEQ4() / 10), DATEADD(second, FLOOR(SEQ4() / 10), '2026-11-21 17:00:00'::TIMESTAMP_NTZ) FROM TABLE(GENERATOR(ROWCOUNT => 100000))",
  "VALUES ('one', 'a', 0.1, NULL, NULL), ('two', 'a', 1e300, 5, '2026-11-21 17:00:00.25'), ('two', 'é', -0.5, 5, '2026-11-21 17:00:00.25')",
  "SELECT 'one', 'loss', 0.5, LEAST(SEQ4(), 2498), '2026-11-21 17:00:00'::TIMESTAMP_NTZ FROM TABLE(GENERATOR(ROWCOUNT => 2500))",
];
let prepared: Promise<unknown[][][]> | undefined;

/** Runs the page's SQL text over all rows, once. */
export function prepareLogging(): Promise<unknown[][][]> {
  prepared ??= loggingCalls(ROWS);
  return prepared;
}

/** The calls of one of the ROWS, with the ids of real runs. */
async function callsOf(index: number, runs: Readonly<Record<string, string>>): Promise<unknown[][]> {
  const calls = (await prepareLogging())[index] ?? [];
  return calls.map(([run, ...others]) => [runs[String(run)], ...others]);
}

/** The batches of a statement, sent at once as Snowflake may send them. */
async function send(live: Live, calls: unknown[][]) {
  // Snowflake does not publish how long it repeats a request that met a 429.
  const runtime = live.runtime({ retryMilliseconds: 150_000 });
  return Promise.all(calls.map((args) => runtime.call("MLOPS.MLFLOW.MLFLOW_RUNS_LOG_BATCH", args, live.session)));
}

export function fastLogging(live: Live): void {
  test("logs 100,000 points in 100 calls at once: none lost, none twice, none timed out", async () => {
    const id = await newRun(live);
    const calls = await callsOf(0, { one: id });
    expect(calls).toHaveLength(100);
    const sizes = calls.map((args) => (args[1] as Point[]).length);
    expect(new Set(sizes)).toEqual(new Set([1000]));

    const results = await send(live, calls);
    expect(results.map((result) => result.error).filter((error) => error !== undefined)).toEqual([]);
    const statuses = results.flatMap((result) => result.httpCalls.map((each) => each.status));
    // On a busy machine the proxy's 20 s may not be enough for all: it answers 429, MLflow has seen nothing, and Snowflake sends again.
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    process.stdout.write(
      `100 calls at once reached MLflow; ${statuses.length - 100} more were refused with 429 and sent again\n`,
    );

    const expected = new Set(Array.from({ length: 10_000 }, (_, step) => `${step} ${(step * 10 + 3) / 7}`));
    const page = await live.statement("MLFLOW_METRICS_GET_HISTORY", id, "loss_3", null);
    // A page as it comes where nobody asks for a size; Snowflake takes 10 MB.
    expect(page.httpCalls[0]?.responseBody.length).toBeLessThan(5_000_000);
    const { metrics } = (page.result as Value).body;
    const found = (metrics as Point[]).map(({ step, value }) => `${step} ${value}`);
    expect(found).toHaveLength(10_000);
    expect(new Set(found)).toEqual(expected);
  }, 200_000);

  test("keeps runs apart, and takes a missing step and time as MLflow does", async () => {
    const [one, two] = [await newRun(live), await newRun(live)];
    const calls = await callsOf(1, { one, two });
    expect(calls).toHaveLength(2);
    for (const { error } of await send(live, calls)) expect(error).toBeUndefined();
    const history = async (id: string) => (await live.call("MLFLOW_METRICS_GET_HISTORY", id, "a", null)).body.metrics;
    expect(await history(one)).toEqual([{ key: "a", value: 0.1, step: 0, timestamp: 1795280400123 }]);
    expect(await history(two)).toEqual([{ key: "a", value: 1e300, step: 5, timestamp: 1795280400250 }]);
  });

  test("sends nothing at all when two rows are one point to MLflow", async () => {
    const id = await newRun(live);
    const calls = await callsOf(2, { one: id });
    expect(calls).toHaveLength(3);
    for (const { error, attempts } of await send(live, calls)) {
      expect(error).toMatch(
        /METRICS belong to a statement with 2 points that equal another one.*OPTIONS\.merge to TRUE/,
      );
      expect(attempts).toBe(0);
    }
  });
}
