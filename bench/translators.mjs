// A generated translator against one written by hand that gives the same request and checks nothing.
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";

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

/** What a translator gets for one row. */
export const eventOf = (row) => ({ body: { data: [row] }, serviceUrl: "https://example.com/v1/", contextHeaders });

const require = createRequire(import.meta.url);
const { Sandbox } = require("../dist/rehearsal/snowflake/index.js");
const sandbox = new Sandbox();

/** Milliseconds of CALLS calls, each in a fresh context that evaluates the source anew, as Snowflake documents it. */
export async function milliseconds(name, body, row) {
  const event = eventOf(row);
  const begin = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call++) await sandbox.run({ name, argument: "EVENT", body }, event);
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

function logBatch() {
  const { restSet } = require("../dist/mlflow/definitions/rest-set.js");
  const { requestTranslator } = require("../dist/mlflow/translators/request.js");
  const definition = restSet(["tracking"], "fail").find(({ name }) => name === "MLFLOW_RUNS_LOG_BATCH");
  return requestTranslator(definition, 10_240);
}

/** The largest call: 1,000 metrics, as JSON text. `byHand` gives the same request for all that is valid. */
export const LOG_BATCH = {
  name: "MLFLOW_RUNS_LOG_BATCH",
  row: [
    0,
    "0123456789abcdef0123456789abcdef",
    JSON.stringify(
      Array.from({ length: 1000 }, (_, i) => ({
        key: `loss_${i % 10}`,
        value: i / 7,
        step: Math.floor(i / 10),
        timestamp: 1795280400000 + i,
      })),
    ),
    null,
    null,
    null,
  ],
  generated: logBatch(),
  byHand: `const r = EVENT.body.data[0];${TIME}
    const read = (value) => (typeof value === "string" ? JSON.parse(value) : value === null ? undefined : value);
    const text = (value) => (value === undefined ? undefined : String(value));
    const metrics = read(r[2]).map((p) => ({
      key: p.key, value: p.value, timestamp: text(p.timestamp === undefined ? ms : p.timestamp), step: text(p.step),
      dataset_name: p.dataset_name, dataset_digest: p.dataset_digest, model_id: p.model_id, run_id: p.run_id,
    }));
    return {
      body: { run_id: r[1], metrics: metrics, params: read(r[3]), tags: read(r[4]) },
      urlSuffix: "post/api/2.0/mlflow/runs/log-batch",
      translatorData: { errors: "fail" },
    };`,
};

/**
 * Milliseconds of the quickest of CALLS calls in Node's own engine, V8, each in a fresh context that evaluates the source anew: what other
 * programs do to a call is not the translator's. The sandbox of the rehearsal takes longer than this to bring 1,000 metrics in and out.
 */
export function quickestInV8(body, event) {
  const text = JSON.stringify(event);
  let quickest = Infinity;
  for (let call = 0; call < CALLS; call++) {
    const context = createContext({ text });
    // The number keeps V8 from taking the compiled text of the call before.
    const source = `JSON.stringify((function (EVENT) {${body}\n})(JSON.parse(text))) // ${Math.random()}`;
    const begin = process.hrtime.bigint();
    runInContext(source, context);
    quickest = Math.min(quickest, Number(process.hrtime.bigint() - begin) / 1e6);
  }
  return quickest;
}
