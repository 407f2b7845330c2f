import { CALL } from "./call";

/** Tag of a run that was created for a caller's token. */
export const TOKEN_TAG = "snowflake.run_token";

export const GET_OR_CREATE_RUN = "MLFLOW_RUN_GET_OR_CREATE";

/**
 * The JavaScript of `MLFLOW_RUN_GET_OR_CREATE(EXPERIMENT_ID, TOKEN, OPTIONS)`: the run of an experiment with a token as its tag, created
 * if it does not exist.
 *
 * MLflow has no unique tags: two sessions can create a run each at the same time. Therefore the procedure searches again
 * after it has created a run; all later searches find the earliest run, and the other one is ended as KILLED.
 */
export const GET_OR_CREATE_RUN_BODY = `
const NAME = "${GET_OR_CREATE_RUN}";
${CALL}
function find() {
  const options = {
    experiment_ids: [EXPERIMENT_ID],
    filter: 'tags."${TOKEN_TAG}" = ' + "'" + TOKEN + "'",
    order_by: ["attributes.start_time ASC"]
  };
  const found = call("MLFLOW_RUNS_SEARCH", "PARSE_JSON(?)::OBJECT", [JSON.stringify(options)]).runs || [];
  return found.sort(function (a, b) {
    return a.info.start_time - b.info.start_time || (a.info.run_id < b.info.run_id ? -1 : 1);
  });
}
function session(run) {
  return (run.data.tags || []).filter(function (tag) { return tag.key === "snowflake.session"; })
    .map(function (tag) { return tag.value; }).join();
}
if (typeof EXPERIMENT_ID !== "string") fail("EXPERIMENT_ID is required");
if (typeof TOKEN !== "string" || !/^[\\w.:@\\/+=-]{1,250}$/.test(TOKEN)) {
  fail("TOKEN must be 1 to 250 letters, digits or _ . : @ / + = -");
}
const options = OPTIONS === undefined || OPTIONS === null ? {} : OPTIONS;
const tags = options.tags || [];
if (tags.some(function (tag) { return tag.key === "${TOKEN_TAG}"; })) fail("OPTIONS.tags must not hold ${TOKEN_TAG}: it comes from TOKEN");
const before = find();
if (before.length > 0) return { run: before[0], created: false };
options.tags = tags.concat([{ key: "${TOKEN_TAG}", value: TOKEN }]);
const made = call("MLFLOW_RUNS_CREATE", "?, PARSE_JSON(?)::OBJECT", [EXPERIMENT_ID, JSON.stringify(options)]).run;
const after = find();
if (after.length === 0) fail("the run " + made.info.run_id + " was made and is not found");
const kept = after[0];
after.slice(1).forEach(function (run) {
  const own = run.info.start_time === made.info.start_time && session(run) === session(made);
  if (!own || run.info.status !== "RUNNING") return;
  call("MLFLOW_RUNS_UPDATE", "?, PARSE_JSON(?)::OBJECT", [run.info.run_id, JSON.stringify({ status: "KILLED" })]);
});
return { run: kept, created: kept.info.start_time === made.info.start_time && session(kept) === session(made) };
`.trim();
