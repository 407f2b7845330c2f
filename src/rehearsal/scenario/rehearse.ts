import { join } from "node:path";
import { allRules, appVariables, asAltered, findCloud, type Cloud } from "../clouds";
import { stopCommands } from "../deploy/command";
import { rehearsalEnvironment } from "../deploy/environment";
import { RehearsalFolder } from "../deploy/folder";
import { findTerraform, MissingTool, openProject, type Project } from "../deploy/project";
import { TerraformRun } from "../deploy/terraform";
import { countObjects, existingAccounts } from "../existing";
import { newReport, type RehearsalReport } from "../report";
import { saveAccounts, startSimulator, type Account, type Held, type Simulator } from "../simulator";
import type { AppliedState } from "../state";
import { Cleanup } from "./cleanup";
import type { Deployed } from "./deployed";
import { checkExposure } from "./exposure";
import { prepareServers, type Preparation } from "./prepare";
import { Steps, untilInterrupted, type Progress } from "./progress";
import { preventedAddresses, refusedDestroy, UNPROTECTED } from "./protection";
import { runScenario } from "./training";

export interface RehearseOptions {
  /** Folder of the CDKTF project. */
  readonly project: string;
  readonly stack: string;
  /** The caller's environment; cloud credentials in it are not handed on. */
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  /** A JSON file with what exists in the accounts before the deploy. @default - the accounts are empty */
  readonly existing?: string;
  /** Waits with the servers up before the destroy, until the promise settles. */
  readonly keep?: (kept: KeptServers) => Promise<void>;
  /** Receives what cdktf prints. */
  readonly onLine?: (line: string) => void;
  /** Where the caller ends everything when it is interrupted. */
  readonly cleanup: Cleanup;
}

/** What a person may use while the servers are kept. */
export interface KeptServers {
  readonly ui: string;
  readonly stateFile: string;
  readonly accountFile: string;
  readonly ports: Record<string, number>;
}

/** The cloud on which a stack's functions are answered; undefined when it has no functions, or no tracking server. */
function cloudOf(folder: RehearsalFolder, stack: string): Cloud | undefined {
  const types = Object.keys(folder.read(stack).resource ?? {});
  return types.includes("snowflake_external_function") ? findCloud(types) : undefined;
}

function isStrict(env: NodeJS.ProcessEnv): boolean {
  return (env.CI ?? "") !== "" && env.CI !== "false";
}

class Rehearsal {
  public readonly report: RehearsalReport;
  private readonly options: RehearseOptions;
  private readonly steps: Steps;
  private readonly folder: RehearsalFolder;
  /** What was there before the deploy. */
  private existing: readonly Held[] = [];

  constructor(
    options: RehearseOptions,
    private readonly project: Project,
  ) {
    this.options = { ...options, progress: untilInterrupted(options.progress, options.cleanup) };
    this.report = newReport(options.stack);
    this.steps = new Steps(this.options.progress, this.report.seconds);
    this.folder = RehearsalFolder.create();
    options.cleanup.add("rehearsal folder", () => this.folder.remove());
    options.cleanup.add("commands", () => stopCommands());
  }

  public async run(): Promise<void> {
    const { stack, cleanup, environment } = this.options;
    const terraform = await findTerraform(rehearsalEnvironment(environment));
    this.report.terraform = `${terraform.product} ${terraform.version}`;
    await this.steps.step("synthesize", () => this.synthesize());
    await this.useLocalState();
    const cloud = cloudOf(this.folder, stack);
    const preparation =
      cloud === undefined ? undefined : prepareServers(this.folder, environment, this.options.progress, cleanup);
    const simulator = await this.steps.step(
      "simulated providers",
      () => this.simulate(),
      ({ accounts }) => [...accounts.keys()].join(", "),
    );
    const env = rehearsalEnvironment(environment, simulator.environment);
    const tool = new TerraformRun(this.project, this.folder, stack, terraform, env, this.options.onLine);
    const state = await this.steps.step(
      "cdktf deploy",
      () => this.deploy(tool, simulator),
      (applied) =>
        `${this.report.resources} resources, ${applied.resources.filter(({ mode }) => mode === "data").length} data sources`,
    );
    await this.steps.step(
      "second plan",
      () => this.secondPlan(tool),
      () => "0 changes",
    );
    await this.steps.step(
      "secrets and strangers",
      () => checkExposure(state, simulator.accounts, simulator.sensitive, this.report),
      (attempts) => `no secret in sight, ${attempts} attempts from outside refused`,
    );
    if (cloud === undefined || preparation === undefined) {
      this.skip("functions", "the stack has no external functions with a tracking server");
    } else {
      await this.functions(preparation, { cloud, accounts: simulator.accounts, state });
    }
    await this.liftProtection(tool);
    await this.steps.step(
      "cdktf destroy",
      () => this.destroy(tool, simulator),
      () => "nothing left",
    );
  }

  /** Shows that a protected stack refuses its destroy and by what, then applies the same environment without protection. */
  private async liftProtection(tool: TerraformRun): Promise<void> {
    const { stack } = this.options;
    const prevented = preventedAddresses(this.folder.read(stack));
    if (prevented.length === 0) return;
    await this.steps.step(
      "refused destroy",
      async () => {
        this.report.destroy.refused = await refusedDestroy(tool, prevented);
      },
      () => `refused by ${prevented.length} protected resources`,
    );
    await this.steps.step("synthesize without protection", async () => {
      await this.synthesize({ [UNPROTECTED]: stack });
      await this.useLocalState();
      const left = preventedAddresses(this.folder.read(stack));
      if (left.length > 0)
        throw new Error(
          `With ${UNPROTECTED}=${stack} the project's app still protects ${left.join(", ")}. Let the app read the variable, as stacks/synthesize.ts does`,
        );
    });
    await this.steps.step("deploy without protection", () => tool.deploy());
    await this.steps.step(
      "second plan without protection",
      () => this.secondPlan(tool),
      () => "0 changes",
    );
  }

  private skip(what: string, reason: string): void {
    this.report.skipped.push({ what, reason });
    this.options.progress.note(`skipped ${what}: ${reason}`);
    if (isStrict(this.options.environment) && what === "functions" && /python/i.test(reason)) {
      this.report.failures.push(`${what} were not called, which with CI set is a failure: ${reason}`);
    }
  }

  private async synthesize(variables: Record<string, string> = {}): Promise<void> {
    const { stack, environment } = this.options;
    await this.folder.synthesize(
      this.project,
      rehearsalEnvironment(environment, { ...appVariables, ...variables }),
      stack,
    );
  }

  private async useLocalState(): Promise<void> {
    const { stack, progress } = this.options;
    this.report.replacedBackend = await this.folder.useLocalState(stack);
    progress.note(
      `the backend block (${this.report.replacedBackend}) is replaced by local state in the rehearsal's own folder`,
    );
  }

  private async simulate(): Promise<Simulator> {
    const { existing, stack, progress, cleanup } = this.options;
    const accounts = existing === undefined ? new Map<string, Account>() : existingAccounts(existing);
    this.existing = [...accounts.values()].flatMap((account) => account.all);
    const simulator = await startSimulator({
      stacks: [this.folder.stackFile(stack)],
      bindings: this.project.folder,
      rules: allRules,
      accounts,
    });
    cleanup.add("simulated providers", () => simulator.close());
    for (const source of accounts.keys())
      if (!simulator.accounts.has(source)) throw new Error(`${existing}: ${stack} has no provider ${source}`);
    if (this.existing.length > 0) progress.note(`${this.existing.length} objects exist before the deploy`);
    this.report.simulated = [...simulator.accounts.keys()];
    this.report.schemaOnly = [...simulator.schemaOnly];
    for (const type of simulator.schemaOnly) progress.note(`${type}: schema only, its behaviour is not simulated`);
    return simulator;
  }

  private async deploy(tool: TerraformRun, simulator: Simulator): Promise<AppliedState> {
    this.report.apply = "failed";
    await tool.deploy();
    this.report.apply = "done";
    const state = tool.state();
    this.report.resources = state.resources.filter((resource) => resource.mode === "managed").length;
    // What a cloud froze, such as a deployment of its gateway, is not in Terraform's state.
    saveAccounts(simulator.accounts, this.accountFile);
    return asAltered(state, simulator.accounts).including(this.existing);
  }

  private get accountFile(): string {
    return join(this.folder.path, "accounts.json");
  }

  private async secondPlan(tool: TerraformRun): Promise<void> {
    const plan = await tool.plan();
    this.report.secondPlan = { changes: plan.changes.length, planned: plan.changes, outputs: plan.outputs };
    if (plan.changes.length + plan.outputs.length > 0) {
      const lines = [
        ...plan.changes.map(({ action, address }) => `${action} ${address}`),
        ...plan.outputs.map((name) => `output ${name}`),
      ];
      throw new Error(`A second plan right after the apply is not empty:\n${lines.join("\n")}`);
    }
  }

  private async functions(preparation: Preparation, deployed: Deployed): Promise<void> {
    const ready = await preparation.ready;
    if ("unavailable" in ready) {
      this.skip("functions", ready.unavailable);
      return;
    }
    const servers = await runScenario(ready, deployed, this.steps, this.report, this.options);
    if (this.options.keep !== undefined) {
      await this.options.keep({
        ui: servers.ui,
        stateFile: this.folder.stateFile(this.options.stack),
        accountFile: this.accountFile,
        ports: servers.ports,
      });
    }
    await this.steps.step("stop the servers", () => servers.stop());
  }

  private async destroy(tool: TerraformRun, simulator: Simulator): Promise<void> {
    await tool.destroy();
    const inState = tool.state().resources.filter((resource) => resource.mode === "managed").length;
    const held = countObjects(simulator.accounts);
    this.report.destroy.left = Math.max(inState, held - this.existing.length);
    if (inState > 0 || held !== this.existing.length) {
      throw new Error(
        `After the destroy ${inState} resources are left in the state, and the accounts hold ${held} objects where ${this.existing.length} existed before the deploy`,
      );
    }
  }
}

/**
 * Deploys a stack with the real tools against simulated providers, looks at the second plan, calls its functions where it has
 * any, and destroys it. What fails is in the report; only a missing tool is thrown.
 * @throws MissingTool when Terraform or cdktf is missing, or the project or the stack does not exist
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  const rehearsal = new Rehearsal(options, openProject(options.project));
  try {
    await rehearsal.run();
  } catch (error) {
    if (error instanceof MissingTool) throw error;
    rehearsal.report.failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    rehearsal.report.failures.push(...(await options.cleanup.end()));
  }
  rehearsal.report.ok = rehearsal.report.failures.length === 0;
  return rehearsal.report;
}
