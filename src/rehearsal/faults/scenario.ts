import type { StackJson } from "../../inspect/stack";
import type { RehearsalFolder } from "../deploy/folder";
import type { Plan, TerraformRun } from "../deploy/terraform";
import type { Simulator } from "../simulator";
import { countObjects } from "../existing";
import type { Steps } from "../scenario/progress";
import { preventedAddresses } from "../scenario/protection";
import { changedStack } from "./changed";
import { converge, type Converged } from "./converge";
import type { FaultInjector, Wave } from "./injector";

/** One wave, and what came after it. */
export interface WaveReport extends Converged {
  /** Addresses that were missing after the successful apply, and that one more apply recreated. */
  readonly remade: readonly string[];
}

/** What a rehearsal of faults did and saw; `--json` writes it. */
export interface FaultsReport {
  readonly stack: string;
  /** True when every wave converged. */
  ok: boolean;
  /** Terraform's or OpenTofu's product name and version. */
  terraform: string;
  /** Managed resources of the stack that a provider answers for. */
  resources: number;
  readonly waves: WaveReport[];
  /** Addresses that a wave was to reach and did not. */
  readonly notReached: { readonly wave: string; readonly address: string }[];
  /** What went wrong; empty when `ok`. */
  readonly failures: string[];
  /** Seconds by step, in order. */
  readonly seconds: Record<string, number>;
}

/** An empty report of a stack. */
export function newFaultsReport(stack: string): FaultsReport {
  return { stack, ok: false, terraform: "", resources: 0, waves: [], notReached: [], failures: [], seconds: {} };
}

export interface FaultScenarioOptions {
  readonly terraform: TerraformRun;
  readonly simulator: Simulator;
  readonly folder: RehearsalFolder;
  readonly stack: string;
  readonly injector: FaultInjector;
  readonly steps: Steps;
  readonly report: FaultsReport;
  /**
   * Terraform types whose calls fail, while all others pass.
   * @default - every type
   */
  readonly types?: readonly string[];
}

const describe = ({ changes, outputs }: Plan) =>
  [...changes.map(({ action, address }) => `${action} ${address}`), ...outputs.map((name) => `output ${name}`)].join(
    "\n",
  );

/** Terraform itself answers for `terraform_data`, not a provider whose calls can fail. */
const isBuiltIn = (type: string) => type.startsWith("terraform_");

/** The waves in their order: two deploys, each destroyed again, and an edit there and back in between. */
export class FaultScenario {
  constructor(private readonly options: FaultScenarioOptions) {}

  public async run(): Promise<void> {
    const { folder, stack, report, types } = this.options;
    const original = folder.read(stack);
    const addresses = Object.entries(original.resource ?? {})
      .filter(([type]) => !isBuiltIn(type))
      .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`));
    report.resources = addresses.length;
    const unknown = (types ?? []).filter((type) => !(type in (original.resource ?? {})));
    if (unknown.length > 0) throw new Error(`${stack} has no resource of the type ${unknown.join(", ")}`);
    const kept = preventedAddresses(original);
    if (kept.length > 0)
      throw new Error(
        `${kept.join(", ")} ${kept.length === 1 ? "has" : "have"} prevent_destroy, and faults destroys the stack: run it on the stack without protection`,
      );
    await this.wave({ name: "create refused", action: "create", answer: "refused" }, addresses);
    await this.edit(changedStack(original).stack, { name: "update refused", action: "update", answer: "refused" });
    await this.edit(original, { name: "update timed out", action: "update", answer: "lost" });
    await this.wave({ name: "delete refused", action: "delete", answer: "refused" }, addresses);
    await this.wave({ name: "create timed out", action: "create", answer: "lost" }, addresses);
    await this.wave({ name: "delete timed out", action: "delete", answer: "lost" }, addresses);
  }

  private async edit(stack: StackJson, wave: Wave): Promise<void> {
    const { folder, terraform } = this.options;
    folder.write(this.options.stack, stack);
    const { changes } = await terraform.plan();
    const updated = changes.filter(({ action }) => action === "update").map(({ address }) => address);
    await this.wave(wave, updated);
  }

  private async wave(wave: Wave, addresses: readonly string[]): Promise<void> {
    const { terraform, injector, report, steps, types } = this.options;
    const aimed = addresses.filter((address) => types?.includes(address.split(".")[0] ?? "") ?? true);
    const command = wave.action === "delete" ? "destroy" : "apply";
    await steps.step(
      wave.name,
      async () => {
        const done = await converge(terraform, injector, { ...wave, types }, command);
        const remade = command === "destroy" ? this.nothingLeft() : await this.settle(wave);
        report.waves.push({ ...done, remade });
        const missed = aimed.filter((address) => !done.failed.includes(address));
        report.notReached.push(...missed.map((address) => ({ wave: wave.name, address })));
        if (missed.length > 0) throw new Error(`No fault reached ${missed.join(", ")}`);
        return done;
      },
      (done) => `${done.injected} faults, ${done.runs} runs`,
    );
  }

  /**
   * The plan must be empty now. After a create that timed out one more apply is allowed: a replaced part of an API is one that
   * the new one was written over, and deleting the old one afterwards takes the new one with it. Returns the recreated addresses.
   */
  private async settle(wave: Wave): Promise<string[]> {
    const { terraform } = this.options;
    const plan = await terraform.plan();
    if (plan.changes.length + plan.outputs.length === 0) return [];
    const mayRepair = wave.answer === "lost" && plan.changes.every(({ action }) => action === "create");
    if (!mayRepair) throw new Error(`The plan after it is not empty:\n${describe(plan)}`);
    await terraform.apply();
    const last = await terraform.plan();
    if (last.changes.length + last.outputs.length > 0)
      throw new Error(`The plan after one more apply is not empty:\n${describe(last)}`);
    return plan.changes.map(({ address }) => address);
  }

  private nothingLeft(): string[] {
    const { terraform, simulator } = this.options;
    const inState = terraform.state().resources.filter(({ mode }) => mode === "managed").length;
    const left = countObjects(simulator.accounts);
    if (inState + left > 0) throw new Error(`${inState} resources are left in the state and ${left} in the accounts`);
    return [];
  }
}
