import { snowflakeAccount, type Cloud } from "../clouds";
import type { RehearsalReport } from "../report";
import { askProbes } from "../servers/probes";
import {
  ExternalFunctionRuntime,
  SqlError,
  StageRuntime,
  type Backend,
  type ExternalFunctionDefinition,
  type LocalAddress,
} from "../snowflake";
import { tryStorage } from "../snowflake/storage-trials";
import { AS_OWNER, Trials, type Trial } from "../snowflake/trials";
import type { AppliedState } from "../state";
import { askOperations } from "./operations";
import type { Deployed } from "./deployed";
import type { Ready } from "./prepare";

/** A backend that remembers what was asked for last: the port behind the gateway. */
export class ObservedBackend implements Backend {
  public last: LocalAddress | undefined;

  constructor(private readonly backend: Backend) {}

  public locate(container: string, port: number): LocalAddress | undefined {
    const found = this.backend.locate(container, port);
    this.last = found ?? this.last;
    return found;
  }
}

/** Begins to run every applied translator, or those of some functions; nothing is sent. */
export function tryTranslators(
  { cloud, accounts, state }: Deployed,
  functions?: readonly ExternalFunctionDefinition[],
): Promise<Trials> {
  const gateways = [cloud.gateway(accounts, { locate: () => undefined })];
  const account = snowflakeAccount(accounts);
  const trials = new Trials(state, new ExternalFunctionRuntime({ state, account, gateways }), functions);
  return trials.translators().then(() => trials);
}

/** @throws Error that names each function that cannot run */
export function requireSound({ defects }: Trials): void {
  if (defects.length === 0) return;
  throw new Error(`JavaScript that cannot run:\n${defects.map(({ of, message }) => `${of}: ${message}`).join("\n")}`);
}

/** Asks the running proxy for each of MLflow's operations, and runs the applied procedures. */
export async function tryOperations(
  ready: Ready,
  trials: Trials,
  runtime: ExternalFunctionRuntime,
  addresses: { readonly proxy: LocalAddress; readonly mlflow: LocalAddress },
): Promise<string[]> {
  const asked = await askOperations({ routes: await ready.routes, trials: trials.trials, runtime, ...addresses });
  await trials.procedures(async (name, args) => {
    const call = await runtime.call(name, args, AS_OWNER);
    if (call.error !== undefined) throw new SqlError(call.error);
    return call.result;
  });
  requireSound(trials);
  return asked;
}

/**
 * Lists the applied stages and executes the statements of the applied tasks.
 * @throws Error that names each stage, integration and task at fault
 */
export function tryStages({ cloud, accounts, state }: Deployed, report: RehearsalReport): number {
  const storages = [cloud.storage(accounts)];
  const { shown, problems, notExecuted, pending } = tryStorage(state, new StageRuntime(state, storages), storages);
  if (problems.length > 0) throw new Error(`Stages:\n${problems.join("\n")}`);
  report.shown.push(...shown);
  report.skipped.push(...pending.map((reason) => ({ what: "stages", reason })));
  report.approximations.push(...notExecuted.map((each) => `the statement of a task was not executed: ${each}`));
  return shown.length;
}

/** Asks the running containers what the cloud's health checks ask. */
export async function tryProbes(
  cloud: Cloud,
  state: AppliedState,
  backend: Backend,
  report: RehearsalReport,
): Promise<number> {
  const probes = cloud.probes(state);
  report.shown.push(...(await askProbes(probes, backend)));
  return probes.length;
}

/** Which functions were not called end to end, and what was done with them instead. */
export function notCalled(trials: Trials, report: RehearsalReport): string[] {
  const called = new Set(report.calls.map((call) => call.function));
  return trials.trials
    .filter(({ name, taken }) => !called.has(name) && !isProcedure(taken))
    .map(({ name, taken, refusal }) =>
      taken === undefined ? `${name}: no row of its types was taken: ${refusal?.split("\n")[0] ?? ""}` : name,
    );
}

/** A procedure that took a row ran to its end, with its statements. */
function isProcedure(taken: Trial["taken"]): boolean {
  return taken !== undefined && taken.request === undefined;
}
