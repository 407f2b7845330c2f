// A generated translator against one written by hand that gives the same request and checks nothing.
import { createRequire } from "node:module";

export const CALLS = 40;
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

const { Sandbox } = createRequire(import.meta.url)("../dist/rehearsal/runtime/index.js");
const sandbox = new Sandbox();

/** Milliseconds of CALLS calls, each in a fresh context that evaluates the source anew, as Snowflake documents it. */
export async function milliseconds(name, body, row) {
  const event = { body: { data: [row] }, serviceUrl: "https://example.com/v1/", contextHeaders };
  const begin = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call++) await sandbox.run({ name, argument: "EVENT", body }, event);
  return Number(process.hrtime.bigint() - begin) / 1e6;
}
