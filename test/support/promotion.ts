import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";
import { allRules, asAltered, findCloud, snowflakeAccount } from "../../src/rehearsal/clouds";
import { ModelIngresses } from "../../src/rehearsal/servers";
import { ExternalFunctionRuntime } from "../../src/rehearsal/snowflake";
import { NEW, OLD, PromotedModels } from "./promoted-models";
import { SharedServers } from "./servers";
import { TerraformFolder } from "./terraform";

/** What an apply did while rows were scored. */
export interface PromotionRun {
  readonly code: number;
  readonly output: string;
  /** Whose each answer was, in their order: `iris` the old model's, `sevens` the new one's. */
  readonly answers: readonly string[];
}

/** A platform whose endpoint serves a trained model, about to be deployed with another one. */
export class Promotion {
  /** Trains both models, applies the stack with the old one, and writes the one with the new. */
  public static async prepare(make: (model: string) => TerraformStack): Promise<Promotion> {
    const servers = new SharedServers();
    const [before = {}, after = {}] = [OLD, NEW].map((model) => JSON.parse(Testing.synth(make(model), true)) as object);
    const training = PromotedModels.train(servers);
    training.catch(() => undefined);
    const terraform = await TerraformFolder.open({ stacks: [before, after], rules: allRules });
    await terraform.use(before);
    const { code, output } = await terraform.run("apply", "-auto-approve", "-input=false");
    if (code !== 0) throw new Error(output);
    const models = await training;
    const ingresses = new ModelIngresses({
      python: await servers.python(),
      workFolder: join(servers.workFolder, "ingresses"),
    });
    await terraform.use(after);
    return new Promotion(servers, terraform, models, ingresses);
  }

  private constructor(
    private readonly servers: SharedServers,
    private readonly terraform: TerraformFolder,
    private readonly models: PromotedModels,
    private readonly ingresses: ModelIngresses,
  ) {}

  /**
   * Applies the new model while a function scores; each answer must come at the first attempt.
   * @param service Terraform type of the cloud's servers
   */
  public async apply(service: string, functionName: string): Promise<PromotionRun> {
    const { models, terraform, ingresses } = this;
    const cloud = findCloud([service]);
    const { accounts } = terraform.simulator;
    const [served] = cloud?.models?.served(accounts) ?? [];
    if (cloud === undefined || served === undefined) throw new Error("no model is served");
    // The clouds move the calls when what is new answers.
    await models.servers.ready(served);
    await models.servers.ready({ ...served, uri: served.uri.replace(OLD, NEW) });
    const runtime = new ExternalFunctionRuntime({
      state: asAltered(terraform.state(), accounts),
      account: snowflakeAccount(accounts),
      gateways: [cloud.gateway(accounts, { locate: () => undefined, models: models.servers, ingresses })],
    });
    const answers: string[] = [];
    const score = async (): Promise<void> => {
      const { rows, batchRows } = models;
      const batches = await runtime.callRows(functionName, rows, { role: "ACCOUNTADMIN", batchRows });
      expect(batches.map(({ error, attempts }) => [error, attempts])).toEqual(batches.map(() => [undefined, 1]));
      answers.push(...models.namesOf(batches));
    };

    await score();
    const apply = terraform.run("apply", "-auto-approve", "-input=false");
    let isOver = false;
    void apply.then(() => (isOver = true));
    while (!isOver) await score();
    const { code, output } = await apply;
    await score();
    return { code, output, answers };
  }

  /** Expects that the answers were the old model's first and then the new one's, and that nothing is left to apply. */
  public async expectMoved({ answers }: PromotionRun): Promise<void> {
    expect(new Set(answers)).toEqual(new Set(["iris", "sevens"]));
    // Old first, and never back.
    expect(answers.lastIndexOf("iris")).toBeLessThan(answers.indexOf("sevens"));
    expect(answers.slice(-3)).toEqual(["sevens", "sevens", "sevens"]);
    expect(answers.length).toBeGreaterThan(9);
    const plan = await this.terraform.run("plan", "-detailed-exitcode", "-input=false");
    expect(plan.code).toBe(0);
  }

  public async close(): Promise<void> {
    await this.ingresses.stop();
    await this.models.servers.stop();
    await this.terraform.close();
    await this.servers.stop();
  }
}
