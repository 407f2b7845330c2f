// The translators of a scoring function against ones written by hand that give the same request and the same values, and check nothing.
import { createRequire } from "node:module";
import { FIGURES } from "./figures.mjs";
import { compare } from "./measure.mjs";
import { quickestInV8 } from "./translators.mjs";

const require = createRequire(import.meta.url);
const ROWS = 1_000;
const TYPES = ["boolean", "integer", "long", "float", "double", "double", "double", "double", "string", "datetime"];

/** A row with a value for each column, as Snowflake sends it. */
function row(n) {
  const time = `2026-05-04 03:02:01.${String(n).padStart(9, "0")}`;
  return [n, n % 2 === 0, n, String(n), n / 8, n / 7, -n / 3e5, n * 1e9, 0.1 + n, `customer ${n}`, time];
}

const rows = Array.from({ length: ROWS }, (_, n) => row(n));
const predictions = rows.map(([n]) => n / 7);
const columns = TYPES.map((type, index) => ({ name: `${type}_${index}`, type }));

const BY_HAND = {
  request: `return { body: { dataframe_split: {
      columns: ${JSON.stringify(columns.map(({ name }) => name))},
      data: EVENT.body.data.map((r) => [r[1], r[2], Number(r[3]), r[4], r[5], r[6], r[7], r[8], r[9], r[10].replace(" ", "T")]),
    } }, translatorData: { rows: EVENT.body.data.length } };`,
  response: `return { body: { data: EVENT.body.predictions.map((p, i) => [i, p]) } };`,
};

function generated() {
  const { scoringRequest } = require("../dist/mlflow/scoring/request.js");
  const { scoringResponse } = require("../dist/mlflow/scoring/response.js");
  const form = { name: "SCORE", protocol: "dataframe_split" };
  return {
    request: scoringRequest({ ...form, columns, takesObject: false, maxPayloadBytes: 4_000_000 }),
    response: scoringResponse(form),
  };
}

const EVENTS = {
  request: { body: { data: rows }, serviceUrl: "https://example.com/v1/", contextHeaders: {} },
  response: { body: { predictions }, translatorData: { rows: ROWS } },
};

/** A batch of 1,000 rows with ten columns. */
export async function scoringCalls(report) {
  const made = generated();
  for (const [kind, event] of Object.entries(EVENTS)) {
    const measured = await compare(
      { runs: 15, limit: FIGURES.scoring.limit },
      () => quickestInV8(made[kind], event),
      () => quickestInV8(BY_HAND[kind], event),
    );
    report.add("scoring", measured.ratio, `${measured.a.toFixed(2)} ms / ${measured.b.toFixed(2)} ms`, kind);
  }
}
