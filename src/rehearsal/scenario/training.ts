import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RehearsalReport, ReportedCall } from "../report";
import { intrudersOf, snowflakeAccount, type Intruder } from "../clouds";
import { ExternalFunctionRuntime, SqlError, type Backend, type CallOptions, type CallResult } from "../snowflake";
import { listeningPorts } from "../servers/adapt";
import { startContainers, verifyRun, type ContainerDefinition, type RunningContainers } from "../servers";
import {
  notCalled,
  ObservedBackend,
  requireSound,
  tryOperations,
  tryProbes,
  tryStages,
  tryTranslators,
} from "./applied-functions";
import type { Deployed } from "./deployed";
import type { LoggedRun } from "./logged-model";
import type { Ready } from "./prepare";
import type { Progress, Steps } from "./progress";
import { reportedDifferences } from "./reported";

/** The experiment that MLflow has from the start. */
const EXPERIMENT = "Default";

/** Servers that were started from the applied containers. */
export interface ScenarioServers {
  readonly ui: string;
  readonly ports: Record<string, number>;
  stop(): Promise<void>;
}

/** A statement that failed; the report holds the call. */
function failed(call: CallResult): Error {
  return new Error(`SELECT ${call.function}(...) failed: ${call.error ?? "no result"}`);
}

/** Reads a path such as `body.run.info.run_id` as SQL does. */
function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((current, key) => (current as Record<string, unknown> | undefined)?.[key], value);
}

class Session {
  private readonly calls: ReportedCall[];

  constructor(
    private readonly runtime: ExternalFunctionRuntime,
    report: RehearsalReport,
  ) {
    this.calls = report.calls;
  }

  /** Calls a function and writes the call down; an error of the statement ends the session. */
  public async select(name: string, args: unknown[], options: CallOptions = {}): Promise<unknown> {
    const call = await this.runtime.call(name, args, options);
    this.calls.push({
      function: call.function,
      arguments: [...call.arguments],
      verb: call.verb,
      path: call.path,
      status: call.status,
      result: call.error ?? call.result,
    });
    if (call.error !== undefined) throw failed(call);
    return call.result;
  }

  /** Calls a function as the role that owns it, where it was applied: whom a team grants it to is the team's. */
  public async selectAsOwner(name: string, args: unknown[]): Promise<void> {
    if (this.runtime.functions().includes(name)) await this.select(name, args, { role: "ACCOUNTADMIN" });
  }

  public async selectText(name: string, args: unknown[], path: string): Promise<string> {
    const value = at(await this.select(name, args), path);
    if (typeof value !== "string") throw new Error(`${name} returned no text at ${path}`);
    return value;
  }
}

/** The five functions in the order in which a kedro-snowflake pipeline calls them. */
async function logRun(
  session: Session,
  ready: Ready,
  artifactRoot: string,
): Promise<{ runId: string; experimentId: string }> {
  const trained = await ready.trained;
  const experimentId = await session.selectText(
    "MLFLOW_EXPERIMENT_GET_BY_NAME",
    [EXPERIMENT],
    "body.experiments.0.experiment_id",
  );
  // kedro-snowflake writes the id without quotes.
  const runId = await session.selectText("MLFLOW_RUN_CREATE", [Number(experimentId)], "body.run.info.run_id");
  for (const [key, value] of Object.entries(trained.params)) {
    await session.select("MLFLOW_RUN_LOG_PARAMETER", [runId, key, value]);
  }
  for (const [key, value] of Object.entries(trained.metrics)) {
    await session.select("MLFLOW_RUN_LOG_METRIC", [runId, key, value]);
  }
  const target = join(artifactRoot, experimentId, runId, "artifacts", "model");
  mkdirSync(target, { recursive: true });
  cpSync(ready.modelFolder, target, { recursive: true });
  await session.select("MLFLOW_RUN_UPDATE", [runId, "FINISHED"]);
  // One of each group that a platform has by default.
  await session.selectAsOwner("MLFLOW_RUNS_GET", [runId]);
  await session.selectAsOwner("MLFLOW_REGISTERED_MODELS_SEARCH", [null]);
  await session.selectAsOwner("MLFLOW_LOGGED_MODELS_SEARCH", [[experimentId], null]);
  return { runId, experimentId };
}

/** Sends the request of a call as a caller other than our Snowflake account. Returns how the cloud refused it, for the report. */
export async function refuse(
  runtime: ExternalFunctionRuntime,
  { who, caller, account }: Intruder,
  name = "MLFLOW_EXPERIMENT_GET_BY_NAME",
  args: readonly unknown[] = [EXPERIMENT],
  options: CallOptions = {},
): Promise<string> {
  // A gateway knows no Snowflake account: the server behind it does.
  const where = account === undefined ? "at the gateway" : "behind the gateway";
  const subject = who.charAt(0).toUpperCase() + who.slice(1);
  let status: number;
  try {
    ({ status } = await runtime.callAs(caller, name, args, { ...options, ...account }));
  } catch (error) {
    if (error instanceof SqlError) return `${subject} got no identity: ${error.message}`;
    throw error;
  }
  if (status !== 401 && status !== 403) throw new Error(`${subject} got ${status} ${where}, not 401 or 403`);
  return `${subject} got ${status} ${where}`;
}

function portsOf(
  definitions: readonly ContainerDefinition[],
  containers: RunningContainers,
  of: (definition: ContainerDefinition) => readonly number[] = ({ ports }) => ports,
): Record<string, number> {
  return Object.fromEntries(
    definitions.flatMap((each) => of(each).map((port) => [`${each.name}:${port}`, containers.port(each.name, port)])),
  );
}

/** A platform that closes what it runs for others asks from within, where every port is reached. */
function probedPorts(definition: ContainerDefinition): readonly number[] {
  return definition.onlyPortsAreReached === true ? listeningPorts(definition) : definition.ports;
}

/** The local programs that replace images, and differences of their versions. */
function programsOf(containers: RunningContainers, ready: Ready, databaseVersion: string | undefined): string[] {
  return [
    ...containers.images.map(
      ({ image, program, installed, isSameVersion }) =>
        `${image}: ${program} ${installed}, ${isSameVersion ? "the same version" : "ANOTHER version"}`,
    ),
    `PostgreSQL ${databaseVersion ?? ""} of the database: PostgreSQL ${ready.postgres.version} here`,
    ...containers.containers.map(
      ({ name, health }) => `${name} is healthy by ${health === "command" ? "its own health command" : health}`,
    ),
  ];
}

/** Where a load balancer's target is reached on this machine. */
export function backendOf(ports: Record<string, number>): Backend {
  return {
    locate: (container, port) => {
      const local = ports[`${container}:${port}`];
      return local === undefined ? undefined : { host: "127.0.0.1", port: local };
    },
  };
}

function loopbackPort(definitions: readonly ContainerDefinition[], containers: RunningContainers): number {
  for (const definition of definitions) {
    const port = definition.environment.MLFLOW_PORT;
    if (port !== undefined) return containers.port(definition.name, Number(port));
  }
  throw new Error("no applied container names its MLFLOW_PORT");
}

/** Where MLflow was told to keep artifacts. */
function storageOf(definitions: readonly ContainerDefinition[]): string {
  const found = definitions.flatMap(({ environment }) => environment.MLFLOW_ARTIFACTS_DESTINATION ?? []);
  return (found[0] ?? "").replace(/\/+$/, "");
}

/** Starts the applied containers, logs a real training run through the functions, and looks at it with MLflow's own client. */
export async function runScenario(
  ready: Ready,
  { cloud, accounts, state }: Deployed,
  steps: Steps,
  report: RehearsalReport,
  options: {
    readonly progress: Progress;
    readonly cleanup: { add(what: string, end: () => Promise<void>): void };
    /** Hears of the run as soon as it is logged. */
    readonly onRun: (run: LoggedRun) => void;
  },
): Promise<ScenarioServers> {
  const definitions = cloud.containers(state, accounts);
  const tried = tryTranslators({ cloud, accounts, state });
  tried.catch(() => undefined);
  const containers = await steps.step(
    "local servers",
    async () => {
      const started = await startContainers(definitions, {
        python: ready.python,
        postgres: ready.postgres,
        artifactRoot: join(ready.workFolder, "artifacts"),
        workFolder: join(ready.workFolder, "containers"),
      });
      options.cleanup.add("containers", () => started.stop());
      return started;
    },
    (started) => started.containers.map(({ name }) => name).join(", "),
  );
  report.differences.push(...reportedDifferences(containers.differences));
  report.programs.push(...programsOf(containers, ready, cloud.databaseVersion(state)));
  const ports = portsOf(definitions, containers);
  const trials = await steps.step(
    "translators",
    async () => {
      requireSound(await tried);
      return tried;
    },
    ({ trials: each }) => `${each.length} functions run with valid and invalid rows`,
  );
  await steps.step(
    "health checks",
    () => tryProbes(cloud, state, backendOf(portsOf(definitions, containers, probedPorts)), report),
    (count) => `${count} of the cloud's pass`,
  );
  const backend = new ObservedBackend(backendOf(ports));
  const runtime = new ExternalFunctionRuntime({
    state,
    account: snowflakeAccount(accounts),
    gateways: [cloud.gateway(accounts, backend)],
  });
  const ui = `http://127.0.0.1:${loopbackPort(definitions, containers)}`;
  const run = await steps.step(
    "SQL functions",
    () => Promise.race([logRun(new Session(runtime, report), ready, containers.artifactRoot), died(containers)]),
    () => `${report.calls.length} calls, one training run`,
  );
  const mlflow = { host: "127.0.0.1", port: loopbackPort(definitions, containers) };
  const { runId } = run;
  options.onRun({ ...run, mlflow, artifactRoot: containers.artifactRoot, storage: storageOf(definitions) });
  // Beside MLflow's client, which takes seconds to load the model.
  const operations = tryOperations(ready, trials, runtime, { proxy: backend.last ?? mlflow, mlflow });
  operations.catch(() => undefined);
  await steps.step(
    "MLflow's own client",
    async () => {
      const verified = await verifyRun({
        python: ready.python,
        trackingUri: ui,
        experiment: EXPERIMENT,
        runId,
        expected: await ready.trained,
        workFolder: ready.workFolder,
      });
      report.shown.push(
        `MLflow's own client found run ${runId} with exactly the logged values, loaded its model and predicted ` +
          `(accuracy ${verified.accuracy.toFixed(3)} on the whole data set)`,
      );
      return verified;
    },
    ({ params, metrics }) =>
      `${Object.keys(params).length} parameters and ${Object.keys(metrics).length} metrics exact, the model predicts`,
  );
  await steps.step("operations", async () => {
    report.shown.push(...(await operations));
    report.notCalled.push(...notCalled(trials, report));
  });
  await steps.step(
    "stages",
    () => Promise.resolve(tryStages({ cloud, accounts, state }, report)),
    (count) => `${count} stages and statements of tasks`,
  );
  await steps.step(
    "intruders",
    async () => {
      const refused: string[] = [];
      for (const intruder of intrudersOf(cloud, accounts)) refused.push(await refuse(runtime, intruder));
      report.shown.push(...refused);
      return refused;
    },
    (refused) => `${refused.length} callers other than our Snowflake account are refused`,
  );
  report.approximations.push(...runtime.differences());
  return { ui, ports, stop: () => containers.stop() };
}

async function died(containers: RunningContainers): Promise<never> {
  throw await containers.died;
}
