import { allRules, appVariables } from "../clouds";
import { givenModel } from "../clouds/no-model";
import { stopCommands } from "../deploy/command";
import { rehearsalEnvironment } from "../deploy/environment";
import { RehearsalFolder } from "../deploy/folder";
import { findTerraform, MissingTool, openProject, type Project, type TerraformBinary } from "../deploy/project";
import { TerraformRun } from "../deploy/terraform";
import { startSimulator, type Simulator } from "../simulator";
import type { Cleanup } from "../scenario/cleanup";
import { Steps, untilInterrupted, type Progress } from "../scenario/progress";
import { FaultInjector } from "./injector";
import { FaultScenario, newFaultsReport, type FaultsReport } from "./scenario";

export interface FaultsOptions {
  /** Folder of the CDKTF project. */
  readonly project: string;
  readonly stack: string;
  /** The caller's environment; cloud credentials in it are not handed on. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Terraform types whose calls fail, while all others pass: the fault of one kind alone.
   * @default - every type
   */
  readonly types?: readonly string[];
  readonly progress: Progress;
  /** Where the caller ends everything when it is interrupted. */
  readonly cleanup: Cleanup;
}

/** Simulated providers that fail, and Terraform ready to run against them. */
async function prepare(
  options: FaultsOptions,
  project: Project,
  folder: RehearsalFolder,
  binary: TerraformBinary,
  injector: FaultInjector,
): Promise<{ terraform: TerraformRun; simulator: Simulator }> {
  const { stack, environment } = options;
  await folder.useLocalState(stack);
  const simulator = await startSimulator({
    stacks: [folder.stackFile(stack)],
    bindings: project.folder,
    rules: allRules,
    fault: injector.fault,
  });
  options.cleanup.add("simulated providers", () => simulator.close());
  const env = rehearsalEnvironment(environment, simulator.environment);
  const terraform = new TerraformRun(project, folder, stack, binary, env);
  await terraform.init();
  return { terraform, simulator };
}

/**
 * Deploys a stack against simulated providers that fail: every create, every update and every delete, once refused and once
 * with its answer lost. After each failure it deploys (or destroys) again, as a person would, until it holds. What fails by
 * itself is in the report; only a missing tool is thrown.
 * @throws MissingTool when Terraform or cdktf is missing, or the project or the stack does not exist
 */
export async function rehearseFaults(options: FaultsOptions): Promise<FaultsReport> {
  const project = openProject(options.project);
  const folder = RehearsalFolder.create();
  options.cleanup.add("rehearsal folder", () => folder.remove());
  options.cleanup.add("commands", () => stopCommands());
  const report = newFaultsReport(options.stack);
  const steps = new Steps(untilInterrupted(options.progress, options.cleanup), report.seconds);
  try {
    const injector = new FaultInjector();
    const environment = rehearsalEnvironment(options.environment, {
      ...appVariables,
      ...givenModel(options.environment),
    });
    const binary = await findTerraform(environment);
    report.terraform = `${binary.product} ${binary.version}`;
    await steps.step("synthesize", () => folder.synthesize(project, environment, options.stack));
    const ready = await steps.step("simulated providers", () => prepare(options, project, folder, binary, injector));
    const scenario = new FaultScenario({
      ...ready,
      folder,
      stack: options.stack,
      types: options.types,
      injector,
      steps,
      report,
    });
    await scenario.run();
  } catch (error) {
    if (error instanceof MissingTool) throw error;
    report.failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    report.failures.push(...(await options.cleanup.end()));
  }
  report.ok = report.failures.length === 0;
  return report;
}
