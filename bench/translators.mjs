// A generated translator against one written by hand that gives the same request and checks nothing.
import { createContext, Script } from "node:vm";

const CALLS = 20_000;
const contextHeaders = {
  SF_CONTEXT_CURRENT_TIMESTAMP: "2026-11-21 09:00:00.123 -0800",
  SF_CONTEXT_CURRENT_USER: "ANN",
  SF_CONTEXT_CURRENT_ROLE: "MLOPS_DEV_KEDRO",
  SF_CONTEXT_CURRENT_SESSION: "1234567890",
};

const TIME = `
  const t = EVENT.contextHeaders.SF_CONTEXT_CURRENT_TIMESTAMP;
  const m = /(\\d+)-(\\d+)-(\\d+) (\\d+):(\\d+):(\\d+)\\.(\\d+) ([+-])(\\d\\d)(\\d\\d)/.exec(t);
  const ms = Date.UTC(+m[1], m[2] - 1, +m[3], +m[4], +m[5], +m[6], +m[7]) - (m[8] === "-" ? -1 : 1) * (m[9] * 60 + +m[10]) * 60000;`;

/** The five functions as somebody would write them who trusts his callers. */
export const BY_HAND = {
  MLFLOW_EXPERIMENT_GET_BY_NAME: {
    row: [0, "Default"],
    body: `const r = EVENT.body.data[0];
      return { body: { filter: "name = '" + r[1] + "'", max_results: 1 }, urlSuffix: "post/api/2.0/mlflow/experiments/search" };`,
  },
  MLFLOW_RUN_CREATE: {
    row: [0, "12"],
    body: `const r = EVENT.body.data[0], h = EVENT.contextHeaders;${TIME}
      return { body: { experiment_id: r[1], start_time: ms, tags: [
        { key: "snowflake.user", value: h.SF_CONTEXT_CURRENT_USER }, { key: "snowflake.role", value: h.SF_CONTEXT_CURRENT_ROLE },
        { key: "snowflake.session", value: h.SF_CONTEXT_CURRENT_SESSION } ] }, urlSuffix: "post/api/2.0/mlflow/runs/create" };`,
  },
  MLFLOW_RUN_UPDATE: {
    row: [0, "0123456789abcdef0123456789abcdef", "FINISHED"],
    body: `const r = EVENT.body.data[0];${TIME}
      return { body: { run_id: r[1], status: r[2], end_time: ms }, urlSuffix: "post/api/2.0/mlflow/runs/update" };`,
  },
  MLFLOW_RUN_LOG_METRIC: {
    row: [0, "0123456789abcdef0123456789abcdef", "accuracy", 0.97],
    body: `const r = EVENT.body.data[0];${TIME}
      return { body: { run_id: r[1], key: r[2], value: r[3], timestamp: ms }, urlSuffix: "post/api/2.0/mlflow/runs/log-metric" };`,
  },
  MLFLOW_RUN_LOG_PARAMETER: {
    row: [0, "0123456789abcdef0123456789abcdef", "max_iter", "500"],
    body: `const r = EVENT.body.data[0];
      return { body: { run_id: r[1], key: r[2], value: r[3] }, urlSuffix: "post/api/2.0/mlflow/runs/log-parameter" };`,
  },
};

/** Runs a body CALLS times in a context of its own; returns seconds and the last answer. */
export function time(body, row, calls = CALLS) {
  const context = createContext({});
  const loop = new Script(`(function (event, calls) {
    const f = function (EVENT) { ${body}\n };
    let last;
    for (let i = 0; i < calls; i++) last = f(event);
    return last;
  })`).runInContext(context);
  const event = { body: { data: [row] }, serviceUrl: "https://example.com/v1/", contextHeaders };
  loop(event, 200);
  const begin = process.hrtime.bigint();
  const last = loop(event, calls);
  return { seconds: Number(process.hrtime.bigint() - begin) / 1e9, last };
}
