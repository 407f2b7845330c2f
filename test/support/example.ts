import { join } from "node:path";
import { allRules } from "../../src/rehearsal/clouds";
import type { CommandResult } from "../../src/rehearsal/deploy/command";
import { countObjects } from "../../src/rehearsal/existing";
import type { Account } from "../../src/rehearsal/simulator";
import type { AppliedState } from "../../src/rehearsal/state";
import { accountsOf } from "./existing";
import { synthesizeProgram } from "./synthesized-stacks";
import { TerraformFolder } from "./terraform";

/** What a rehearsal of an example through Terraform alone showed. */
export interface ExampleRun {
  readonly resources: number;
  readonly schemaOnly: readonly string[];
  /** Exit status of a second plan: 0 says no change. */
  readonly secondPlan: number;
  /** Objects in the accounts after the destroy, besides those that existed before. */
  readonly left: number;
}

/** An example between its apply and its destroy. */
export interface AppliedExample {
  readonly state: AppliedState;
  /** The simulated accounts by provider. */
  readonly accounts: ReadonlyMap<string, Account>;
}

async function mustPass(what: string, run: Promise<CommandResult>): Promise<void> {
  const { code, output } = await run;
  if (code !== 0) throw new Error(`${what} failed with status ${code}:\n${output}`);
}

/**
 * Synthesizes a built example, applies, plans again and destroys it with Terraform against simulated providers.
 * @param whileApplied what is done before the destroy
 */
export async function rehearseExample(
  name: string,
  whileApplied: (applied: AppliedExample) => Promise<void> = () => Promise.resolve(),
): Promise<ExampleRun> {
  const [stack = {}] = Object.values(synthesizeProgram(join("examples", name, "main.js")));
  const accounts = accountsOf(name);
  const before = countObjects(accounts);
  const terraform = await TerraformFolder.open({ stacks: [stack], rules: allRules, accounts });
  const { simulator } = terraform;
  try {
    await terraform.use(stack);
    await mustPass("terraform apply", terraform.run("apply", "-auto-approve", "-input=false"));
    const state = terraform.state();
    const second = await terraform.run("plan", "-detailed-exitcode", "-input=false");
    await whileApplied({ state, accounts: simulator.accounts });
    await mustPass("terraform destroy", terraform.destroyPlanned());
    const left = countObjects(simulator.accounts) - before;
    const resources = state.resources.filter((resource) => resource.mode === "managed").length;
    return { resources, schemaOnly: simulator.schemaOnly, secondPlan: second.code, left };
  } finally {
    await terraform.close();
  }
}
