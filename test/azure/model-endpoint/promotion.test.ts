import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { AzureMlopsStack } from "../../../src/azure";
import { allRules, findCloud, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { azureDev } from "../../../stacks/environments/azure-dev";
import { IRIS_DEPENDENCIES, irisEndpoint } from "../../../stacks/iris";
import { ROOT } from "../../support/cli";
import { NEW, OLD, PromotedModels } from "../../support/promoted-models";
import { SharedServers } from "../../support/servers";
import { TerraformFolder } from "../../support/terraform";

const TIMEOUT = 300_000;
const FUNCTION = "MLOPS_AZURE_DEV.MLFLOW.SCORE_IRIS";
const TEMPLATE = /azurerm_resource_group_template_deployment\.\w*Endpoints\S+( \([^)]*\))?: (\w+)/g;

const servers = new SharedServers();
const stackOf = (model: string) =>
  JSON.parse(
    Testing.synth(
      new AzureMlopsStack(Testing.app(), {
        ...azureDev,
        endpoints: [{ ...irisEndpoint(model), modelDependencies: IRIS_DEPENDENCIES }],
      }),
      true,
    ),
  ) as object;

let models: PromotedModels;
let terraform: TerraformFolder;

beforeAll(async () => {
  const stacks = [stackOf(OLD), stackOf(NEW)];
  const training = PromotedModels.train(servers);
  training.catch(() => undefined);
  terraform = await TerraformFolder.open({ stacks, rules: allRules });
  await terraform.use(stacks[0] ?? {});
  const { code, output } = await terraform.run("apply", "-auto-approve", "-input=false");
  if (code !== 0) throw new Error(output);
  models = await training;
  await terraform.use(stacks[1] ?? {});
}, TIMEOUT);

afterAll(async () => {
  await models.servers.stop();
  await terraform.close();
  await servers.stop();
}, TIMEOUT);

test(
  "while a promotion is applied, each answer is the old or the new model's, none fails, and nothing is replaced",
  async () => {
    const cloud = findCloud(["azurerm_container_app"]);
    const { accounts } = terraform.simulator;
    const [served] = cloud?.models?.served(accounts) ?? [];
    if (cloud === undefined || served === undefined) throw new Error("no model is served");
    // Azure moves the calls when the new instances answer.
    await models.servers.ready(served);
    await models.servers.ready({ ...served, uri: served.uri.replace(OLD, NEW) });
    const runtime = new ExternalFunctionRuntime({
      state: terraform.state(),
      account: snowflakeAccount(accounts),
      gateways: [cloud.gateway(accounts, { locate: () => undefined, models: models.servers })],
    });
    const answers: string[] = [];
    const score = async (): Promise<void> => {
      const { rows, batchRows } = models;
      const batches = await runtime.callRows(FUNCTION, rows, { role: "ACCOUNTADMIN", batchRows });
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

    expect([code, output.includes("0 added, 1 changed, 0 destroyed")]).toEqual([0, true]);
    expect(new Set(answers)).toEqual(new Set(["iris", "sevens"]));
    // Old first, and never back.
    expect(answers.lastIndexOf("iris")).toBeLessThan(answers.indexOf("sevens"));
    expect(answers.slice(-3)).toEqual(["sevens", "sevens", "sevens"]);
    expect(answers.length).toBeGreaterThan(9);
    const actions = new Set([...output.matchAll(TEMPLATE)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    const plan = await terraform.run("plan", "-detailed-exitcode", "-input=false");
    expect(plan.code).toBe(0);
  },
  TIMEOUT,
);

test("the iris model's packages are those that it is trained with", () => {
  const pinned = readFileSync(join(ROOT, "python", "requirements.txt"), "utf8");
  for (const requirement of IRIS_DEPENDENCIES.requirements) expect(pinned).toContain(requirement);
});
