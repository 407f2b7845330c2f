import { isStateful, STATEFUL_TYPES } from "../../../src/inspect/plan";
import type { StackJson } from "../../../src/inspect/stack";
import { allRules } from "../../../src/rehearsal/clouds";
import { rehearsalEnvironment } from "../../../src/rehearsal/deploy/environment";
import { RehearsalFolder } from "../../../src/rehearsal/deploy/folder";
import { findTerraform } from "../../../src/rehearsal/deploy/project";
import { TerraformRun, type Plan, type PlannedChange } from "../../../src/rehearsal/deploy/terraform";
import { startSimulator } from "../../../src/rehearsal/simulator";

export interface RehearsedUpgradeOptions {
  /** The stack as an older release synthesized it; it is applied. */
  readonly baseline: StackJson;
  /** Stacks that are going to be planned over it: their types are what the simulator serves. */
  readonly upgrades: readonly StackJson[];
  /** The folder from which the provider bindings are resolved. */
  readonly bindings: string;
  /** The caller's environment; cloud credentials in it are not handed on. */
  readonly environment: NodeJS.ProcessEnv;
}

const STACK = "upgrade";

function withoutProtection(stack: StackJson): StackJson {
  const text = JSON.stringify(stack, (name, value: unknown) => (name === "prevent_destroy" ? undefined : value));
  return JSON.parse(text) as StackJson;
}

/** A release that is deployed in simulated clouds, for new code to be planned over. Close it, or its ports stay open. */
export class RehearsedUpgrade {
  /**
   * Deploys the older release.
   * @throws CommandError when Terraform refuses it
   */
  public static async deploy(options: RehearsedUpgradeOptions): Promise<RehearsedUpgrade> {
    const folder = RehearsalFolder.create();
    const names = [options.baseline, ...options.upgrades].map((synthesized, index) => {
      const name = index === 0 ? STACK : `${STACK}-${index}`;
      folder.write(name, synthesized);
      return name;
    });
    const simulator = await startSimulator({
      stacks: names.map((name) => folder.stackFile(name)),
      bindings: options.bindings,
      rules: allRules,
    });
    const close = async () => {
      await simulator.close();
      folder.remove();
    };
    try {
      const env = rehearsalEnvironment(options.environment, simulator.environment);
      const project = { folder: options.bindings, app: "true" };
      const terraform = new TerraformRun(project, folder, STACK, await findTerraform(env), env);
      await folder.useLocalState(STACK);
      await terraform.init();
      await terraform.apply();
      return new RehearsedUpgrade(terraform, folder, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  private constructor(
    private readonly terraform: TerraformRun,
    private readonly folder: RehearsalFolder,
    /** Ends the simulated clouds and removes the folder. */
    public readonly close: () => Promise<void>,
  ) {}

  /** What Terraform would do to the deployed release with this code. Nothing is changed. */
  public async plan(upgrade: StackJson): Promise<Plan> {
    this.folder.write(STACK, upgrade);
    await this.folder.useLocalState(STACK);
    return this.terraform.plan();
  }

  /**
   * Upgrades the deployed release to this code.
   * @returns the plan after it, which is to be empty
   * @throws CommandError when Terraform, or a simulated cloud, refuses
   */
  public async upgrade(upgrade: StackJson): Promise<Plan> {
    this.folder.write(STACK, upgrade);
    await this.folder.useLocalState(STACK);
    await this.terraform.apply();
    return this.terraform.plan();
  }

  /**
   * The changes of a plan that lose something for good, each with what it loses. It is planned without `prevent_destroy`, which
   * would end the plan at the first loss that it forbids.
   */
  public async losses(upgrade: StackJson): Promise<(PlannedChange & { readonly loses: string })[]> {
    const { changes } = await this.plan(withoutProtection(upgrade));
    return changes
      .filter(({ action }) => ["delete", "replace", "forget"].includes(action))
      .flatMap((change) => {
        const type = change.address.split(".")[0] ?? "";
        return isStateful(type) === false ? [] : [{ ...change, loses: STATEFUL_TYPES[type] ?? "nobody has looked" }];
      });
  }
}
