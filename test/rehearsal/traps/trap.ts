import type { CommandResult } from "../../../src/rehearsal/deploy/command";
import type { Account } from "../../../src/rehearsal/simulator";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";
import type { AppliedState } from "../../../src/rehearsal/state";
import { TerraformFolder } from "../../support/terraform";

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
  const steps = [trap.config, ...(trap.then ?? [])];
  const terraform = await TerraformFolder.open({ stacks: steps, rules: trap.rules });
  const planned: Record<string, string>[] = [];
  const warnings: string[] = [];
  const result = (last: Run): TrapResult => ({
    errors: last.ok ? [] : Object.values(failures(last)).flat(),
    errorsAt: last.ok ? {} : failures(last),
    planned,
    warnings,
    changes: last.ok && !trap.destroy ? changes(last) : {},
    accounts: terraform.simulator.accounts,
    state: terraform.state(),
  });
  const step = async (...parameters: string[]): Promise<Run> => {
    const done = read(await terraform.run(...parameters, "-input=false", "-json"));
    warnings.push(...Object.values(messages(done, "warning")).flat());
    return done;
  };
  try {
    for (const config of steps) {
      await terraform.use(config);
      const apply = await step("apply", "-auto-approve");
      planned.push(changes(apply));
      if (!apply.ok) return result(apply);
    }
    trap.meanwhile?.(terraform.simulator.accounts);
    return result(trap.destroy ? await step("destroy", "-auto-approve") : await step("plan"));
  } finally {
    await terraform.close();
  }
}

function read({ code, output }: CommandResult): Run {
  const lines = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Line] : []));
  return { ok: code === 0, lines, text: output };
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
