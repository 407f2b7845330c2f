import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startSimulator } from "../../../src/rehearsal/simulator";
import type { Account } from "../../../src/rehearsal/simulator/account";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";
import { AppliedState } from "../../../src/rehearsal/state";

/** A JSON value of a Terraform configuration. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** The blocks of one type by name: `{ snowflake_database: { db: { name: "A" } } }`. */
export type Blocks = Record<string, Record<string, JsonObject>>;

/** A whole Terraform configuration in JSON syntax, as a `*.tf.json` file holds it. */
export interface TerraformConfig {
  readonly terraform: { readonly required_providers: Record<string, { source: string; version?: string }> };
  readonly provider: Record<string, Json>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Record<string, { value: Json; sensitive?: boolean }>;
}

export interface Trap {
  /** The wrong stack; applied first. */
  readonly config: TerraformConfig;
  readonly rules: readonly ProviderRules[];
  /** Configurations that are applied after it, one after the other, in the same folder. */
  readonly then?: readonly TerraformConfig[];
  /** Changes the simulated accounts before the last plan, as somebody else would. */
  readonly meanwhile?: (accounts: Map<string, Account>) => void;
  /** Destroys at the end, instead of the plan. */
  readonly destroy?: boolean;
}

export interface TrapResult {
  /** Messages of the run that failed, summary and detail on one line; empty when all runs were green. */
  readonly errors: string[];
  /** The same messages by the address that Terraform names; messages without one are under "". */
  readonly errorsAt: Record<string, string[]>;
  /** What each apply set out to do, in order: address to action. */
  readonly planned: Record<string, string>[];
  /** Messages of all warnings. */
  readonly warnings: string[];
  /** The plan after the last apply: address to action (`create`, `update`, `replace`, `delete`). Empty after a failure. */
  readonly changes: Record<string, string>;
  /** What the simulated accounts hold at the end, by provider source. */
  readonly accounts: Map<string, Account>;
  /** What the state holds at the end. */
  readonly state: AppliedState;
}

interface Line {
  readonly type?: string;
  readonly diagnostic?: { severity: string; summary: string; detail?: string; address?: string };
  readonly change?: { resource: { addr: string }; action: string };
}

interface Run {
  readonly ok: boolean;
  readonly lines: Line[];
  readonly text: string;
}

/**
 * Runs real Terraform over a configuration against the simulated clouds: init, apply, each of `then`, and a last plan (or
 * destroy). Ends at the first run that fails.
 */
export async function runTrap(trap: Trap): Promise<TrapResult> {
  const folder = mkdtempSync(join(tmpdir(), "trap-"));
  const stateFile = join(folder, "terraform.tfstate");
  const steps = [trap.config, ...(trap.then ?? [])];
  const stacks = steps.map((config, index) => write(join(folder, "steps", String(index)), "cdk.tf.json", config));
  const simulator = await startSimulator({ stacks, bindings: resolve(__dirname, "../../.."), rules: trap.rules });
  const terraform = (...parameters: string[]) => run(folder, parameters, simulator.environment);
  const planned: Record<string, string>[] = [];
  const warnings: string[] = [];
  const result = (last: Run): TrapResult => ({
    errors: last.ok ? [] : Object.values(failures(last)).flat(),
    errorsAt: last.ok ? {} : failures(last),
    planned,
    warnings,
    changes: last.ok && !trap.destroy ? changes(last) : {},
    accounts: simulator.accounts,
    state: existsSync(stateFile) ? AppliedState.read(stateFile) : new AppliedState({}),
  });
  const step = async (...parameters: string[]): Promise<Run> => {
    const done = await terraform(...parameters, "-input=false", "-json");
    warnings.push(...Object.values(messages(done, "warning")).flat());
    return done;
  };
  try {
    for (const [index, config] of steps.entries()) {
      write(folder, "main.tf.json", config);
      if (index === 0) {
        const init = await terraform("init", "-input=false", "-no-color");
        if (!init.ok) throw new Error(`terraform init failed:\n${init.text}`);
      }
      const apply = await step("apply", "-auto-approve");
      planned.push(changes(apply));
      if (!apply.ok) return result(apply);
    }
    trap.meanwhile?.(simulator.accounts);
    return result(trap.destroy ? await step("destroy", "-auto-approve") : await step("plan"));
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, name: string, config: TerraformConfig): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function run(folder: string, parameters: string[], environment: Record<string, string>): Promise<Run> {
  return new Promise((settle, reject) => {
    const env = { ...process.env, ...environment };
    const child = spawn("terraform", parameters, { cwd: folder, env });
    let text = "";
    child.stdout.on("data", (data: Buffer) => (text += data.toString()));
    child.stderr.on("data", (data: Buffer) => (text += data.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      settle({ ok: code === 0, lines: text.split("\n").flatMap(parse), text });
    });
  });
}

function parse(line: string): Line[] {
  if (!line.startsWith("{")) return [];
  return [JSON.parse(line) as Line];
}

function messages(done: Run, severity: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { diagnostic } of done.lines) {
    if (diagnostic?.severity !== severity) continue;
    const message = [diagnostic.summary, diagnostic.detail].filter(Boolean).join(": ").replace(/\s+/g, " ");
    (found[diagnostic.address ?? ""] ??= []).push(message);
  }
  return found;
}

/** A run that failed without a message must not look green to a test that counts messages. */
function failures(done: Run): Record<string, string[]> {
  const found = messages(done, "error");
  return Object.keys(found).length > 0 ? found : { "": [done.text] };
}

function changes(plan: Run): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { type, change } of plan.lines) {
    if (type === "planned_change" && change) found[change.resource.addr] = change.action;
  }
  return found;
}
