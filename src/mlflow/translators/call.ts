import { Catalogue } from "../catalogue/catalogue";
import { pathPattern } from "../catalogue/path-pattern";
import { FieldType, HttpVerb, OperationLevel, type Operation, type OperationGroup } from "../catalogue/types";
import { ErrorMode } from "../definitions/error-mode";
import { isQueryOnly } from "./query-only";
import { preludeFor } from "./prelude";
import { takeRow } from "./prelude/basics";

/** Tag of an object that a call with an idempotency key created. */
export const IDEMPOTENCY_TAG = "snowflake.idempotency_key";

const MAX_KEY_LENGTH = 250;

/** Whether an operation creates an object and accepts a list of tags for it. */
export function takesIdempotencyTag({ rpc, level, path, fields }: Operation): boolean {
  const tags = fields.find((field) => field.name === "tags");
  const isList = tags !== undefined && (tags.repeated ?? false) && tags.type === FieldType.MESSAGE;
  return level === OperationLevel.WRITE && /^create/.test(rpc) && !path.includes("{") && isList;
}

// Of values for a query.
const SCALARS = `
function scalar(field, value) {
  if (typeof value === "object") fail(field, "is an argument of a GET: it must be text, a number, TRUE or FALSE, or a list of them");
  if (typeof value === "number" && Math.abs(value) > 9007199254740991) fail(field, "is a number that JSON does not carry exactly: write it as text");
  return value;
}
function scalars(field, values) {
  const result = Object.create(null);
  Object.keys(values).forEach(function (name) {
    const value = values[name];
    if (!isGiven(value)) return;
    result[name] = Array.isArray(value)
      ? value.map(function (item, i) { return scalar(field + "." + name + "[" + i + "]", item); })
      : scalar(field + "." + name, value);
  });
  return result;
}`.trim();

/**
 * The JavaScript of the request translator of MLFLOW_CALL.
 *
 * It checks the operation, not its fields: the body is sent to MLflow exactly as the caller wrote it.
 */
export function callTranslator(name: string, groups: OperationGroup[], maxUrlLength: number): string {
  const operations = Catalogue.operations(groups);
  const routes = Object.values(HttpVerb).flatMap((verb) => {
    const paths = operations.filter((operation) => operation.verb === verb).map((operation) => operation.path);
    return paths.length === 0 ? [] : [`  ${verb}: new RegExp(${JSON.stringify(`^${pathPattern(paths)}$`)})`];
  });
  const tagged = operations.filter(takesIdempotencyTag).map(({ path }) => JSON.stringify(path));
  const queryOnly = operations.filter(isQueryOnly).map(({ verb, path }) => JSON.stringify(`${verb} ${path}`));
  const inQuery =
    queryOnly.length === 0
      ? ""
      : `if ([${queryOnly.join(", ")}].indexOf(method + " " + path) >= 0) {
  return { urlSuffix: addressed(suffix + queryOf(scalars("REQUEST", request))), translatorData: { errors: "${ErrorMode.RETURN}" } };
}
`;
  const body = `
const ROUTES = {
${routes.join(",\n")}
};
const TAGGED = [${tagged.join(", ")}];
${takeRow(4)}
const method = choice("METHOD", row[1], Object.keys(ROUTES));
const path = text("PATH", row[2]);
if (/[?#]/.test(path)) fail("PATH", "must not hold ? or #: arguments belong in REQUEST");
if (!ROUTES[method].test(path)) fail("PATH", "is no operation that this function reaches: " + method + " " + JSON.stringify(path));
const suffix = method.toLowerCase() + path.split("/").map(function (part) {
  return part === "" ? "" : segment("PATH", decoded("PATH", part));
}).join("/");
const given = isGiven(row[3]) && row[3] !== "" ? row[3] : "{}";
const request = object("REQUEST", text("REQUEST", given));
${inQuery}let sent = given;
if (isGiven(row[4]) && method === "POST" && TAGGED.indexOf(path) >= 0) {
  request.tags = withKey(isGiven(request.tags) ? request.tags : [], text("IDEMPOTENCY_KEY", row[4], ${MAX_KEY_LENGTH}));
  sent = JSON.stringify(request);
}
return { urlSuffix: addressed(suffix), body: sent, translatorData: { errors: "${ErrorMode.RETURN}" } };
`.trim();
  const own = `
function decoded(field, part) {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    return wrong(field, part, "percent-encoded");
  }
}
${queryOnly.length === 0 ? "" : SCALARS}
function withKey(tags, key) {
  if (!Array.isArray(tags)) fail("REQUEST.tags", "must be an array");
  if (tags.some(function (tag) { return isGiven(tag) && tag.key === "${IDEMPOTENCY_TAG}"; })) {
    fail("REQUEST.tags", "must not hold ${IDEMPOTENCY_TAG}: it comes from IDEMPOTENCY_KEY");
  }
  return key === "" ? tags : tags.concat([{ key: "${IDEMPOTENCY_TAG}", value: key }]);
}`.trim();
  return [
    `// Request translator of ${name}`,
    '"use strict";',
    `let at = "${name}: ";`,
    `const MAX_URL = ${maxUrlLength};`,
    preludeFor(`${own}\n${body}`),
    own,
    body,
    "",
  ].join("\n");
}
