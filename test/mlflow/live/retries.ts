import { NetworkError, type GatewaySimulator } from "../../../src/rehearsal/snowflake";
import type { Live } from "../support/live";
import { NOW } from "../support/translators";
import { newRun } from "./kedro";

/** A way on which the first answer gets lost after MLflow has acted. */
function losesFirstAnswer(inner: GatewaySimulator): GatewaySimulator {
  let lost = false;
  return {
    apiProviders: inner.apiProviders,
    snowflake: (integration) => inner.snowflake(integration),
    send: async (caller, request) => {
      const answer = await inner.send(caller, request);
      if (lost) return answer;
      lost = true;
      throw new NetworkError("the connection was reset");
    },
  };
}

export function retries(live: Live): void {
  const lossy = () => live.runtime({ firstDelayMilliseconds: 10 }, losesFirstAnswer(live.gateway()));
  const points = [
    { key: "loss", value: 0.5, step: 1 },
    { key: "loss", value: 0.25, step: 2 },
    { key: "nan", value: "NaN", step: 1 },
  ];

  test("log the same points once", async () => {
    const id = await newRun(live);
    for (let i = 0; i < 3; i++) await live.call("MLFLOW_RUN_LOG_METRIC", id, "acc", 0.5);
    for (let i = 0; i < 2; i++) await live.call("MLFLOW_RUNS_LOG_BATCH", id, points, null, null, null);
    const history = async (key: string) => (await live.call("MLFLOW_METRICS_GET_HISTORY", id, key, null)).body.metrics;
    expect(await history("acc")).toEqual([{ key: "acc", value: 0.5, timestamp: Number(NOW), step: 0 }]);
    expect(await history("loss")).toHaveLength(2);
    expect(await history("nan")).toEqual([{ key: "nan", value: "NaN", timestamp: Number(NOW), step: 1 }]);
  });

  test("log the same points once when the answer was lost after MLflow had acted", async () => {
    const id = await newRun(live);
    const result = await lossy().call(
      "MLOPS.MLFLOW.MLFLOW_RUNS_LOG_BATCH",
      [id, points, null, null, null],
      live.session,
    );
    expect([result.error, result.attempts]).toEqual([undefined, 2]);
    const { metrics } = (await live.call("MLFLOW_METRICS_GET_HISTORY", id, "loss", null)).body;
    expect(metrics).toHaveLength(2);
  });

  test("make two runs of one create, as its comment says", async () => {
    const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "lost answer", null)).body;
    const result = await lossy().call("MLOPS.MLFLOW.MLFLOW_RUNS_CREATE", [id, null], live.session);
    expect([result.error, result.attempts]).toEqual([undefined, 2]);
    const { runs } = (await live.call("MLFLOW_RUNS_SEARCH", { experiment_ids: [id] })).body;
    expect(runs).toHaveLength(2);
  });

  test("make one live run of MLFLOW_RUN_GET_OR_CREATE", async () => {
    const { experiment_id: id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", "lost answer, token", null)).body;
    let creates = 0;
    const made = await live.procedureWith("MLFLOW_RUN_GET_OR_CREATE", [id, "t-1", null], (name) =>
      name.endsWith("RUNS_CREATE") && creates++ === 0 ? lossy() : live.runtime(),
    );
    expect(made).toMatchObject({ created: true });
    const { runs } = (await live.call("MLFLOW_RUNS_SEARCH", { experiment_ids: [id] })).body;
    const states = (runs as { info: { run_id: string; status: string } }[]).map(({ info }) => info.status);
    expect(states.sort()).toEqual(["KILLED", "RUNNING"]);
  });
}
