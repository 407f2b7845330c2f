import { join } from "node:path";
import { Testing } from "cdktf";
import { GcpMlopsStack } from "../../../src/gcp";
import { allRules, asAltered, findCloud, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { ModelIngresses } from "../../../src/rehearsal/servers";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { gcpDev } from "../../../stacks/environments/gcp-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { NEW, OLD, PromotedModels } from "../../support/promoted-models";
import { SharedServers } from "../../support/servers";
import { TerraformFolder } from "../../support/terraform";

const TIMEOUT = 300_000;
const FUNCTION = "MLOPS_GCP_DEV.MLFLOW.SCORE_IRIS";
const SERVICE = /google_cloud_run_v2_service\.\w*Endpoints\S+( \([^)]*\))?: (\w+)/g;

const servers = new SharedServers();
const stackOf = (model: string) =>
  JSON.parse(
    Testing.synth(new GcpMlopsStack(Testing.app(), { ...gcpDev, endpoints: [irisEndpoint(model)] }), true),
  ) as object;

let models: PromotedModels;
let ingresses: ModelIngresses;
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
  ingresses = new ModelIngresses({ python: await servers.python(), workFolder: join(servers.workFolder, "ingresses") });
  await terraform.use(stacks[1] ?? {});
}, TIMEOUT);

afterAll(async () => {
  await ingresses.stop();
  await models.servers.stop();
  await terraform.close();
  await servers.stop();
}, TIMEOUT);

test(
  "while a promotion is applied, each answer is the old or the new model's, none fails, and the service stays",
  async () => {
    const cloud = findCloud(["google_cloud_run_v2_service"]);
    const { accounts } = terraform.simulator;
    const [served] = cloud?.models?.served(accounts) ?? [];
    if (cloud === undefined || served === undefined) throw new Error("no model is served");
    // Cloud Run moves the calls when the containers of the new revision answer.
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
    const actions = new Set([...output.matchAll(SERVICE)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    expect(output).not.toMatch(/(snowflake_|google_api_gateway_)\w+\.\S+: (Creating|Destroying|Modifying)/);
    const plan = await terraform.run("plan", "-detailed-exitcode", "-input=false");
    expect(plan.code).toBe(0);
  },
  TIMEOUT,
);
