import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decodedParts } from "../database-uri";
import { needDatabaseUri } from "./addresses";
import { appliedLaunch, listeningPorts, localLaunch, type LocalPlaces } from "./adapt";
import { ContainerError, environmentOf, type ContainerDefinition } from "./container";
import { assertOnlyAllowedDifferences, type Difference } from "./differences";
import { HealthProbe, type HealthMethod } from "./health";
import type { Postgres } from "./postgres";
import { standInFor, type ImageStandIn } from "./programs";
import type { PythonEnvironment } from "./python";
import { freePorts, ServerProcess } from "./server-process";

export interface StartContainersOptions {
  readonly python: PythonEnvironment;
  /** Gets the user and the database that the containers' database URI names. @default - no container has a database */
  readonly postgres?: Postgres;
  /** Local ports of ports of the task on which something else listens than these containers. @default - none */
  readonly elsewhere?: ReadonlyMap<number, number>;
  /** Host and port in place of the cloud's own services. @default - no container calls them */
  readonly services?: string;
  /** Folder in place of the artifact bucket; created if it does not exist. */
  readonly artifactRoot: string;
  /** Folder for logs and for what the servers write into their working directory; created if it does not exist. */
  readonly workFolder: string;
  /**
   * How long all containers together may take to become healthy, in milliseconds.
   * @default - 120000
   */
  readonly timeoutMs?: number;
  /**
   * Hears what is being waited for.
   * @default - silent
   */
  readonly onProgress?: (message: string) => void;
}

/** A container that runs as a local process. */
export interface RunningContainer {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** How it was found to be healthy. */
  readonly health: HealthMethod;
}

/** Containers that run as local processes. */
export interface RunningContainers {
  readonly containers: readonly RunningContainer[];
  /** Every way in which the processes differ from the containers that were applied. */
  readonly differences: readonly Difference[];
  /** The program for each image, and whether the versions agree. */
  readonly images: readonly ImageStandIn[];
  /** The folder in place of the artifact bucket. */
  readonly artifactRoot: string;
  /** Resolves with the reason when an essential container ends by itself; the others are ended then. */
  readonly died: Promise<ContainerError>;
  /**
   * Local port, on 127.0.0.1, of a container's port.
   * @throws ContainerError when the container does not listen on that port
   */
  port(container: string, port: number): number;
  /** Ends all containers; can be called again. */
  stop(): Promise<void>;
}

const SYSTEM_PATH = ["/usr/local/bin", "/usr/bin", "/bin"];
const POLL_MS = 250;

interface Member {
  readonly definition: ContainerDefinition;
  readonly process: ServerProcess;
  readonly probe: HealthProbe;
  readonly logFile: string;
  isHealthy: boolean;
}

/** The containers in an order in which each comes after those that it depends on. */
function inOrder(definitions: readonly ContainerDefinition[]): ContainerDefinition[] {
  const ordered: ContainerDefinition[] = [];
  const rest = [...definitions];
  while (rest.length > 0) {
    const next = rest.findIndex(({ dependsOn }) =>
      dependsOn.every(({ container }) => ordered.some(({ name }) => name === container)),
    );
    const [found] = next < 0 ? [] : rest.splice(next, 1);
    if (found === undefined) {
      const names = rest.map(({ name }) => name).join(", ");
      throw new ContainerError(names, "dependsOn names a container that does not exist, or is circular");
    }
    ordered.push(found);
  }
  return ordered;
}

/** A secret, and the password in it when it is a URI: a log may show one without the other. */
function secretParts(secret: string): string[] {
  const [, password = ""] = /^[^:]+:\/\/[^:@/]*:([^@/]*)@/.exec(secret) ?? [];
  return [secret, password, decodeURIComponent(password)].filter((text) => text !== "");
}

class Task implements RunningContainers {
  public readonly differences: Difference[] = [];
  public readonly died: Promise<ContainerError>;
  private readonly members: Member[] = [];
  private readonly secrets: string[];
  private death?: ContainerError;
  private isStopping = false;
  private reportDeath: (error: ContainerError) => void = () => undefined;

  constructor(
    private readonly definitions: readonly ContainerDefinition[],
    public readonly images: readonly ImageStandIn[],
    private readonly places: LocalPlaces,
    private readonly folder: string,
    private readonly deadline: number,
  ) {
    this.secrets = definitions.flatMap(({ secrets }) => Object.values(secrets).flatMap(secretParts));
    this.died = new Promise((resolve) => (this.reportDeath = resolve));
  }

  public get artifactRoot(): string {
    return this.places.artifactRoot;
  }

  public get containers(): RunningContainer[] {
    return this.members.map(({ definition, process, probe, logFile }) => ({
      name: definition.name,
      pid: process.pid,
      logFile,
      health: probe.method,
    }));
  }

  public port(container: string, port: number): number {
    const definition = this.definitions.find(({ name }) => name === container);
    const local = this.places.ports.get(port);
    if (definition === undefined || local === undefined || !listeningPorts(definition).includes(port)) {
      throw new ContainerError(`container ${container}`, `it does not listen on port ${port}`);
    }
    return local;
  }

  public async startAll(say: (message: string) => void): Promise<void> {
    for (const definition of inOrder(this.definitions)) {
      for (const { container, condition } of definition.dependsOn) {
        if (condition === "HEALTHY") await this.waitUntilHealthy(container, say);
      }
      await this.start(definition);
    }
    for (const { name } of this.definitions) await this.waitUntilHealthy(name, say);
    if (this.death !== undefined) throw this.death;
  }

  public async stop(): Promise<void> {
    this.isStopping = true;
    // The last to start may need the first to end well.
    for (const { process } of [...this.members].reverse()) await process.stop();
  }

  private async start(definition: ContainerDefinition): Promise<void> {
    const launch = localLaunch(definition, this.places);
    this.differences.push(...assertOnlyAllowedDifferences(appliedLaunch(definition), launch));
    const logFile = join(this.folder, `${definition.name}.log`);
    const cwd = join(this.folder, definition.name);
    mkdirSync(cwd, { recursive: true });
    const process = await ServerProcess.start({
      name: `container ${definition.name}`,
      command: launch.command,
      env: { ...launch.environment },
      cwd,
      logFile,
    });
    const [applied = 0] = listeningPorts(definition);
    const probe = new HealthProbe(launch, this.places.ports.get(applied) ?? 0, cwd);
    this.members.push({ definition, process, probe, logFile, isHealthy: false });
    void process.ended.then(() => this.onEnd(definition, process));
  }

  private onEnd(definition: ContainerDefinition, process: ServerProcess): void {
    if (this.isStopping || !definition.essential) return;
    const log = this.withoutSecrets(process.lastLines());
    this.death ??= new ContainerError(process.name, `it ${process.describeEnd()}. The end of its log:\n${log}`);
    const death = this.death;
    void this.stop().then(() => this.reportDeath(death));
  }

  private async waitUntilHealthy(name: string, say: (message: string) => void): Promise<void> {
    const member = this.members.find(({ definition }) => definition.name === name);
    if (member === undefined || member.isHealthy) return;
    say(`waiting for ${name}`);
    for (;;) {
      if (this.death !== undefined) throw this.death;
      if (await member.probe.isHealthy()) break;
      if (member.probe.isRefused || Date.now() > this.deadline) throw this.unhealthy(member);
      await sleep(POLL_MS);
    }
    member.isHealthy = true;
  }

  private unhealthy({ definition, process, probe }: Member): ContainerError {
    const { healthCheck } = definition;
    const asked =
      healthCheck === undefined ? "its port" : `its health command ${JSON.stringify(healthCheck.join(" "))}`;
    const what = probe.isRefused ? "it refuses what its health check asks" : "it did not become healthy in time";
    const text = `${what}. Asked by ${asked}: ${probe.said}. The end of its log:\n${process.lastLines()}`;
    return new ContainerError(process.name, this.withoutSecrets(text));
  }

  private withoutSecrets(text: string): string {
    return this.secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }
}

/** Makes the databases, and their users, that the containers' secrets name and that are not there yet. */
async function createDatabases(definitions: readonly ContainerDefinition[], postgres?: Postgres): Promise<void> {
  const uris = definitions.flatMap((definition) => {
    const uri = environmentOf(definition).MLFLOW_BACKEND_STORE_URI;
    return uri === undefined ? [] : [needDatabaseUri(`container ${definition.name}`, uri)];
  });
  if (uris.length === 0) return;
  if (postgres === undefined)
    throw new ContainerError("database", "a container has a database URI, and no server runs");
  const requests = uris.map(decodedParts).map(({ database, user, password }) => [database, user, password]);
  const distinct = new Map(requests.map((request) => [JSON.stringify(request), request]));
  const there = (await postgres.query("SELECT datname FROM pg_database")).map(({ datname }) => datname);
  for (const [name = "", user = "", password = ""] of distinct.values()) {
    if (!there.includes(name)) await postgres.createDatabase({ name, user, password });
  }
}

/**
 * Starts containers as local processes, with the command and the environment that were applied; see
 * `assertOnlyAllowedDifferences` for what may differ. Resolves when all are healthy. They listen on 127.0.0.1 only.
 * @throws ContainerError when one dies (with the end of its log) or is not healthy in time, when no local program stands for an
 * image, or when something would differ that must not; nothing is left running then
 */
export async function startContainers(
  definitions: readonly ContainerDefinition[],
  options: StartContainersOptions,
): Promise<RunningContainers> {
  const images = definitions.map((definition) => standInFor(definition, options.python));
  const applied = definitions.flatMap((definition) => listeningPorts(definition));
  const twice = applied.find((port, index) => applied.indexOf(port) !== index);
  if (twice !== undefined) {
    throw new ContainerError(definitions.map(({ name }) => name).join(", "), `two containers listen on port ${twice}`);
  }
  const local = await freePorts(applied.length);
  const { host, port } = options.postgres ?? { host: "127.0.0.1", port: 0 };
  const task = new Task(
    definitions,
    images,
    {
      database: { host, port },
      artifactRoot: options.artifactRoot,
      services: options.services,
      path: [options.python.bin, ...SYSTEM_PATH.filter((folder) => existsSync(folder))].join(delimiter),
      temporary: join(options.workFolder, "tmp"),
      ports: new Map([
        ...(options.elsewhere ?? []),
        ...applied.map((from, index) => [from, local[index] ?? 0] as const),
      ]),
    },
    options.workFolder,
    Date.now() + (options.timeoutMs ?? 120_000),
  );
  mkdirSync(options.artifactRoot, { recursive: true });
  mkdirSync(join(options.workFolder, "tmp"), { recursive: true });
  await createDatabases(definitions, options.postgres);
  try {
    await task.startAll(options.onProgress ?? (() => undefined));
  } catch (error) {
    await task.stop();
    throw error;
  }
  return task;
}
