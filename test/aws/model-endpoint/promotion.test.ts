import { join } from "node:path";
import { Testing } from "cdktf";
import { AwsMlopsStack } from "../../../src/aws";
import { allRules, clouds, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { mustRun } from "../../../src/rehearsal/deploy/command";
import { ModelServers, predictLocally, trainModel, type LocalPredictions } from "../../../src/rehearsal/servers";
import { pythonVariables } from "../../../src/rehearsal/servers/python";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { awsDev } from "../../../stacks/environments/aws-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { SharedServers } from "../../support/servers";
import { TerraformFolder } from "../../support/terraform";
import { IMAGE } from "./fixture";

const TIMEOUT = 300_000;
const FUNCTION = "MLOPS_AWS_DEV.MLFLOW.SCORE_IRIS";
const ENDPOINT = /aws_sagemaker_endpoint\.\S+( \([^)]*\))?: (\w+)/g;

/** A model with the same columns that says 7 to everything: no prediction of it is one of the other model. */
const SEVENS = `
import sys
import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
features, labels = load_iris(return_X_y=True, as_frame=True)
model = DummyClassifier(strategy="constant", constant=7).fit(features, labels * 0 + 7)
signature = infer_signature(features, model.predict(features))
mlflow.sklearn.save_model(model, sys.argv[1], signature=signature, pip_requirements=["scikit-learn"])
`;

const MODELS = { "1/models/m-1/artifacts": "iris", "1/models/m-2/artifacts": "sevens" };
const [OLD = "", NEW = ""] = Object.keys(MODELS);

const servers = new SharedServers();
const folder = (name: string) => join(servers.workFolder, name);
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

let models: ModelServers;
let terraform: TerraformFolder;
let local: LocalPredictions;
const predictions: Record<string, string> = {};

async function train(): Promise<void> {
  const python = await servers.python();
  const { workFolder } = servers;
  const options = { cwd: workFolder, env: pythonVariables(), what: "training of the second model" };
  await Promise.all([
    trainModel({ python, modelFolder: folder("iris"), workFolder }),
    mustRun(python.python, ["-W", "ignore", "-c", SEVENS, folder("sevens")], options),
  ]);
  for (const name of ["iris", "sevens"]) {
    local = await predictLocally({ python, modelFolder: folder(name), workFolder });
    predictions[name] = JSON.stringify(local.predictions);
  }
  const locate = (uri: string): string | undefined => {
    const [, name] = Object.entries(MODELS).find(([location]) => uri.endsWith(`/mlflow/${location}/`)) ?? [];
    return name === undefined ? undefined : folder(name);
  };
  models = new ModelServers({ python, workFolder: folder("servers"), locate });
}

beforeAll(async () => {
  const stacks = [stackOf(OLD), stackOf(NEW)];
  const training = train();
  training.catch(() => undefined);
  terraform = await TerraformFolder.open({ stacks, rules: allRules });
  await terraform.use(stacks[0] ?? {});
  const { code, output } = await terraform.run("apply", "-auto-approve", "-input=false");
  if (code !== 0) throw new Error(output);
  await training;
  await terraform.use(stacks[1] ?? {});
}, TIMEOUT);

afterAll(async () => {
  await models.stop();
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
    await models.ready(served);
    await models.ready({ ...served, uri: served.uri.replace(OLD, NEW) });
    const runtime = new ExternalFunctionRuntime({
      state: terraform.state(),
      account: snowflakeAccount(accounts),
      gateways: [cloud.gateway(accounts, { locate: () => undefined, models })],
    });
    const answers: string[] = [];
    const score = async (): Promise<void> => {
      const batches = await runtime.callRows(FUNCTION, local.rows, { role: "ACCOUNTADMIN", batchRows: 64 });
      expect(batches.map(({ error, attempts }) => [error, attempts])).toEqual(batches.map(() => [undefined, 1]));
      answers.push(...batches.map(({ result }, index) => nameOf(result, index * 64)));
    };
    const nameOf = (result: unknown, from: number): string => {
      const rows = JSON.stringify(result).slice(1, -1);
      const part = ([, all]: [string, string]) => JSON.stringify((JSON.parse(all) as number[]).slice(from, from + 64));
      return Object.entries(predictions).find((each) => part(each) === `[${rows}]`)?.[0] ?? `unknown: ${rows}`;
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
