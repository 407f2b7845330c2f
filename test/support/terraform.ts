import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type CommandResult } from "../../src/rehearsal/deploy/command";
import { rehearsalEnvironment } from "../../src/rehearsal/deploy/environment";
import { StateServer } from "../../src/rehearsal/deploy/state-server";
import { startSimulator, type Account, type Fault, type Simulator } from "../../src/rehearsal/simulator";
import type { ProviderRules } from "../../src/rehearsal/simulator/rule";
import { AppliedState } from "../../src/rehearsal/state";
import { ROOT } from "./cli";

/** CDKTF's own variable; OpenTofu passes the same tests. */
const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? "terraform";

export interface TerraformFolderOptions {
  /** Every configuration that is going to be used, in Terraform's JSON syntax: their types are what the simulator serves. */
  readonly stacks: readonly object[];
  readonly rules: readonly ProviderRules[];
  readonly fault?: Fault;
  /** @default - empty accounts */
  readonly accounts?: ReadonlyMap<string, Account>;
}

/**
 * Real Terraform in a folder of its own, over simulated providers. The state is kept behind the `http` backend, as a rehearsal
 * keeps it: the `local` one writes the whole state after every resource.
 */
export class TerraformFolder {
  public static async open(options: TerraformFolderOptions): Promise<TerraformFolder> {
    const folder = mkdtempSync(join(tmpdir(), "terraform-"));
    const stacks = options.stacks.map((stack, index) => {
      const file = join(folder, `stack${index}.json`);
      writeFileSync(file, JSON.stringify(stack));
      return file;
    });
    try {
      const { rules, fault, accounts } = options;
      // Schemas are read from the bindings once a run of the tests, whose temporary folder this is.
      const cache = join(tmpdir(), "schemas");
      const simulator = await startSimulator({ stacks, bindings: ROOT, rules, fault, accounts, cache });
      return new TerraformFolder(folder, simulator, await StateServer.start());
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  private readonly work: string;
  private readonly stateFile: string;

  private constructor(
    private readonly folder: string,
    public readonly simulator: Simulator,
    private readonly states: StateServer,
  ) {
    this.work = join(folder, "work");
    this.stateFile = join(folder, "terraform.tfstate");
    mkdirSync(this.work);
  }

  /** Writes the configuration, with its backend replaced, and initialises where that was not done yet. */
  public async use(stack: object): Promise<void> {
    const file = join(this.work, "main.tf.json");
    const isFresh = !existsSync(file);
    const { terraform } = stack as { terraform?: object };
    const backend = { http: { address: this.states.addressOf("stack", this.stateFile) } };
    writeFileSync(file, JSON.stringify({ ...stack, terraform: { ...terraform, backend } }));
    if (!isFresh) return;
    const init = await this.run("init", "-input=false");
    if (init.code !== 0) throw new Error(`terraform init failed:\n${init.output}`);
  }

  /** Runs one command on the configuration that is in use. */
  public run(...parameters: string[]): Promise<CommandResult> {
    const env = rehearsalEnvironment(process.env, this.simulator.environment);
    return run(TERRAFORM, [...parameters, "-no-color"], { cwd: this.work, env });
  }

  /** `terraform destroy` right after a plan, which has just read every object: they are not read again. */
  public destroyPlanned(): Promise<CommandResult> {
    return this.run("destroy", "-auto-approve", "-input=false", "-refresh=false");
  }

  /** What was applied; nothing before the first apply. */
  public state(): AppliedState {
    return existsSync(this.stateFile) ? AppliedState.read(this.stateFile) : new AppliedState({});
  }

  public async close(): Promise<void> {
    await this.simulator.close();
    this.states.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
