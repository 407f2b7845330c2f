/** How a procedure calls a function of the REST set; an MLflow error fails the procedure, for every error mode of the function. */
export const CALL = String.raw`
function fail(problem) {
  throw new Error(NAME + ": " + problem);
}
function call(name, args, binds) {
  const rows = snowflake.execute({ sqlText: "SELECT " + SCHEMA + name + "(" + args + ")", binds: binds });
  rows.next();
  const answer = rows.getColumnValue(1);
  if (answer.http_status !== undefined && answer.http_status !== 200) {
    fail(name + " answered " + answer.http_status + " " + answer.body.error_code + ": " + answer.body.message);
  }
  return answer.body;
}`.trim();
