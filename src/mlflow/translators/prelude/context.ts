import { part } from "./part";

/** What a translator learns from the statement that calls it: its time, its user, role and session. */
export const CONTEXT = [
  part(
    "contextHeader",
    // Snowflake's page spells a context header SF_CONTEXT_X, published translators read sf-context-x.
    String.raw`
function contextHeader(name) {
  const headers = EVENT.contextHeaders || {};
  const value = headers["SF_CONTEXT_" + name];
  return value === undefined ? headers["sf-context-" + name.toLowerCase().replace(/_/g, "-")] : value;
}`,
  ),
  part(
    "epochMilliseconds",
    // Never Date.parse: what it makes of this text is up to the engine. Digits beyond milliseconds are cut.
    String.raw`
function epochMilliseconds(field, value) {
  const read = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{0,9}))? ?(Z|([+-])(\d{2}):?(\d{2}))?$/.exec(value);
  if (read === null) {
    return fail(field, "cannot be read from the statement's time " + show(value) + ": " + TIME_REMEDY);
  }
  if (read[8] === undefined) {
    return fail(field, "cannot be read from the statement's time " + show(value) + ", which has no offset from UTC: " + TIME_REMEDY);
  }
  const part = read.map(Number);
  const local = Date.UTC(part[1], part[2] - 1, part[3], part[4], part[5], part[6]);
  const day = new Date(local).getUTCDate();
  if (part[2] < 1 || part[2] > 12 || day !== part[3] || part[4] > 23 || part[5] > 59 || part[6] > 59 || part[10] > 14 || part[11] > 59) {
    return fail(field, "cannot be read from the statement's time " + show(value) + ", which does not exist");
  }
  const offset = read[9] === undefined ? 0 : (part[10] * 60 + part[11]) * (read[9] === "-" ? -60000 : 60000);
  return String(local + Number(((read[7] || "") + "000").slice(0, 3)) - offset);
}`,
  ),
  part(
    "statementTime",
    // The time of the statement and not of the clock: a request that Snowflake repeats logs the same point.
    String.raw`
const TIME_REMEDY = "run ALTER SESSION SET TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM', or give the time as an argument where the function takes one";
let statementTimeRead;
function statementTime(field) {
  const value = contextHeader("CURRENT_TIMESTAMP");
  if (typeof value !== "string") fail(field, "is missing, and the request has no context header CURRENT_TIMESTAMP to take it from");
  if (statementTimeRead === undefined) statementTimeRead = epochMilliseconds(field, value.trim());
  return statementTimeRead;
}`,
  ),
  part(
    "withIdentity",
    String.raw`
function withIdentity(field, tags) {
  const own = [["snowflake.user", "CURRENT_USER"], ["snowflake.role", "CURRENT_ROLE"], ["snowflake.session", "CURRENT_SESSION"]]
    .map(function (pair) { return { key: pair[0], value: contextHeader(pair[1]) }; })
    .filter(function (tag) { return isGiven(tag.value) && tag.value !== ""; });
  const given = tags || [];
  given.forEach(function (tag) {
    if (/^snowflake\.(user|role|session)$/.test(tag.key)) fail(field, "must not hold " + tag.key + ": it comes from the session");
  });
  const user = own.filter(function (tag) { return tag.key === "snowflake.user"; });
  if (given.every(function (tag) { return tag.key !== "mlflow.user"; })) {
    user.forEach(function (tag) { own.push({ key: "mlflow.user", value: tag.value }); });
  }
  return given.concat(own.map(function (tag) { return { key: tag.key, value: String(tag.value) }; }));
}`,
  ),
];
