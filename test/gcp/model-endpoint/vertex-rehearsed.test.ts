import { join } from "node:path";
import { Testing } from "cdktf";
import { deployModelCommand, type DeployModelOptions } from "../../../src/cli/deploy-model";
import { GcpMlopsStack, ServingRuntime, type ModelEndpointSettings } from "../../../src/gcp";
import { SCORING_ERRORS } from "../../../src/mlflow/scoring/errors";
import {
  allRules,
  asAltered,
  findCloud,
  intrudersOf,
  snowflakeAccount,
  type Cloud,
} from "../../../src/rehearsal/clouds";
import { LocalGoogle, accessToken } from "../../../src/rehearsal/clouds/gcp/vertex-ai/local-google";
import { deployedState, uploadedModels } from "../../../src/rehearsal/clouds/gcp/vertex-ai/state";
import { countObjects } from "../../../src/rehearsal/existing";
import { ModelIngresses } from "../../../src/rehearsal/servers";
import type { ModelRuntime } from "../../../src/rehearsal/servers/model-runtime";
import type { Account } from "../../../src/rehearsal/simulator";
import { ExternalFunctionRuntime, SqlError, type CallResult } from "../../../src/rehearsal/snowflake";
import { gcpDev } from "../../../stacks/environments/gcp-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { DeployedProject } from "../../support/deployed-project";
import { NEW, OLD, PromotedModels } from "../../support/promoted-models";
import { SharedServers } from "../../support/servers";
import { TerraformFolder } from "../../support/terraform";

const TIMEOUT = 300_000;
const FUNCTION = "MLOPS_GCP_DEV.MLFLOW.SCORE_IRIS";
const ENDPOINT = "google_vertex_ai_endpoint";
const OWNER = { role: "ACCOUNTADMIN" };
const MISSING = "1/models/m-0/artifacts";

const onVertex = (settings: Partial<ModelEndpointSettings>): object => {
  const endpoint = { ...irisEndpoint(OLD), runtime: ServingRuntime.VERTEX, ...settings };
  return JSON.parse(
    Testing.synth(new GcpMlopsStack(Testing.app(), { ...gcpDev, endpoints: [endpoint] }), true),
  ) as object;
};
const deployment = (name: string, model: string) => ({ name, model });

const STACKS = {
  old: onVertex({ deployments: [deployment("blue", OLD)] }),
  promoted: onVertex({ deployments: [deployment("blue", NEW)] }),
  split: onVertex({
    deployments: [deployment("blue", NEW), deployment("green", OLD)],
    traffic: { blue: 90, green: 10 },
  }),
  wrong: onVertex({ deployments: [deployment("blue", MISSING)] }),
};

const servers = new SharedServers();
let models: PromotedModels;
let ingresses: ModelIngresses;
let terraform: TerraformFolder;
let google: LocalGoogle;
let cloud: Cloud;
/** What is ended, whichever step of the preparation failed; the last first. */
const endings: (() => Promise<void>)[] = [() => servers.stop()];

const account = (): Account => {
  const found = terraform.simulator.accounts.get("hashicorp/google");
  if (found === undefined) throw new Error("there is no account of Google Cloud");
  return found;
};
const step = async (...parameters: string[]) => {
  const { code, output } = await terraform.run(...parameters, "-input=false");
  return { code, output: output.replace(/[\s│]+/g, " ") };
};
const apply = async (stack: object) => {
  await terraform.use(stack);
  const { code, output } = await step("apply", "-auto-approve");
  if (code !== 0) throw new Error(output);
};
/** Runs `mlops deploy-model`: what it prints. */
async function deployModel(options: DeployModelOptions = {}, member = "user:deployer@example.com") {
  const { outputs } = terraform.state();
  const instances = terraform
    .state()
    .all(ENDPOINT)
    .map(({ attributes }) => ({ schema_version: 0, attributes }));
  const provider = 'provider["registry.terraform.io/hashicorp/google"]';
  const project = new DeployedProject(outputs, [
    { mode: "managed", type: ENDPOINT, name: "endpoint", provider, instances },
  ]);
  const printed = { out: [] as string[], err: [] as string[] };
  const env = {
    ...process.env,
    GOOGLE_OAUTH_ACCESS_TOKEN: accessToken(member),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `http://${google.host}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `http://${google.host}/storage/v1/`,
  };
  const console = { out: (text: string) => printed.out.push(text), err: (text: string) => printed.err.push(text) };
  try {
    const status = await deployModelCommand(project.folder, "dev", options, env, console, { pollMs: 20, drainMs: 500 });
    return { status, ...printed };
  } finally {
    project.remove();
  }
}
const endpointId = (): string => account().list(ENDPOINT)[0]?.id ?? "";
const deployed = (): string[] => deployedState(account(), endpointId()).models.map(({ id }) => id);

function runtime(served: ModelRuntime = models.servers): ExternalFunctionRuntime {
  const { accounts } = terraform.simulator;
  return new ExternalFunctionRuntime({
    state: asAltered(terraform.state(), accounts),
    account: snowflakeAccount(accounts),
    gateways: [cloud.gateway(accounts, { locate: () => undefined, models: served, ingresses })],
    delivery: { retryMilliseconds: 700, pollMilliseconds: 50, firstDelayMilliseconds: 5 },
  });
}
const score = (sql = runtime()): Promise<CallResult[]> =>
  sql.callRows(FUNCTION, models.rows, { ...OWNER, batchRows: models.batchRows });
/** What one row gets. */
async function one(): Promise<CallResult> {
  const [result] = await runtime().callRows(FUNCTION, models.rows.slice(0, 1), OWNER);
  if (result === undefined) throw new Error("there was no call");
  return result;
}
/** Takes objects away for one test. */
async function without(type: string, body: () => Promise<void>): Promise<void> {
  const held = account().list(type);
  expect(held).toHaveLength(1);
  for (const { id } of held) account().remove(type, id);
  await body();
  for (const { id, values } of held) account().put(type, id, values);
}

// The tests follow each other: each begins with what the one before it left.
beforeAll(async () => {
  const training = PromotedModels.train(servers);
  training.catch(() => undefined);
  terraform = await TerraformFolder.open({ stacks: Object.values(STACKS), rules: allRules });
  endings.push(() => terraform.close());
  await apply(STACKS.old);
  models = await training;
  endings.push(() => models.servers.stop());
  const found = findCloud(["google_cloud_run_v2_service"]);
  if (found === undefined) throw new Error("no cloud has Cloud Run");
  cloud = found;
  ingresses = new ModelIngresses({ python: await servers.python(), workFolder: join(servers.workFolder, "ingresses") });
  endings.push(() => ingresses.stop());
  google = await LocalGoogle.start({
    account: account(),
    models: models.servers,
    containers: { ready: (model) => models.servers.ready(model) },
    hasObject: (uri) => !uri.includes(MISSING),
  });
  endings.push(() => google.stop());
}, TIMEOUT);

afterAll(async () => {
  for (const end of endings.reverse()) await end();
}, TIMEOUT);

test(
  "before a model is deployed the endpoint is not in service, and Snowflake asks again",
  async () => {
    // The first call starts proxy and forwarder.
    expect((await one()).status).toBe(503);
    const { status, error, attempts } = await one();
    expect([status, (attempts ?? 0) > 1]).toEqual([503, true]);
    expect(error).toContain(SCORING_ERRORS.unavailable.message);
  },
  TIMEOUT,
);

test(
  "deploy-model uploads and deploys the model, and SQL predicts exactly what the model predicts locally",
  async () => {
    const { status, out, err } = await deployModel({ endpoint: "iris" });
    expect([status, out]).toEqual([0, ["iris: blue 100 %"]]);
    expect(err.map((line) => line.replace(/gs:\S+/, "gs:").replace(/,.*/, ""))).toEqual([
      "iris: uploading gs:",
      "iris: deploying blue on e2-standard-2",
      "iris: traffic: blue 100 %",
    ]);
    expect(models.namesOf(await score())).toEqual(["iris", "iris", "iris"]);
  },
  TIMEOUT,
);

test(
  "a second run changes nothing, and neither does Terraform",
  async () => {
    const before = [deployed(), uploadedModels(account()).map(({ name }) => name)];
    expect(await deployModel()).toEqual({ status: 0, out: ["iris: blue 100 %"], err: [] });
    expect([deployed(), uploadedModels(account()).map(({ name }) => name)]).toEqual(before);
    expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
  },
  TIMEOUT,
);

test("without its role the forwarder gets 403 of Vertex AI, and no model is asked", async () => {
  await without("google_vertex_ai_endpoint_iam_member", async () => {
    const { status, attempts, error } = await one();
    expect([status, attempts]).toEqual([403, 1]);
    expect(error).toContain(SCORING_ERRORS.forbidden.message);
  });
  expect((await one()).status).toBe(200);
});

test("an endpoint that does not exist is not called", async () => {
  await without(ENDPOINT, async () => {
    expect((await one()).status).toBe(503);
  });
});

test("whoever is not our Snowflake account is refused", async () => {
  const { accounts } = terraform.simulator;
  for (const { who, caller, account: snowflake } of intrudersOf(cloud, accounts)) {
    const status = await runtime()
      .callAs(caller, FUNCTION, models.rows[0] ?? [], { ...OWNER, ...snowflake })
      .then(
        (answer) => answer.status,
        (error: unknown) => {
          if (error instanceof SqlError) return 403;
          throw error;
        },
      );
    expect([who, [401, 403].includes(status ?? 0)]).toEqual([who, true]);
  }
  const attempts = await cloud.attempts(accounts);
  expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
});

test(
  "while deploy-model promotes a model, each answer is the old or the new model's, and none fails",
  async () => {
    await apply(STACKS.promoted);
    const before = deployed();
    const answers: string[] = [];
    const sql = runtime();
    const batches = async (): Promise<void> => {
      const all = await score(sql);
      expect(all.map(({ error, attempts }) => [error, attempts])).toEqual(all.map(() => [undefined, 1]));
      answers.push(...models.namesOf(all));
    };
    await batches();
    const promotion = deployModel();
    let isOver = false;
    void promotion.then(() => (isOver = true));
    while (!isOver) await batches();
    expect(await promotion).toMatchObject({ status: 0, out: ["iris: blue 100 %"] });
    await batches();
    expect(new Set(answers)).toEqual(new Set(["iris", "sevens"]));
    // Old first, and never back.
    expect(answers.lastIndexOf("iris")).toBeLessThan(answers.indexOf("sevens"));
    expect(deployed()).toHaveLength(1);
    expect(deployed()).not.toEqual(before);
    expect(uploadedModels(account())).toHaveLength(1);
  },
  TIMEOUT,
);

test(
  "90 and 10 percent of 1,000 calls reach both deployments",
  async () => {
    await apply(STACKS.split);
    expect(await deployModel()).toMatchObject({ status: 0, out: ["iris: blue 90 %, green 10 %"] });
    const seen: string[] = [];
    const counting: ModelRuntime = {
      invoke: ({ deployment: name }) => {
        seen.push(name);
        return Promise.resolve({ status: 200, body: Buffer.from('{"predictions": [1]}') });
      },
    };
    const sql = runtime(counting);
    for (let call = 0; call < 1000; call++) await sql.call(FUNCTION, models.rows[0] ?? [], OWNER);
    expect(seen).toHaveLength(1000);
    const green = seen.filter((name) => name === "green").length;
    expect([green > 50, green < 150]).toEqual([true, true]);
  },
  TIMEOUT,
);

test(
  "a model that is not there is refused before anything changes",
  async () => {
    await apply(STACKS.wrong);
    const before = deployed();
    await expect(deployModel()).rejects.toThrow(/There is no model at gs:\S+m-0\/artifacts: it has no file MLmodel/);
    expect(deployed()).toEqual(before);
    await apply(STACKS.split);
  },
  TIMEOUT,
);

test(
  "an endpoint that the deploy does not have is refused, and so is a caller without the permission",
  async () => {
    await expect(deployModel({ endpoint: "roses" })).rejects.toThrow(
      "There is no endpoint roses on Vertex AI. The deploy has: iris",
    );
    const { status, err } = await deployModel({}, "user:stranger@example.com");
    expect(status).toBe(1);
    expect(err.join(" ")).toContain("iris: Vertex AI refuses it: Permission 'aiplatform.endpoints.get' denied");
  },
  TIMEOUT,
);

test(
  "a destroy is refused while models are deployed; after deploy-model --undeploy it leaves nothing",
  async () => {
    const refused = await step("destroy", "-auto-approve");
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("Endpoint has deployed or being-deployed DeployedModel(s)");
    expect(await deployModel({ undeploy: true })).toMatchObject({ status: 0, out: ["iris: nothing is deployed"] });
    expect(await deployModel({ undeploy: true })).toMatchObject({ status: 0, err: [] });
    expect(uploadedModels(account())).toEqual([]);
    expect(await step("destroy", "-auto-approve")).toMatchObject({ code: 0 });
    expect(countObjects(terraform.simulator.accounts)).toBe(0);
  },
  TIMEOUT,
);
