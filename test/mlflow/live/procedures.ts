import type { Live } from "../support/live";

interface Made {
  readonly run: { readonly info: { readonly run_id: string; readonly run_name: string } };
  readonly created: boolean;
}

export function proceduresOverFunctions(live: Live): void {
  const getOrCreate = (token: string, options: object | null = null) =>
    live.procedure("MLFLOW_RUN_GET_OR_CREATE", "0", token, options) as Promise<Made>;

  test("a token leads to one run, however often it is asked for", async () => {
    const first = await getOrCreate("nightly/2026-11-21", { run_name: "nightly" });
    expect(first).toMatchObject({ created: true, run: { info: { run_name: "nightly" } } });
    for (let i = 0; i < 2; i++) {
      const { created, run } = await getOrCreate("nightly/2026-11-21");
      expect([created, run.info.run_id]).toEqual([false, first.run.info.run_id]);
    }
    expect((await getOrCreate("nightly/2026-11-22")).run.info.run_id).not.toBe(first.run.info.run_id);
  });

  test("two sessions at the same moment end with one run that all find", async () => {
    const both = await Promise.all([getOrCreate("race"), getOrCreate("race")]);
    const later = await getOrCreate("race");
    expect(later.created).toBe(false);
    expect(both.map(({ run }) => run.info.run_id)).toContain(later.run.info.run_id);
  });

  test("all pages of a list come as one answer", async () => {
    const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "pages", null)).body;
    const names = ["a", "b", "c", "d", "e"];
    for (const run_name of names) await live.call("MLFLOW_RUNS_CREATE", id, { run_name });
    const options = { experiment_ids: [id], max_results: 2 };
    const page = (await live.call("MLFLOW_RUNS_SEARCH", options)).body;
    expect(page.runs).toHaveLength(2);
    const all = await live.procedure("MLFLOW_LIST_ALL", "MLFLOW_RUNS_SEARCH", [options]);
    const { runs } = (all as { body: { runs: { info: { run_name: string } }[] } }).body;
    expect(runs.map((run) => run.info.run_name).sort()).toEqual(names);
  });

  test("all points of a metric come as one answer, GET arguments and all", async () => {
    const { run } = await getOrCreate("points");
    const points = Array.from({ length: 25 }, (_, step) => ({ key: "loss", value: step / 7, step }));
    await live.call("MLFLOW_RUNS_LOG_BATCH", run.info.run_id, points, null, null, null);
    const args = [run.info.run_id, "loss", { max_results: 10 }];
    const all = await live.procedure("MLFLOW_LIST_ALL", "MLFLOW_METRICS_GET_HISTORY", args);
    const { metrics } = (all as { body: { metrics: { value: number }[] } }).body;
    expect(metrics.map((metric) => metric.value)).toEqual(points.map((point) => point.value));
  });
}
