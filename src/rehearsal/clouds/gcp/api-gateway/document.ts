import { isObject } from "../../../../core/json";
import { UnknownElementError, block, blocks, number, text } from "../../../simulator/readers";
import { holds } from "../../../simulator/row-rule";
import type { Value, Values } from "../../../simulator/rule";
import backendRules from "./backend-rules.json";

/** Whose tokens a security definition takes. */
export interface Issuer {
  readonly issuer: string;
  readonly keys?: string;
  /** Without any, the API's own address alone is an audience. */
  readonly audiences: readonly string[];
}

/** Where an operation's calls go. */
export interface OpenApiBackend {
  readonly address: string;
  /** Audience of the gateway's own token; undefined where it sends none. */
  readonly audience?: string;
  readonly isAppended: boolean;
  readonly deadlineSeconds: number;
}

export interface Operation {
  readonly method: string;
  /** `/get/api/{path=**}`, behind the document's base path. */
  readonly template: string;
  /** Any of them lets a call in, if all of its issuers do; none at all is open. */
  readonly security: readonly (readonly Issuer[])[];
  readonly backend: OpenApiBackend;
}

/** A document that API Gateway does not take. */
export class DocumentError extends Error {}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const DEADLINE_SECONDS = 15;

function fail(reason: string): never {
  throw new DocumentError(reason);
}

function object(value: Value | undefined, what: string): Values {
  return isObject(value) ? (value as Values) : fail(`${what} must be an object`);
}

/** The parsed document of a configuration. */
function parse(config: Values): Values {
  const documents = blocks(config, "openapi_documents").map((each) => block(each, "document"));
  const [contents, ...others] = documents.map((each) => text(each, "contents") ?? "");
  if (contents === undefined || others.length > 0)
    throw new UnknownElementError(`${String(config.id)}: exactly one OpenAPI document is simulated`);
  const written = Buffer.from(contents, "base64").toString("utf8");
  try {
    return object(JSON.parse(written) as Value, "the document");
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    if (/^\s*\{/.test(written)) return fail("the document is not JSON");
    throw new UnknownElementError(`${String(config.id)}: an OpenAPI document in YAML is not simulated, one in JSON is`);
  }
}

function issuers(document: Values): ReadonlyMap<string, Issuer> {
  return new Map(
    Object.entries(object(document.securityDefinitions ?? {}, "securityDefinitions")).map(([name, value]) => {
      const definition = object(value, `securityDefinitions.${name}`);
      const issuer = text(definition, "x-google-issuer");
      if (definition.type !== "oauth2" || issuer === undefined)
        throw new UnknownElementError(`securityDefinitions.${name}: only oauth2 with x-google-issuer is simulated`);
      const audiences = text(definition, "x-google-audiences")?.split(",") ?? [];
      const keys = text(definition, "x-google-jwks_uri");
      return [name, { issuer, keys, audiences: audiences.map((each) => each.trim()) }];
    }),
  );
}

function securityOf(values: Values, known: ReadonlyMap<string, Issuer>, what: string): Issuer[][] {
  return blocks(values, "security").map((requirement) =>
    Object.keys(requirement).map(
      (name) =>
        known.get(name) ?? fail(`${what}: security refers to '${name}', which securityDefinitions does not have`),
    ),
  );
}

/** @see https://cloud.google.com/endpoints/docs/openapi/openapi-extensions#x-google-backend */
function backendOf(value: Value | undefined, isOwn: boolean, what: string): OpenApiBackend {
  const backend = object(value, `${what}: x-google-backend`);
  for (const { where, error } of backendRules)
    if (holds({ ...where }, backend)) fail(`${what}: x-google-backend.${error}`);
  const address = (text(backend, "address") ?? "").replace(/\/$/, "");
  const own = backend.disable_auth === true ? undefined : new URL(address).origin;
  return {
    address,
    audience: text(backend, "jwt_audience") ?? own,
    isAppended: (backend.path_translation ?? (isOwn ? "" : "APPEND_PATH_TO_ADDRESS")) === "APPEND_PATH_TO_ADDRESS",
    deadlineSeconds: number(backend, "deadline") ?? DEADLINE_SECONDS,
  };
}

/** Every parameter of a path is declared. https://github.com/hashicorp/terraform-provider-google/issues/12122 */
function checkParameters(template: string, declared: readonly Values[]): void {
  for (const [, name = ""] of template.matchAll(/\{([^}=]+)(?:=[^}]+)?\}/g)) {
    const found = declared.find((each) => each.name === name && each.in === "path");
    if (found === undefined) fail(`the path parameter '${name}' of ${template} is not declared`);
    if (found?.required !== true || typeof found.type !== "string")
      fail(`the path parameter '${name}' of ${template} must have required: true and a type`);
  }
  if (/=\*\*\}./.test(template)) fail(`${template}: ** must be the last segment`);
}

/**
 * The operations of a configuration.
 * @throws DocumentError when API Gateway does not take the document
 * @throws UnknownElementError for what is not simulated
 * @see https://cloud.google.com/api-gateway/docs/openapi-overview
 */
export function operationsOf(config: Values): Operation[] {
  const document = parse(config);
  if (document.swagger !== "2.0") fail("the document must have swagger: '2.0'");
  if (text(block(document, "info"), "version") === undefined) fail("info.version must be a text");
  const known = issuers(document);
  const base = (text(document, "basePath") ?? "").replace(/\/$/, "");
  const ids = new Set<string>();
  return Object.entries(object(document.paths, "paths")).flatMap(([path, item]) => {
    const methods = object(item, path);
    return Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, value]): Operation => {
        const what = `${method} ${path}`;
        const operation = object(value, what);
        const { operationId: id, responses } = operation;
        if (typeof id !== "string") return fail(`${what}: operationId is missing`);
        if (ids.has(id)) fail(`operationId '${id}' is used more than once`);
        ids.add(id);
        if (!isObject(responses) || Object.keys(responses).length === 0) fail(`${what}: responses is missing`);
        checkParameters(
          path,
          [methods, operation].flatMap((each) => blocks(each, "parameters")),
        );
        const own = operation["x-google-backend"];
        return {
          method: method.toUpperCase(),
          template: base + path,
          security: securityOf(operation.security === undefined ? document : operation, known, what),
          backend: backendOf(own ?? document["x-google-backend"], own !== undefined, what),
        };
      });
  });
}
