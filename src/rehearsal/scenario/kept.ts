import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { appliedCloud, asAltered, snowflakeAccount } from "../clouds";
import { isAlive } from "../owner";
import { cacheFolder } from "../servers/cache";
import type { IngressRuntime } from "../servers/model-ingress";
import type { ModelRuntime } from "../servers/model-runtime";
import { invokeModel } from "../servers/scoring-server";
import { loadAccounts } from "../simulator";
import { ExternalFunctionRuntime, StageRuntime } from "../snowflake";
import { sendLocally } from "../snowflake/http";
import { AppliedState } from "../state";
import { backendOf } from "./training";

/** A rehearsal whose servers are still up: all that another process needs to call its functions. */
export interface KeptRehearsal {
  readonly stack: string;
  /** Process that keeps it. */
  readonly pid: number;
  readonly stateFile: string;
  /** The simulated accounts by provider source. */
  readonly accountFile: string;
  /** Local address of each container's port: `proxy:8080` to the port on 127.0.0.1. */
  readonly ports: Record<string, number>;
  /** Local ports of the servers of models, by the URI of the model. @default - no model is served */
  readonly models?: Record<string, number>;
  /** Local ports of the proxies in front of models, by the name of their service. @default - the models have none */
  readonly ingresses?: Record<string, number>;
}

function folderOf(project: string): string {
  const hash = createHash("sha256").update(project).digest("hex").slice(0, 16);
  return join(cacheFolder(), "kept", hash);
}

/** Writes down that a project's stack is kept. Returns what takes the note away again. */
export function noteKept(project: string, kept: KeptRehearsal): () => void {
  const folder = folderOf(project);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${kept.stack}.json`);
  writeFileSync(file, JSON.stringify(kept));
  return () => rmSync(file, { force: true });
}

/** The kept rehearsals of a project whose process lives. */
export function keptRehearsals(project: string): KeptRehearsal[] {
  const folder = folderOf(project);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as KeptRehearsal)
    .filter((kept) => isAlive(kept.pid));
}

/** A kept rehearsal as another process uses it. */
export interface OpenedRehearsal {
  readonly state: AppliedState;
  readonly functions: ExternalFunctionRuntime;
  readonly stages: StageRuntime;
}

/** The models whose servers another process started. */
function keptModels(ports: Record<string, number>): ModelRuntime {
  return {
    invoke: ({ uri }, request) => {
      const port = ports[uri];
      if (port === undefined) throw new Error(`no server of the kept rehearsal has the model at ${uri}`);
      return invokeModel({ host: "127.0.0.1", port }, request);
    },
  };
}

/** The proxies that another process started; what is behind them is that process's. */
function keptIngresses(ports: Record<string, number>): IngressRuntime {
  return {
    send: ({ service }, _, request, milliseconds) => {
      const port = ports[service];
      if (port === undefined) throw new Error(`no proxy of the kept rehearsal is that of ${service}`);
      return sendLocally({ host: "127.0.0.1", port }, request, milliseconds);
    },
  };
}

/** Opens a kept rehearsal: its functions answer through the simulated gateway and the servers that are still up. */
export function openKept(kept: KeptRehearsal): OpenedRehearsal {
  const { stateFile, accountFile, ports, models = {}, ingresses = {} } = kept;
  const accounts = loadAccounts(accountFile);
  const state = asAltered(AppliedState.read(stateFile), accounts);
  const cloud = appliedCloud(state);
  const backend = { ...backendOf(ports), models: keptModels(models), ingresses: keptIngresses(ingresses) };
  return {
    state,
    functions: new ExternalFunctionRuntime({
      state,
      account: snowflakeAccount(accounts),
      gateways: [cloud.gateway(accounts, backend)],
    }),
    stages: new StageRuntime(state, [cloud.storage(accounts)]),
  };
}
