import { ModelColumnType } from "./column";
import { SCORING_ERRORS } from "./errors";
import { ScoringProtocol } from "./settings";

/** What a response translator is made from. */
export interface ResponseForm {
  /** Name of the function. */
  readonly name: string;
  readonly protocol: ScoringProtocol;
  /** Types of a prediction's columns. */
  readonly outputs?: readonly ModelColumnType[];
}

const PREDICTIONS: Readonly<Record<ScoringProtocol, string>> = {
  [ScoringProtocol.DATAFRAME_SPLIT]: String.raw`
if (Array.isArray(answer)) fail("the endpoint answers with a bare list: its protocol is input_data");
const predictions = answer.predictions;
if (!Array.isArray(predictions)) fail("the endpoint's predictions are no list: the model must give one for each row");`,
  [ScoringProtocol.INPUT_DATA]: String.raw`
if (!Array.isArray(answer) && Array.isArray(answer.predictions)) fail("the endpoint answers with a list of predictions in an object: its protocol is dataframe_split");
const predictions = answer;
if (!Array.isArray(predictions)) fail("the endpoint's predictions are no list: the model must give one for each row");`,
};

/**
 * The JavaScript of a scoring function's response translator: a prediction for each row, in the order of the rows.
 *
 * It shows nothing of an error that the endpoint wrote. JSON has no NaN and no infinity; Snowflake may or may not refuse them before.
 */
export function scoringResponse({ name, protocol, outputs }: ResponseForm): string {
  const messages = Object.fromEntries(Object.values(SCORING_ERRORS).map(({ kind, message }) => [kind, message]));
  const floating: readonly ModelColumnType[] = [ModelColumnType.FLOAT, ModelColumnType.DOUBLE];
  const isFloating = outputs !== undefined && outputs.length > 0 && outputs.every((type) => floating.includes(type));
  // Beyond 64 bits a whole number can only be a floating-point one.
  const inexact = isFloating
    ? ""
    : `
  if ((v > 9007199254740991 || v < -9007199254740991) && v < 18446744073709551616 && v > -18446744073709551616) {
    fail("the prediction of row " + i + " of the batch is a number beyond 2^53, which does not arrive exactly: return it as text");
  }`;
  return String.raw`// Response translator of ${name}
"use strict";
const NAME = "${name}: ";
const ERRORS = ${JSON.stringify(messages)};
let i = 0;
function fail(problem) {
  throw new Error(NAME + problem);
}
function number(v) {
  if (v - v !== 0) fail("the prediction of row " + i + " of the batch is NaN or infinite, which JSON cannot represent");${inexact}
}
function check(v) {
  if (typeof v === "number") number(v);
  else if (typeof v === "object" && v !== null) for (const key of Object.keys(v)) check(v[key]);
}
const answer = EVENT.body;
const count = (EVENT.translatorData || {}).rows;
if (typeof answer !== "object" || answer === null) fail("the endpoint's answer must be JSON with predictions: JSON has no NaN and no infinity");
if (answer.error !== undefined || answer.error_code !== undefined) {
  const known = Object.prototype.hasOwnProperty.call(ERRORS, answer.error);
  fail(known ? ERRORS[answer.error] : ERRORS.ENDPOINT_ERROR);
}${PREDICTIONS[protocol]}
if (predictions.length !== count) fail("the endpoint gives " + predictions.length + " predictions for " + count + " rows");
const data = [];
for (; i < count; i++) {
  const v = predictions[i];
  if (v === undefined) fail("the endpoint gives no prediction for row " + i + " of the batch");
  if (typeof v !== "number" || !(v < 9007199254740992 && v > -9007199254740992)) check(v);
  data.push([i, v]);
}
return { body: { data: data } };
`;
}
