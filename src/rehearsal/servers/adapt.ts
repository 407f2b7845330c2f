import { formatDatabaseUri } from "../database-uri";
import { mapCaddyAddresses, needDatabaseUri, parseCaddy, portOf, type Json } from "./addresses";
import { ContainerError, environmentOf, type ContainerDefinition } from "./container";
import { ALL_ADDRESSES, withLoopbackPorts, type Launch } from "./differences";
import { METADATA_HOST, VERTEX_URL, localVertexUrl } from "./vertex-url";

/** What this machine puts in place of the cloud's. */
export interface LocalPlaces {
  readonly database: { readonly host: string; readonly port: number };
  /** Folder in place of the bucket. */
  readonly artifactRoot: string;
  /** Host and port in place of the cloud's own services. @default - no container calls them */
  readonly services?: string;
  readonly path: string;
  /** Folder in place of the container's own folder for temporary files. */
  readonly temporary: string;
  /** Local port of each port of the task: its containers share one network. */
  readonly ports: ReadonlyMap<number, number>;
}

const LOOPBACK = "127.0.0.1";

function fail(definition: ContainerDefinition, message: string): never {
  throw new ContainerError(`container ${definition.name}`, message);
}

function caddyPorts(definition: ContainerDefinition, configuration: Json): number[] {
  const admin = (configuration as { admin?: { disabled?: boolean; listen?: string } }).admin;
  if (admin?.disabled !== true && admin?.listen === undefined) {
    // https://caddyserver.com/docs/json/admin/ : it listens on localhost:2019 unless it is switched off.
    fail(
      definition,
      "Caddy's admin endpoint is neither disabled nor given an address, and its default port may be in use",
    );
  }
  const found: number[] = [];
  mapCaddyAddresses(configuration, (address, key) => {
    const port = portOf(address);
    if (port === undefined) fail(definition, `Caddy's ${key} address ${address} is not of the form host:port`);
    if (key === "listen") found.push(port);
    return address;
  });
  return found;
}

/**
 * The ports on which a container listens, according to its environment.
 * @throws ContainerError when MLflow would listen where others reach it, or a mapped port has no listener
 */
export function listeningPorts(definition: ContainerDefinition): number[] {
  const environment = environmentOf(definition);
  const found = Object.values(environment).flatMap((value) => {
    const configuration = parseCaddy(value);
    return configuration === undefined ? [] : caddyPorts(definition, configuration);
  });
  if (environment.MLFLOW_PORT !== undefined) {
    if (!/^\d+$/.test(environment.MLFLOW_PORT))
      fail(definition, `MLFLOW_PORT ${environment.MLFLOW_PORT} is not a port`);
    const host = environment.MLFLOW_HOST ?? LOOPBACK;
    const mayListen = [LOOPBACK, "localhost", ...(definition.onlyPortsAreReached === true ? [ALL_ADDRESSES] : [])];
    if (!mayListen.includes(host)) {
      fail(
        definition,
        `MLFLOW_HOST is ${host}: a rehearsal listens on 127.0.0.1 only, and so should MLflow behind its proxy`,
      );
    }
    found.push(Number(environment.MLFLOW_PORT));
  }
  if (found.length === 0)
    fail(definition, "neither MLFLOW_PORT nor a Caddy configuration sets the port on which it listens");
  const unheard = definition.ports.find((port) => !found.includes(port));
  if (unheard !== undefined) fail(definition, `portMappings names port ${unheard}, on which nothing listens`);
  return [...new Set(found)];
}

/** How a container was applied. */
export function appliedLaunch(definition: ContainerDefinition): Launch {
  return {
    name: definition.name,
    command: definition.command,
    environment: environmentOf(definition),
    healthCheck: definition.healthCheck,
  };
}

/**
 * How its local process is started: the same, with this machine's places put in.
 * @throws ContainerError when it reaches a port on which no container of the task listens
 */
export function localLaunch(definition: ContainerDefinition, places: LocalPlaces): Launch {
  const port = (applied: number): number =>
    places.ports.get(applied) ??
    fail(definition, `it reaches port ${applied}, on which no container of the task listens`);
  const subject = `container ${definition.name}`;
  const adapted = Object.entries(environmentOf(definition)).map(([name, value]) => {
    const configuration = parseCaddy(value);
    if (configuration !== undefined) {
      const local = mapCaddyAddresses(configuration, (address) => `127.0.0.1:${port(portOf(address) ?? 0)}`);
      return [name, JSON.stringify(local)];
    }
    switch (name) {
      case "MLFLOW_BACKEND_STORE_URI": {
        const uri = needDatabaseUri(subject, value);
        // The local server has no certificate.
        const parameters = uri.parameters.map(([key, text]) => [key, key === "sslmode" ? "disable" : text] as const);
        return [name, formatDatabaseUri({ ...uri, ...places.database, parameters })];
      }
      case "MLFLOW_ARTIFACTS_DESTINATION":
        return [name, places.artifactRoot];
      case "MLFLOW_PORT":
        return [name, String(port(Number(value)))];
      case "MLFLOW_HOST":
        return [name, value === ALL_ADDRESSES ? LOOPBACK : value];
      case VERTEX_URL:
        return [
          name,
          localVertexUrl(value, places.services ?? fail(definition, `it calls ${value}, which is not served`)),
        ];
      default:
        return [name, value];
    }
  });
  const isCalling = VERTEX_URL in environmentOf(definition);
  return {
    name: definition.name,
    command: definition.command,
    environment: {
      ...(Object.fromEntries(adapted) as Record<string, string>),
      ...(isCalling && places.services !== undefined && { [METADATA_HOST]: places.services }),
      PATH: places.path,
      TMPDIR: places.temporary,
    },
    healthCheck: definition.healthCheck === undefined ? undefined : withLoopbackPorts(definition.healthCheck, port),
  };
}
