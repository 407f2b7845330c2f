/**
 * The JavaScript of the response translator, one for all functions.
 *
 * The value of a function is `{"body": <MLflow's answer>}`. A function that returns errors gets MLflow's error as a response with status
 * 200 from the method proxy, and derives the status from `error_code`. Snowflake's documentation does not specify whether a response
 * translator is called for another status than 200; this one does not depend on it.
 * @see https://github.com/mlflow/mlflow/blob/master/mlflow/exceptions.py
 */
export const RESPONSE_TRANSLATOR = String.raw`// Response translator of the MLFLOW functions
"use strict";
const STATUS = {
  BAD_REQUEST: 400, INVALID_PARAMETER_VALUE: 400, RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401, CUSTOMER_UNAUTHORIZED: 401, PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404, NOT_FOUND: 404, ENDPOINT_NOT_FOUND: 404,
  ALREADY_EXISTS: 409, RESOURCE_CONFLICT: 409, ABORTED: 409, CANCELLED: 499
};
function statusOf(answer) {
  const code = answer.error_code;
  if (code === undefined) return 200;
  const direct = /^HTTP_(\d{3})$/.exec(code);
  if (direct !== null) return Number(direct[1]);
  return Object.prototype.hasOwnProperty.call(STATUS, code) ? STATUS[code] : 400;
}
const answer = EVENT.body;
if (answer === undefined || answer === null || typeof answer !== "object" || Array.isArray(answer)) {
  throw new Error("MLflow's answer is not a JSON object: " + String(JSON.stringify(answer)).slice(0, 200));
}
const returns = EVENT.translatorData && EVENT.translatorData.errors === "return";
return { body: { data: [[0, returns ? { http_status: statusOf(answer), body: answer } : { body: answer }]] } };
`;
