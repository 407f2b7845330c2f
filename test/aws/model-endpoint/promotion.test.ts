import { Testing } from "cdktf";
import { AwsMlopsStack } from "../../../src/aws";
import { allRules, clouds, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { awsDev } from "../../../stacks/environments/aws-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { NEW, OLD, PromotedModels } from "../../support/promoted-models";
import { SharedServers } from "../../support/servers";
import { TerraformFolder } from "../../support/terraform";
import { IMAGE } from "./fixture";

const TIMEOUT = 300_000;
const FUNCTION = "MLOPS_AWS_DEV.MLFLOW.SCORE_IRIS";
const ENDPOINT = /aws_sagemaker_endpoint\.\S+( \([^)]*\))?: (\w+)/g;

const servers = new SharedServers();
const stackOf = (model: string) =>
  JSON.parse(
    Testing.synth(
      new AwsMlopsStack(Testing.app(), {
        ...awsDev,
        region: "eu-central-1",
        gateway: { requestsPerSecond: 1000, requestBurst: 2000 },
        endpoints: [{ ...irisEndpoint(model), image: IMAGE }],
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
  "while a promotion is applied, each answer is the old or the new model's, none fails, and the endpoint stays",
  async () => {
    const [cloud] = clouds;
    const { accounts } = terraform.simulator;
    const [served] = cloud?.models?.served(accounts) ?? [];
    if (cloud === undefined || served === undefined) throw new Error("no model is served");
    // SageMaker moves the traffic when the new containers answer.
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

    expect([code, output.includes("0 changed")]).toEqual([0, false]);
    expect(new Set(answers)).toEqual(new Set(["iris", "sevens"]));
    // Old first, and never back.
    expect(answers.lastIndexOf("iris")).toBeLessThan(answers.indexOf("sevens"));
    expect(answers.slice(-3)).toEqual(["sevens", "sevens", "sevens"]);
    expect(answers.length).toBeGreaterThan(9);
    const actions = new Set([...output.matchAll(ENDPOINT)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    expect(output).not.toMatch(/snowflake_external_function\.\S+: (Creating|Destroying|Modifying)/);
    const plan = await terraform.run("plan", "-detailed-exitcode", "-input=false");
    expect(plan.code).toBe(0);
  },
  TIMEOUT,
);
