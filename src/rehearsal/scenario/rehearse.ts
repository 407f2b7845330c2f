import { join } from "node:path";
import { allRules, appVariables, asAltered, findCloud, type Cloud } from "../clouds";
import { stopCommands } from "../deploy/command";
import { rehearsalEnvironment } from "../deploy/environment";
import { RehearsalFolder } from "../deploy/folder";
import { findTerraform, MissingTool, openProject, type Project, type TerraformBinary } from "../deploy/project";
import { TerraformRun } from "../deploy/terraform";
import { countObjects, existingAccounts } from "../existing";
import { newReport, type RehearsalReport } from "../report";
import { saveAccounts, startSimulator, type Account, type Held, type Simulator } from "../simulator";
import type { AppliedState } from "../state";
import { Cleanup } from "./cleanup";
import type { Deployed } from "./deployed";
import { logModel, type LoggedModel, type LoggedRun } from "./logged-model";
import { checkExposure } from "./exposure";
import { prepareServers, type Preparation, type Ready } from "./prepare";
import { Steps, untilInterrupted, type Progress } from "./progress";
import { preventedAddresses, refusedDestroy, UNPROTECTED } from "./protection";
import { ModelScoring } from "./scoring";
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
  readonly models?: Record<string, number>;
  readonly ingresses?: Record<string, number>;
}

/** The cloud on which a stack's functions are answered; undefined when it has no functions, or no tracking server. */
function cloudOf(folder: RehearsalFolder, stack: string): Cloud | undefined {
  const types = Object.keys(folder.read(stack).resource ?? {});
  return types.includes("snowflake_external_function") ? findCloud(types) : undefined;
}

/** What deploys the synthesized stack: it changes with the types of the stack. */
interface Deployer {
  readonly simulator: Simulator;
  readonly tool: TerraformRun;
  /** Local ports of the servers of models that were deployed. @default - no model was deployed */
  readonly models?: Record<string, number>;
  /** Local ports of the proxies in front of them. @default - they have none */
  readonly ingresses?: Record<string, number>;
}

/** A program that was synthesized again, with a model that did not exist before. */
interface WithModel {
  readonly model: LoggedModel;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the program has more functions than before. */
  readonly addsFunctions: boolean;
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
  /** Variables that the project's app is told from the training on. */
  private variables: Readonly<Record<string, string>> = {};

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
    const deployer = this.deployer(simulator, terraform);
    const { tool } = deployer;
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
    let last = deployer;
    if (cloud === undefined || preparation === undefined) {
      this.skip("functions", "the stack has no external functions with a tracking server");
    } else {
      last = await this.functions(preparation, { cloud, accounts: simulator.accounts, state }, deployer, terraform);
    }
    await this.liftProtection(last.tool);
    await this.steps.step(
      "cdktf destroy",
      () => this.destroy(last.tool, last.simulator),
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
      rehearsalEnvironment(environment, { ...appVariables, ...this.variables, ...variables }),
      stack,
    );
  }

  private async useLocalState(): Promise<void> {
    const { stack, progress } = this.options;
    const replaced = await this.folder.useLocalState(stack);
    if (replaced === this.report.replacedBackend) return;
    this.report.replacedBackend = replaced;
    progress.note(
      `the backend block (${this.report.replacedBackend}) is replaced by local state in the rehearsal's own folder`,
    );
  }

  private async simulate(): Promise<Simulator> {
    const { existing, stack, progress } = this.options;
    const accounts = existing === undefined ? new Map<string, Account>() : existingAccounts(existing);
    this.existing = [...accounts.values()].flatMap((account) => account.all);
    const simulator = await this.startProviders(accounts);
    for (const source of accounts.keys())
      if (!simulator.accounts.has(source)) throw new Error(`${existing}: ${stack} has no provider ${source}`);
    if (this.existing.length > 0) progress.note(`${this.existing.length} objects exist before the deploy`);
    this.report.simulated = [...simulator.accounts.keys()];
    return simulator;
  }

  /** Simulated providers for the types of the synthesized stack. */
  private async startProviders(accounts: ReadonlyMap<string, Account>): Promise<Simulator> {
    const simulator = await startSimulator({
      stacks: [this.folder.stackFile(this.options.stack)],
      bindings: this.project.folder,
      rules: allRules,
      accounts,
    });
    this.options.cleanup.add("simulated providers", () => simulator.close());
    const { schemaOnly } = this.report;
    for (const type of simulator.schemaOnly.filter((each) => !schemaOnly.includes(each))) {
      schemaOnly.push(type);
      this.options.progress.note(`${type}: schema only, its behaviour is not simulated`);
    }
    return simulator;
  }

  private deployer(simulator: Simulator, terraform: TerraformBinary): Deployer {
    const env = rehearsalEnvironment(this.options.environment, simulator.environment);
    const { stack, onLine } = this.options;
    return { simulator, tool: new TerraformRun(this.project, this.folder, stack, terraform, env, onLine) };
  }

  private async deploy(tool: TerraformRun, simulator: Simulator): Promise<AppliedState> {
    this.report.apply = "failed";
    await tool.deploy();
    this.report.apply = "done";
    const state = this.applied(tool, simulator);
    this.report.resources = state.resources.filter((resource) => resource.mode === "managed").length;
    return state;
  }

  /** What was applied, as the accounts have it. */
  private applied(tool: TerraformRun, simulator: Simulator): AppliedState {
    // What a cloud froze, such as a deployment of its gateway, is not in Terraform's state.
    saveAccounts(simulator.accounts, this.accountFile);
    return asAltered(tool.state(), simulator.accounts).including(this.existing);
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

  private async functions(
    preparation: Preparation,
    deployed: Deployed,
    deployer: Deployer,
    terraform: TerraformBinary,
  ): Promise<Deployer> {
    const ready = await preparation.ready;
    if ("unavailable" in ready) {
      this.skip("functions", ready.unavailable);
      return deployer;
    }
    let withModel: Promise<WithModel> | undefined;
    const onRun = (run: LoggedRun): void => {
      if (deployed.cloud.models === undefined) return;
      // Beside the other steps, which do not read the configuration.
      withModel = this.synthesizeWithModel(run, deployed, ready);
      withModel.catch(() => undefined);
    };
    const servers = await runScenario(ready, deployed, this.steps, this.report, { ...this.options, onRun });
    const last =
      withModel === undefined ? deployer : await this.scoring(withModel, ready, deployed, deployer, terraform);
    if (this.options.keep !== undefined) {
      await this.options.keep({
        ui: servers.ui,
        stateFile: this.folder.stateFile(this.options.stack),
        accountFile: this.accountFile,
        ports: servers.ports,
        models: last.models,
        ingresses: last.ingresses,
      });
    }
    await this.steps.step("stop the servers", () => servers.stop());
    return last;
  }

  private async synthesizeWithModel(run: LoggedRun, { cloud, state }: Deployed, ready: Ready): Promise<WithModel> {
    const model = await logModel(run, ready.modelFolder);
    const variables = cloud.models?.variables(state, model.location) ?? {};
    const functions = (): number =>
      Object.keys(this.folder.read(this.options.stack).resource?.snowflake_external_function ?? {}).length;
    const before = functions();
    await this.synthesize(variables);
    await this.useLocalState();
    return { model, variables, addsFunctions: functions() > before };
  }

  /** Deploys the program with an endpoint for the trained model, and scores rows by it. */
  private async scoring(
    begun: Promise<WithModel>,
    ready: Ready,
    deployed: Deployed,
    deployer: Deployer,
    terraform: TerraformBinary,
  ): Promise<Deployer> {
    const { model, variables, addsFunctions } = await this.steps.step("synthesize with the model", () => begun);
    if (!addsFunctions) {
      this.skip("scoring", `the program adds no function when ${Object.keys(variables).join(" and ")} are set`);
      return deployer;
    }
    this.variables = variables;
    const scoring = new ModelScoring(ready, model, this.options.cleanup);
    const { accounts } = deployed;
    const last = this.deployer(await this.startProviders(accounts), terraform);
    const { tool, simulator } = last;
    const after = await this.steps.step("deploy with the model", async () => {
      await tool.deploy();
      return { ...deployed, state: this.applied(tool, simulator) };
    });
    const started = scoring.start(after, this.report);
    started.catch(() => undefined);
    await this.steps.step(
      "second plan with the model",
      () => this.secondPlan(tool),
      () => "0 changes",
    );
    await this.steps.step(
      "scoring",
      async () => {
        // It adds nothing to the report that the first look did not say.
        await checkExposure(after.state, accounts, simulator.sensitive, newReport(this.options.stack));
        await started;
        return scoring.score(deployed.state, after, this.report);
      },
      (note) => note,
    );
    return { ...last, models: await scoring.ports(), ingresses: await scoring.ingressPorts() };
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
