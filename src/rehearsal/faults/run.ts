import { allRules } from "../clouds";
import { stopCommands } from "../deploy/command";
import { rehearsalEnvironment } from "../deploy/environment";
import { RehearsalFolder } from "../deploy/folder";
import { findTerraform, MissingTool, openProject, type Project } from "../deploy/project";
import { TerraformRun } from "../deploy/terraform";
import { startSimulator, type Simulator } from "../simulator";
import type { Cleanup } from "../story/cleanup";
import { Steps, type Progress } from "../story/progress";
import { FaultInjector } from "./injector";
import { FaultStory, newFaultsReport, type FaultsReport } from "./story";

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

async function prepare(
  options: FaultsOptions,
  project: Project,
  folder: RehearsalFolder,
  injector: FaultInjector,
): Promise<{ terraform: TerraformRun; simulator: Simulator; product: string }> {
  const { stack, environment } = options;
  const binary = await findTerraform(rehearsalEnvironment(environment));
  await folder.synthesize(project, rehearsalEnvironment(environment), stack);
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
  return { terraform, simulator, product: `${binary.product} ${binary.version}` };
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
  const steps = new Steps(options.progress, report.seconds);
  try {
    const injector = new FaultInjector();
    const ready = await steps.step("synthesize", () => prepare(options, project, folder, injector));
    report.terraform = ready.product;
    const story = new FaultStory({
      ...ready,
      folder,
      stack: options.stack,
      types: options.types,
      injector,
      steps,
      report,
    });
    await story.tell();
  } catch (error) {
    if (error instanceof MissingTool) throw error;
    report.failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    report.failures.push(...(await options.cleanup.end()));
  }
  report.ok = report.failures.length === 0;
  return report;
}
