import { ContainerError } from "./container";

/** The parts of a database URI, each exactly as it is written. */
export interface DatabaseUri {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  /** Query arguments in their order. */
  readonly parameters: readonly (readonly [string, string])[];
}

const DATABASE_URI = /^([^:]+):\/\/([^:@/]+):([^@/]*)@([^@:/?]+)(?::(\d+))?\/([^/?]+)(?:\?(.*))?$/;

/**
 * Takes a URI like `postgresql+psycopg2://user:password@host:5432/name?sslmode=require` apart.
 * @throws ContainerError, without the password, when it has another form
 */
export function parseDatabaseUri(subject: string, uri: string): DatabaseUri {
  const [, scheme, user, password, host, port, database, query] = DATABASE_URI.exec(uri) ?? [];
  if (scheme === undefined || user === undefined || password === undefined) {
    throw new ContainerError(
      subject,
      "the database URI is not of the form scheme://user:password@host:port/name?arguments",
    );
  }
  return {
    scheme,
    user,
    password,
    host: host ?? "",
    port: port === undefined ? undefined : Number(port),
    database: database ?? "",
    parameters: (query === undefined ? [] : query.split("&")).map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  };
}

/** The reverse of `parseDatabaseUri`. */
export function formatDatabaseUri(uri: DatabaseUri): string {
  const port = uri.port === undefined ? "" : `:${uri.port}`;
  const query = uri.parameters.map(([name, value]) => `${name}=${value}`).join("&");
  const tail = query === "" ? "" : `?${query}`;
  return `${uri.scheme}://${uri.user}:${uri.password}@${uri.host}${port}/${uri.database}${tail}`;
}

/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  [key: string]: Json;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A Caddy configuration in JSON, if the text is one. */
export function parseCaddy(text: string): Json | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(text) as Json;
    return isObject(parsed) && isObject(parsed.apps) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A copy of a Caddy configuration in which `change` replaces every network address: what `listen` and `dial` hold.
 * @see https://caddyserver.com/docs/json/
 */
export function mapCaddyAddresses(
  json: Json,
  change: (address: string, key: "listen" | "dial", path: string) => string,
  path = "",
): Json {
  const inList = (value: Json, key: "listen" | "dial", at: string): Json => {
    if (typeof value === "string") return change(value, key, at);
    return Array.isArray(value) ? value.map((one, index) => inList(one, key, `${at}[${index}]`)) : value;
  };
  if (Array.isArray(json)) return json.map((value, index) => mapCaddyAddresses(value, change, `${path}[${index}]`));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const at = path === "" ? key : `${path}.${key}`;
      return [key, key === "listen" || key === "dial" ? inList(value, key, at) : mapCaddyAddresses(value, change, at)];
    }),
  );
}

/** The port of an address like `:8080` or `127.0.0.1:5000`. */
export function portOf(address: string): number | undefined {
  const [, port] = /^(?:tcp\/)?[^:/]*:(\d+)$/.exec(address) ?? [];
  return port === undefined ? undefined : Number(port);
}
