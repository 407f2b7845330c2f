import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RehearsalReport, ReportedCall } from "../report";
import { AwsGateway, ExternalFunctionRuntime, type Backend, type CallOptions, type CallResult } from "../snowflake";
import { containersFrom, startContainers, verifyRun, type RunningContainers } from "../servers";
import type { Simulator } from "../simulator";
import type { AppliedState } from "../state";
import type { Ready } from "./prepare";
import type { Progress, Steps } from "./progress";

/** The SQL functions that kedro-snowflake calls, and the experiment that MLflow has from the start. */
const EXPERIMENT = "Default";
/** The provider whose account answers for the gateway. */
export const AWS = "hashicorp/aws";

/** Servers that were started from the applied containers. */
export interface StoryServers {
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

class Story {
  private readonly calls: ReportedCall[];

  constructor(
    private readonly runtime: ExternalFunctionRuntime,
    report: RehearsalReport,
  ) {
    this.calls = report.calls;
  }

  /** Calls a function and writes the call down; an error of the statement ends the story. */
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
  story: Story,
  ready: Ready,
  artifactRoot: string,
): Promise<{ runId: string; experimentId: string }> {
  const trained = await ready.trained;
  const experimentId = await story.selectText(
    "MLFLOW_EXPERIMENT_GET_BY_NAME",
    [EXPERIMENT],
    "body.experiments.0.experiment_id",
  );
  // kedro-snowflake writes the id without quotes.
  const runId = await story.selectText("MLFLOW_RUN_CREATE", [Number(experimentId)], "body.run.info.run_id");
  for (const [key, value] of Object.entries(trained.params)) {
    await story.select("MLFLOW_RUN_LOG_PARAMETER", [runId, key, value]);
  }
  for (const [key, value] of Object.entries(trained.metrics)) {
    await story.select("MLFLOW_RUN_LOG_METRIC", [runId, key, value]);
  }
  const target = join(artifactRoot, experimentId, runId, "artifacts", "model");
  mkdirSync(target, { recursive: true });
  cpSync(ready.modelFolder, target, { recursive: true });
  await story.select("MLFLOW_RUN_UPDATE", [runId, "FINISHED"]);
  // One of each group that a platform has by default.
  await story.selectAsOwner("MLFLOW_RUNS_GET", [runId]);
  await story.selectAsOwner("MLFLOW_REGISTERED_MODELS_SEARCH", [null]);
  await story.selectAsOwner("MLFLOW_LOGGED_MODELS_SEARCH", [[experimentId], null]);
  return { runId, experimentId };
}

/** An administrator of the account that holds the gateway is not Snowflake: the gateway must turn the same request away. */
async function turnAwayAdministrator(runtime: ExternalFunctionRuntime): Promise<number> {
  const response = await runtime.callAsAdministrator("MLFLOW_EXPERIMENT_GET_BY_NAME", [EXPERIMENT]);
  if (response.status !== 403) {
    throw new Error(
      `An administrator of the account who is not Snowflake's role got ${response.status} at the gateway, not 403`,
    );
  }
  return response.status;
}

function portsOf(state: AppliedState, containers: RunningContainers): Record<string, number> {
  return Object.fromEntries(
    containersFrom(state).flatMap(({ name, ports }) =>
      ports.map((port) => [`${name}:${port}`, containers.port(name, port)]),
    ),
  );
}

/** The programs that stand for images, and where their versions differ from what was applied. */
function programsOf(containers: RunningContainers, ready: Ready, state: AppliedState): string[] {
  const [database] = state.all("aws_db_instance");
  return [
    ...containers.images.map(
      ({ image, program, installed, isSameVersion }) =>
        `${image}: ${program} ${installed}, ${isSameVersion ? "the same version" : "ANOTHER version"}`,
    ),
    `PostgreSQL ${String(database?.attributes.engine_version ?? "")} of the database: PostgreSQL ${ready.postgres.version} here`,
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

function loopbackPort(state: AppliedState, containers: RunningContainers): number {
  for (const definition of containersFrom(state)) {
    const port = definition.environment.MLFLOW_PORT;
    if (port !== undefined) return containers.port(definition.name, Number(port));
  }
  throw new Error("no applied container names its MLFLOW_PORT");
}

/** Starts the applied containers, logs a real training run through the functions, and looks at it with MLflow's own client. */
export async function tellStory(
  ready: Ready,
  simulator: Simulator,
  state: AppliedState,
  steps: Steps,
  report: RehearsalReport,
  options: { readonly progress: Progress; readonly cleanup: { add(what: string, end: () => Promise<void>): void } },
): Promise<StoryServers> {
  const containers = await steps.step(
    "local servers",
    async () => {
      const started = await startContainers(containersFrom(state), {
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
  report.differences.push(
    ...containers.differences.map(({ container, what, before, after }) => ({
      container,
      setting: what,
      applied: before,
      local: after,
    })),
  );
  report.programs.push(...programsOf(containers, ready, state));
  const ports = portsOf(state, containers);
  const account = simulator.accounts.get(AWS);
  if (account === undefined) throw new Error("the stack has external functions, but no simulated AWS account");
  const runtime = new ExternalFunctionRuntime({
    state,
    gateways: [new AwsGateway({ account, backend: backendOf(ports) })],
  });
  const ui = `http://127.0.0.1:${loopbackPort(state, containers)}`;
  const { runId } = await steps.step(
    "SQL functions",
    () => Promise.race([logRun(new Story(runtime, report), ready, containers.artifactRoot), died(containers)]),
    () => `${report.calls.length} calls, one training run`,
  );
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
  await steps.step(
    "an intruder",
    async () => {
      const status = await turnAwayAdministrator(runtime);
      report.shown.push(
        `An administrator of the same account who is not Snowflake's role got ${status} at the gateway`,
      );
      return status;
    },
    (status) => `an administrator of the account gets ${status}`,
  );
  report.approximations.push(...runtime.differences());
  return { ui, ports, stop: () => containers.stop() };
}

async function died(containers: RunningContainers): Promise<never> {
  throw await containers.died;
}
