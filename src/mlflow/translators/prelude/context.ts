import { part } from "./part";

/** Context of the calling statement: time, user, role and session. */
export const CONTEXT = [
  part(
    "CONTEXT",
    // Snowflake's page spells a context header SF_CONTEXT_CURRENT_USER, published translators read sf-context-current-user.
    String.raw`
const CONTEXT = {};
for (const name in EVENT.contextHeaders) CONTEXT[name.split("-").join("_").toUpperCase()] = EVENT.contextHeaders[name];`,
  ),
  part(
    "statementTime",
    // The time of the statement, so that a request that Snowflake repeats logs the same point. The header's text follows the session's
    // format: it is taken where it can be read in one way only, else the clock's time is. ECMAScript specifies how Date reads both texts;
    // a date that does not exist does not come back as it was. 2026-05-04 may be the fifth of April to a session with YYYY-DD-MM: the two
    // are 27 days apart or more, so that the clock tells which it is.
    String.raw`
let statementTime = Date.now();
const stamp = /^(\w{3}, \d\d \w{3} \d{4}|\d{4}-\d\d-(\d\d))[ T](\d\d:\d\d:\d\d)(?:\.(\d{0,9}))? ?([+-])(0\d|1[0-4]):?([0-5]\d)$/
  .exec(String(CONTEXT.SF_CONTEXT_CURRENT_TIMESTAMP).trim().replace("Z", "+0000"));
if (stamp !== null) {
  const written = stamp[1] + (stamp[2] ? "T" : " ") + stamp[3];
  const date = new Date(written + (stamp[2] ? "Z" : " GMT"));
  const value = date - (stamp[5] + 60000) * (stamp[6] * 60 + Number(stamp[7])) + Number(((stamp[4] || "") + "000").slice(0, 3));
  const isUnclear = stamp[2] < "13" && Math.abs(value - statementTime) > 1e9;
  if (!isUnclear && String(stamp[2] ? date.toJSON() : date.toUTCString()).indexOf(written) === 0) statementTime = value;
}
statementTime = String(statementTime);`,
  ),
  part(
    "identity",
    String.raw`
function identity() {
  const tags = [];
  [["snowflake.user", "USER"], ["snowflake.role", "ROLE"], ["snowflake.session", "SESSION"], ["mlflow.user", "USER"]].forEach(function (tag) {
    const value = CONTEXT["SF_CONTEXT_CURRENT_" + tag[1]];
    if (value) tags.push({ key: tag[0], value: String(value) });
  });
  return tags;
}`,
  ),
  part(
    "withIdentity",
    String.raw`
function withIdentity(field, tags) {
  let own = identity();
  tags.forEach(function (tag) {
    if (/^snowflake\.(user|role|session)$/.test(tag.key)) fail(field, "must not hold " + tag.key + ": it comes from the session");
    own = own.filter(function (other) { return other.key !== tag.key; });
  });
  return tags.concat(own);
}`,
  ),
];
