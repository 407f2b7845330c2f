import { isObject, type JsonObject } from "../../../../core/json";
import { UnknownElementError, block, blocks, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";

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

function object(value: unknown, what: string): JsonObject {
  return isObject(value) ? (value as JsonObject) : fail(`${what} must be an object`);
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject).map((each) => each as JsonObject) : [];
}

/** The parsed document of a configuration. */
function parse(config: Values): JsonObject {
  const documents = blocks(config, "openapi_documents").map((each) => block(each, "document"));
  const [contents, ...others] = documents.map((each) => text(each, "contents") ?? "");
  if (contents === undefined || others.length > 0)
    throw new UnknownElementError(`${String(config.id)}: exactly one OpenAPI document is simulated`);
  const written = Buffer.from(contents, "base64").toString("utf8");
  try {
    return object(JSON.parse(written), "the document");
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    if (/^\s*\{/.test(written)) return fail("the document is not JSON");
    throw new UnknownElementError(`${String(config.id)}: an OpenAPI document in YAML is not simulated, one in JSON is`);
  }
}

function issuers(document: JsonObject): ReadonlyMap<string, Issuer> {
  return new Map(
    Object.entries(document.securityDefinitions ?? {}).map(([name, value]) => {
      const definition = object(value, `securityDefinitions.${name}`);
      const issuer = definition["x-google-issuer"];
      if (definition.type !== "oauth2" || typeof issuer !== "string")
        throw new UnknownElementError(`securityDefinitions.${name}: only oauth2 with x-google-issuer is simulated`);
      const [keys, audiences] = [definition["x-google-jwks_uri"], definition["x-google-audiences"]];
      return [
        name,
        {
          issuer,
          keys: typeof keys === "string" ? keys : undefined,
          audiences: typeof audiences === "string" ? audiences.split(",").map((each) => each.trim()) : [],
        },
      ];
    }),
  );
}

function securityOf(value: unknown, known: ReadonlyMap<string, Issuer>, what: string): Issuer[][] {
  return objects(value).map((requirement) =>
    Object.keys(requirement).map(
      (name) =>
        known.get(name) ?? fail(`${what}: security refers to '${name}', which securityDefinitions does not have`),
    ),
  );
}

/** @see https://cloud.google.com/endpoints/docs/openapi/openapi-extensions#x-google-backend */
function backendOf(value: unknown, isOwn: boolean, what: string): OpenApiBackend {
  if (value === undefined) fail(`${what}: x-google-backend is missing`);
  const backend = object(value, `${what}: x-google-backend`);
  const { address, protocol, deadline = DEADLINE_SECONDS, jwt_audience: audience, disable_auth: isOpen } = backend;
  const translation = backend.path_translation ?? (isOwn ? "CONSTANT_ADDRESS" : "APPEND_PATH_TO_ADDRESS");
  if (typeof address !== "string" || !/^https?:\/\/[^/]+/.test(address))
    return fail(`${what}: x-google-backend.address must be a URL`);
  if (translation !== "CONSTANT_ADDRESS" && translation !== "APPEND_PATH_TO_ADDRESS")
    fail(`${what}: x-google-backend.path_translation '${String(translation)}' is unknown`);
  if (protocol !== undefined && protocol !== "h2" && protocol !== "http/1.1")
    fail(`${what}: x-google-backend.protocol '${String(protocol)}' is unknown`);
  if (typeof deadline !== "number" || deadline <= 0) return fail(`${what}: x-google-backend.deadline must be above 0`);
  if (audience !== undefined && isOpen !== undefined)
    fail(`${what}: x-google-backend has both jwt_audience and disable_auth`);
  return {
    address: address.replace(/\/$/, ""),
    audience: typeof audience === "string" ? audience : isOpen === true ? undefined : new URL(address).origin,
    isAppended: translation === "APPEND_PATH_TO_ADDRESS",
    deadlineSeconds: deadline,
  };
}

/** Every parameter of a path is declared. https://github.com/hashicorp/terraform-provider-google/issues/12122 */
function checkParameters(template: string, declared: readonly JsonObject[]): void {
  for (const [, name = "", form] of template.matchAll(/\{([^}=]+)(?:=([^}]+))?\}/g)) {
    const found = declared.find((each) => each.name === name && each.in === "path");
    if (found === undefined) fail(`the path parameter '${name}' of ${template} is not declared`);
    if (found?.required !== true || typeof found.type !== "string")
      fail(`the path parameter '${name}' of ${template} must have required: true and a type`);
    if (form !== undefined && form !== "*" && form !== "**") fail(`${template}: '${form}' is no form of a parameter`);
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
  const info = object(document.info, "info");
  for (const name of ["title", "version"]) if (typeof info[name] !== "string") fail(`info.${name} must be a text`);
  const known = issuers(document);
  const base = typeof document.basePath === "string" ? document.basePath.replace(/\/$/, "") : "";
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
        checkParameters(path, [...objects(methods.parameters), ...objects(operation.parameters)]);
        const own = operation["x-google-backend"];
        return {
          method: method.toUpperCase(),
          template: base + path,
          security: securityOf(operation.security ?? document.security, known, what),
          backend: backendOf(own ?? document["x-google-backend"], own !== undefined, what),
        };
      });
  });
}
