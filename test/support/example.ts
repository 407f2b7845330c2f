import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun, run } from "../../src/rehearsal/deploy/command";
import { rehearsalEnvironment } from "../../src/rehearsal/deploy/environment";
import { findTerraform } from "../../src/rehearsal/deploy/project";
import { allRules } from "../../src/rehearsal/clouds";
import { countObjects } from "../../src/rehearsal/existing";
import { startSimulator, type Account } from "../../src/rehearsal/simulator";
import { AppliedState } from "../../src/rehearsal/state";
import { ROOT } from "./cli";
import { accountsOf } from "./existing";

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

/**
 * Synthesizes a built example, validates, applies, plans again and destroys it with Terraform against simulated providers.
 * @param whileApplied what is done before the destroy
 */
export async function rehearseExample(
  name: string,
  whileApplied: (applied: AppliedExample) => Promise<void> = () => Promise.resolve(),
): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), `mlops-example-`));
  const env = rehearsalEnvironment(process.env);
  const program = join(ROOT, ".build", "examples", name, "main.js");
  await mustRun(process.execPath, [program], {
    cwd: folder,
    env: { ...env, CDKTF_OUTDIR: folder },
    what: `example ${name}`,
  });
  const [stack = ""] = readdirSync(join(folder, "stacks"));
  const cwd = join(folder, "stacks", stack);
  const accounts = accountsOf(name);
  const before = countObjects(accounts);
  const simulator = await startSimulator({
    stacks: [join(cwd, "cdk.tf.json")],
    bindings: ROOT,
    rules: allRules,
    accounts,
  });
  try {
    const { file } = await findTerraform(env);
    const own = rehearsalEnvironment(process.env, simulator.environment);
    const terraform = (what: string, ...args: string[]) =>
      mustRun(file, [what, ...args, "-no-color"], { cwd, env: own, what });
    await terraform("init", "-input=false");
    await terraform("validate");
    await terraform("apply", "-auto-approve", "-input=false");
    const backend = JSON.parse(readFileSync(join(cwd, "cdk.tf.json"), "utf8")) as {
      terraform: { backend: { local: { path: string } } };
    };
    const state = AppliedState.read(backend.terraform.backend.local.path);
    const second = await run(file, ["plan", "-detailed-exitcode", "-input=false"], { cwd, env: own });
    await whileApplied({ state, accounts: simulator.accounts });
    await terraform("destroy", "-auto-approve", "-input=false");
    const left = countObjects(simulator.accounts) - before;
    const resources = state.resources.filter((resource) => resource.mode === "managed").length;
    return { resources, schemaOnly: simulator.schemaOnly, secondPlan: second.code, left };
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
