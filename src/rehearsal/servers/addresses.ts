import { decodedParts, parseDatabaseUri, type DatabaseUri } from "../database-uri";
import { ContainerError } from "./container";
import { isObject } from "../../core/json";

/**
 * A container's database URI.
 * @throws ContainerError, without the password, when it has another form
 */
export function needDatabaseUri(subject: string, uri: string): DatabaseUri {
  const parsed = parseDatabaseUri(uri);
  if (parsed !== undefined) return parsed;
  throw new ContainerError(
    subject,
    "the database URI is not of the form scheme://user:password@host:port/name?arguments, or with the folder of a socket " +
      "scheme://user:password@/name?host=/folder",
  );
}

/** A database that was applied, as far as a URI names it. */
export interface AppliedDatabase {
  readonly host: unknown;
  readonly port: unknown;
  readonly user: unknown;
  /** Names of its databases. */
  readonly databases: readonly unknown[];
  /** Undefined when it is not known, or may be another one by now. */
  readonly password: string | undefined;
}

/**
 * Compares MLflow's database URI with the databases that were applied: a rehearsal replaces its address, and a wrong one would go unseen.
 * @returns the one that it names
 * @throws ContainerError, without the password, for a URI that names none
 */
export function needDatabase<D extends AppliedDatabase>(subject: string, uri: string, applied: readonly D[]): D {
  const fail = (problem: string): never => {
    throw new ContainerError(subject, `MLFLOW_BACKEND_STORE_URI ${problem}`);
  };
  const { host, port = 5432, ...written } = needDatabaseUri(subject, uri);
  const { user, password, database } = decodedParts({ host, ...written });
  const found = applied.find((each) => each.host === host);
  if (found === undefined) return fail(`names the host ${host}, which no applied database has`);
  const expected: [string, unknown, readonly unknown[]][] = [
    ["port", port, [found.port]],
    ["user", user, [found.user]],
    ["database", database, found.databases],
  ];
  for (const [what, is, any] of expected)
    if (!any.includes(is))
      fail(`has the ${what} ${String(is)}, the applied database has ${any.map(String).join(", ")}`);
  if (found.password !== undefined && found.password !== password)
    fail("has another password than the applied database");
  return found;
}

/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  [key: string]: Json;
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
