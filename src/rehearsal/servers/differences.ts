import { isAbsolute } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { mapCaddyAddresses, parseCaddy, needDatabaseUri, portOf, type Json } from "./addresses";
import { ContainerError } from "./container";
import { METADATA_HOST, VERTEX_URL, localVertexUrl } from "./vertex-url";

/** How a container was applied, or how its local process is started. */
export interface Launch {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthCheck?: readonly string[];
}

/** One way in which a local server differs from the container that was applied. It never holds a secret. */
export interface Difference {
  readonly container: string;
  /** The only kinds there may be. */
  readonly kind: "database" | "artifacts" | "address" | "port" | "path";
  /** What differs: `MLFLOW_BACKEND_STORE_URI host`. */
  readonly what: string;
  /** As it was applied. */
  readonly before: string;
  /** As it is here. */
  readonly after: string;
}

/** Where a server listens that is reached by its instance's address too; the local ones listen on the loopback address alone. */
export const ALL_ADDRESSES = "0.0.0.0";

const UNSET = "(not set)";
const LOOPBACK_PORT = /(?<=\b(?:localhost|127\.0\.0\.1):)\d+\b/g;

type Rule = (before: string | undefined, after: string, launch: Launch) => Omit<Difference, "container">[] | undefined;

function backendStore(before: string | undefined, after: string, { name }: Launch) {
  const subject = `container ${name}`;
  const was = needDatabaseUri(subject, before ?? "");
  const is = needDatabaseUri(subject, after);
  const kept = ({ scheme, user, password, database, parameters }: typeof was) => ({
    scheme,
    user,
    password,
    database,
    parameters: parameters.map(([key, value]) => [key, key === "sslmode" ? "" : value]),
  });
  if (is.host !== "127.0.0.1" || !isDeepStrictEqual(kept(was), kept(is))) return undefined;
  const sslmode = ({ parameters }: typeof was) => parameters.find(([key]) => key === "sslmode")?.[1];
  const parts: [string, unknown, unknown][] = [
    ["host", was.host, is.host],
    ["port", was.port, is.port],
    ["sslmode", sslmode(was), sslmode(is)],
  ];
  return parts
    .filter(([, old, now]) => old !== now)
    .map(([part, old, now]) => ({
      kind: "database" as const,
      what: `MLFLOW_BACKEND_STORE_URI ${part}`,
      before: String(old ?? UNSET),
      after: String(now ?? UNSET),
    }));
}

function artifacts(before: string | undefined, after: string) {
  if (before === undefined || !/^[a-z0-9]+:\/\//.test(before) || !isAbsolute(after)) return undefined;
  return [{ kind: "artifacts" as const, what: "MLFLOW_ARTIFACTS_DESTINATION", before, after }];
}

function mlflowPort(before: string | undefined, after: string) {
  if (before === undefined || !/^\d+$/.test(before) || !/^\d+$/.test(after)) return undefined;
  return [{ kind: "port" as const, what: "MLFLOW_PORT", before, after }];
}

function mlflowHost(before: string | undefined, after: string) {
  if (before !== ALL_ADDRESSES || after !== "127.0.0.1") return undefined;
  return [{ kind: "address" as const, what: "MLFLOW_HOST", before, after }];
}

function vertexUrl(before: string | undefined, after: string) {
  const [, services = ""] = /^http:\/\/(127\.0\.0\.1:\d+)\//.exec(after) ?? [];
  if (before === undefined || services === "" || localVertexUrl(before, services) !== after) return undefined;
  return [{ kind: "address" as const, what: VERTEX_URL, before, after }];
}

function metadataHost(before: string | undefined, after: string) {
  if (before !== undefined || !/^127\.0\.0\.1:\d+$/.test(after)) return undefined;
  return [{ kind: "address" as const, what: METADATA_HOST, before: UNSET, after }];
}

function addressesOf(configuration: Json): Map<string, string> {
  const found = new Map<string, string>();
  mapCaddyAddresses(configuration, (address, _key, path) => {
    found.set(path, address);
    return address;
  });
  return found;
}

function caddy(variable: string): Rule {
  return (before, after) => {
    const was = parseCaddy(before ?? "");
    const is = parseCaddy(after);
    if (was === undefined || is === undefined) return undefined;
    const blank = (configuration: Json) => mapCaddyAddresses(configuration, () => "");
    if (!isDeepStrictEqual(blank(was), blank(is))) return undefined;
    const changed = [...addressesOf(is)].map(([path, now]) => ({
      path,
      old: addressesOf(was).get(path) ?? UNSET,
      now,
    }));
    if (!changed.every(({ old, now }) => portOf(old) !== undefined && /^127\.0\.0\.1:\d+$/.test(now))) return undefined;
    return changed.map(({ path, old, now }) => ({
      kind: "port" as const,
      what: `${variable} ${path}`,
      before: old,
      after: now,
    }));
  };
}

const RULES: Readonly<Record<string, Rule>> = {
  PATH: (before, after) => [{ kind: "path", what: "PATH", before: before ?? "(the image's own)", after }],
  TMPDIR: (before, after) => [{ kind: "path", what: "TMPDIR", before: before ?? "(the image's own)", after }],
  MLFLOW_BACKEND_STORE_URI: backendStore,
  MLFLOW_ARTIFACTS_DESTINATION: artifacts,
  MLFLOW_PORT: mlflowPort,
  MLFLOW_HOST: mlflowHost,
  [VERTEX_URL]: vertexUrl,
  [METADATA_HOST]: metadataHost,
};

function healthPorts(applied: Launch, actual: Launch): Omit<Difference, "container">[] {
  const was = applied.healthCheck ?? [];
  const is = actual.healthCheck ?? [];
  const blank = (command: readonly string[]) => command.map((part) => part.replace(LOOPBACK_PORT, "0"));
  if (!isDeepStrictEqual(blank(was), blank(is))) {
    throw new ContainerError(`container ${applied.name}`, "the health command differs from the one that was applied");
  }
  const ports = (command: readonly string[]) => command.flatMap((part) => part.match(LOOPBACK_PORT) ?? []);
  return ports(was).flatMap((before, index) => {
    const after = ports(is)[index] ?? before;
    return after === before ? [] : [{ kind: "port" as const, what: "port in the health command", before, after }];
  });
}

/**
 * Compares a container as it was applied with the local process. Allowed are the database's host, port and
 * sslmode, the artifact root, ports and dial addresses, the loopback address in place of all addresses and of Google's own services, and PATH.
 * @returns every difference
 * @throws ContainerError when anything else differs
 */
export function assertOnlyAllowedDifferences(applied: Launch, actual: Launch): Difference[] {
  const fail = (what: string): never => {
    throw new ContainerError(`container ${applied.name}`, `${what} differs from what was applied`);
  };
  if (applied.name !== actual.name) fail("the name");
  if (!isDeepStrictEqual(applied.command, actual.command)) fail("the command");
  const variables = new Set([...Object.keys(applied.environment), ...Object.keys(actual.environment)]);
  const found = [...variables].flatMap((variable) => {
    const before = applied.environment[variable];
    const after = actual.environment[variable];
    if (before === after) return [];
    const rule = RULES[variable] ?? caddy(variable);
    return (after === undefined ? undefined : rule(before, after, applied)) ?? fail(variable);
  });
  return [...found, ...healthPorts(applied, actual)].map((difference) => ({ container: applied.name, ...difference }));
}

/** The command with its loopback ports replaced. */
export function withLoopbackPorts(command: readonly string[], port: (applied: number) => number): string[] {
  return command.map((part) => part.replace(LOOPBACK_PORT, (applied) => String(port(Number(applied)))));
}
