import { delimiter } from "node:path";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AccessTokens } from "../../src/cli/vertex/access-token";
import { VertexApi, VertexError } from "../../src/cli/vertex/api";
import { VertexDeployment } from "../../src/cli/vertex/deployment";
import type { VertexTarget } from "../../src/cli/vertex/target";
import { LocalGoogle, accessToken } from "../../src/rehearsal/clouds/gcp/vertex-ai/local-google";
import { deployedState, uploadedModels } from "../../src/rehearsal/clouds/gcp/vertex-ai/state";
import { findTerraform } from "../../src/rehearsal/deploy/project";
import { Account } from "../../src/rehearsal/simulator/account";
import { CliRun } from "../support/cli";
import { DeployedProject } from "../support/deployed-project";

jest.setTimeout(120_000);

const PROJECT = "mlops-rehearsal";
const REGION = "europe-west1";
const ID = `projects/${PROJECT}/locations/${REGION}/endpoints/123456789`;
const ME = "user:deployer@example.com";

const TARGET: VertexTarget = {
  ...{ project: PROJECT, region: REGION, endpointId: "123456789", displayName: "mlops-gcp-dev-iris" },
  ...{ image: `${REGION}-docker.pkg.dev/${PROJECT}/models/sklearn:1`, artifacts: "gs://artifacts/mlflow" },
  ...{ command: ["serve"], port: 8080, environment: { MLFLOW_PORT: "8080" } },
  ...{ instanceType: "e2-standard-2", minInstances: 1, maxInstances: 2 },
  deployments: [{ name: "blue", model: "1/models/m-1/artifacts" }],
  traffic: { blue: 100 },
};
const with2 = (traffic: Record<string, number>): VertexTarget => ({
  ...TARGET,
  deployments: [...TARGET.deployments, { name: "green", model: "1/models/m-2/artifacts" }],
  traffic,
});

let account: Account;
let google: LocalGoogle;
/** Why no container becomes ready. */
let broken: string | undefined;

beforeEach(async () => {
  account = new Account();
  broken = undefined;
  account.put("google_vertex_ai_endpoint", ID, { id: ID, name: "123456789", project: PROJECT, location: REGION });
  account.put("google_storage_bucket", "artifacts", { id: "artifacts", name: "artifacts", project: PROJECT });
  google = await LocalGoogle.start({
    account,
    models: { invoke: () => Promise.reject(new Error("nothing is scored here")) },
    containers: { ready: () => (broken === undefined ? Promise.resolve() : Promise.reject(new Error(broken))) },
  });
});
afterEach(() => google.stop());

const overrides = () => ({
  CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `http://${google.host}/`,
  CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `http://${google.host}/storage/v1/`,
});
const apiOf = (member = ME): VertexApi =>
  new VertexApi({ ...TARGET, env: overrides(), pollMs: 1, token: () => Promise.resolve(accessToken(member)) });
async function apply(target = TARGET, member = ME): Promise<{ said: string[]; last: string }> {
  const said: string[] = [];
  const deployment = new VertexDeployment({
    ...{ api: apiOf(member), target, name: "iris", drainMs: 1 },
    say: (text) => said.push(text),
  });
  return { last: await deployment.apply(), said };
}
const deployed = () => deployedState(account, ID);

describe("a deployment", () => {
  test("has the image, the command, the variables and the routes of MLflow's scoring server", async () => {
    await apply();
    expect(uploadedModels(account)).toMatchObject([
      {
        displayName: "mlops-gcp-dev-iris-blue",
        artifactUri: "gs://artifacts/mlflow/1/models/m-1/artifacts",
        containerSpec: {
          imageUri: TARGET.image,
          command: ["serve"],
          env: [{ name: "MLFLOW_PORT", value: "8080" }],
          ports: [{ containerPort: 8080 }],
          predictRoute: "/invocations",
          healthRoute: "/ping",
        },
        labels: { mlops_endpoint: "123456789", mlops_deployment: "blue" },
      },
    ]);
    expect(deployed().models).toMatchObject([
      { displayName: "blue", machineType: "e2-standard-2", minReplicaCount: 1, maxReplicaCount: 2 },
    ]);
  });

  test("that failed goes on where it stopped: the model is not uploaded again", async () => {
    broken = "no module named xgboost";
    await expect(apply()).rejects.toThrow(/Model server never became ready.*no module named xgboost/);
    const [first] = uploadedModels(account);
    broken = undefined;
    const { said } = await apply();
    expect(uploadedModels(account)).toEqual([first]);
    expect(said.some((line) => line.includes("uploading"))).toBe(false);
  });

  test("of a model that does not start leaves the old one with its traffic", async () => {
    await apply();
    const before = JSON.stringify(deployed());
    broken = "out of memory";
    const changed = { ...TARGET, deployments: [{ name: "blue", model: "1/models/m-9/artifacts" }] };
    await expect(apply(changed)).rejects.toBeInstanceOf(VertexError);
    expect(JSON.stringify(deployed())).toBe(before);
  });

  test("that only changes the traffic deploys nothing", async () => {
    await apply(with2({ blue: 90, green: 10 }));
    const ids = deployed().models.map(({ id }) => id);
    const { said, last } = await apply(with2({ blue: 0, green: 100 }));
    expect([said, last]).toEqual([["iris: traffic: blue 0 %, green 100 %"], "iris: blue 0 %, green 100 %"]);
    expect(deployed().models.map(({ id }) => id)).toEqual(ids);
    expect(deployed().traffic).toEqual({ [ids[1] ?? ""]: 100 });
  });

  test.each([
    ["a larger machine", { instanceType: "n1-standard-4" }],
    ["more machines", { minInstances: 2 }],
  ])("on %s deploys the same model beside the old one", async (_, size) => {
    await apply();
    const [before] = deployed().models;
    await apply({ ...TARGET, ...size });
    const [after] = deployed().models;
    expect([deployed().models.length, after?.model === before?.model, after?.id === before?.id]).toEqual([
      1,
      true,
      false,
    ]);
    expect(uploadedModels(account)).toHaveLength(1);
  });

  test.each([
    ["image", { image: `${REGION}-docker.pkg.dev/${PROJECT}/models/sklearn:2` }],
    ["variable", { environment: { OMP_NUM_THREADS: "1" } }],
  ])("with another %s is another model", async (_, change) => {
    await apply();
    const [before] = uploadedModels(account);
    await apply({ ...TARGET, ...change });
    const after = uploadedModels(account);
    expect([after.length, after[0]?.name === before?.name]).toEqual([1, false]);
  });

  test("ends deployments that the environment no longer has", async () => {
    await apply(with2({ blue: 50, green: 50 }));
    const { said } = await apply();
    expect(said.at(-1)).toMatch(/^iris: undeploying green \(\d+\)$/);
    expect(deployed().models.map(({ displayName }) => displayName)).toEqual(["blue"]);
    expect(uploadedModels(account)).toHaveLength(1);
  });

  test("to an endpoint that does not exist says what to do", async () => {
    account.remove("google_vertex_ai_endpoint", ID);
    account.put("google_storage_bucket", "owner", { id: "owner", project: PROJECT });
    await expect(apply()).rejects.toThrow("The endpoint 123456789 of iris does not exist. Deploy the stack again.");
  });

  test("by somebody without the permissions is refused in Google's own words", async () => {
    await expect(apply(TARGET, "user:stranger@example.com")).rejects.toThrow(/'aiplatform.endpoints.get' denied/);
    expect(uploadedModels(account)).toEqual([]);
  });
});

describe("questions", () => {
  let server: Server | undefined;
  afterEach(() => new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve))));

  /** Answers one status after the other, the last one for ever. */
  async function answering(...answers: [number, object][]): Promise<{ api: VertexApi; asked: string[] }> {
    const asked: string[] = [];
    const started = createServer((request, response) => {
      const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, {}];
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(status, { connection: "close" }).end(JSON.stringify(body));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    const env = {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: address,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: address,
    };
    return {
      asked,
      api: new VertexApi({ ...TARGET, env, pollMs: 1, patienceMs: 50, token: () => Promise.resolve("t") }),
    };
  }

  test("are asked again when Google has no answer for a moment", async () => {
    const { api, asked } = await answering([503, {}], [429, {}], [200, { deployedModels: [] }]);
    expect(await api.endpoint("1")).toEqual({ deployedModels: [] });
    expect(asked).toHaveLength(3);
  });

  test("that change something are sent once", async () => {
    const { api, asked } = await answering([503, {}]);
    await expect(api.upload({})).rejects.toThrow("503 Service Unavailable");
    expect(asked).toHaveLength(1);
  });

  test("find all pages of models", async () => {
    const { api, asked } = await answering(
      [200, { models: [{ name: "a" }], nextPageToken: "next" }],
      [200, { models: [{ name: "b" }] }],
    );
    expect(await api.models("labels.a=b")).toEqual([{ name: "a" }, { name: "b" }]);
    expect(asked[1]).toContain("pageToken=next");
  });

  test("do not wait for an operation for ever", async () => {
    const { api } = await answering([200, { name: "projects/p/operations/1" }]);
    await expect(api.upload({})).rejects.toThrow("the operation projects/p/operations/1 did not end within 0 minutes");
  });

  test("tell an operation's own error", async () => {
    const { api } = await answering(
      [200, { name: "operations/1", done: false }],
      [200, { name: "operations/1", done: true, error: { code: 8, message: "quota of CPUs exceeded" } }],
    );
    await expect(api.upload({})).rejects.toThrow("quota of CPUs exceeded");
  });

  test.each([
    [404, false],
    [403, undefined],
    [200, true],
  ])("for an object that are answered with %i", async (status, there) => {
    const { api } = await answering([status, {}]);
    expect(await api.hasObject("gs://bucket/a/MLmodel")).toBe(there);
  });

  test("whose answer breaks off name the host too", async () => {
    const started = createServer((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => response.destroy());
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(started.address() as AddressInfo).port}`;
    const env = { CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `http://${host}` };
    const api = new VertexApi({ ...TARGET, env, pollMs: 1, token: () => Promise.resolve("t") });
    await expect(api.upload({})).rejects.toThrow(`${host} cannot be reached: `);
  });

  test("that reach nobody name the host", async () => {
    const env = { CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: "http://127.0.0.1:1" };
    const api = new VertexApi({ ...TARGET, env, pollMs: 1, token: () => Promise.resolve("t") });
    await expect(api.endpoint("1")).rejects.toThrow(/^127\.0\.0\.1:1 cannot be reached: /);
  });
});

describe("a token", () => {
  test("is the one of the environment", async () => {
    expect(await new AccessTokens({ GOOGLE_OAUTH_ACCESS_TOKEN: "given" }).get()).toBe("given");
  });

  test("needs gcloud, or the variable", async () => {
    await expect(new AccessTokens({ PATH: "" }).get()).rejects.toThrow(
      "gcloud is not on the PATH. Install the Google Cloud CLI",
    );
  });

  test("of credentials that do not exist says how to sign in, and nothing that gcloud said", async () => {
    const project = new DeployedProject();
    const PATH = project.program("gcloud", 'console.error("secret"); process.exit(1);');
    const refused = new AccessTokens({ PATH }).get();
    await expect(refused).rejects.toThrow(/^There are no application default credentials\. Run: gcloud auth/);
    await expect(refused).rejects.not.toThrow(/secret/);
    project.remove();
  });
});

test("the command deploys all endpoints of a stack by gcloud's token, and removes the models again", async () => {
  const { file: TERRAFORM_BINARY_NAME } = await findTerraform(process.env);
  const attributes = { name: "123456789", project: PROJECT, location: REGION, labels: { mlops_name: "iris" } };
  const provider = 'provider["registry.terraform.io/hashicorp/google"]';
  const instances = [{ schema_version: 0, attributes }];
  const resource = { mode: "managed", type: "google_vertex_ai_endpoint", name: "endpoint", provider, instances };
  const project = new DeployedProject({ vertex_endpoints: { iris: TARGET } }, [resource]);
  const args = JSON.stringify(["auth", "application-default", "print-access-token"]);
  const bin = project.program(
    "gcloud",
    `if (JSON.stringify(process.argv.slice(2)) !== ${JSON.stringify(args)}) process.exit(1);
console.log(${JSON.stringify(accessToken(ME))});`,
  );
  const PATH = [bin, process.env.PATH].join(delimiter);
  const env = { ...process.env, ...overrides(), PATH, TERRAFORM_BINARY_NAME, GOOGLE_OAUTH_ACCESS_TOKEN: "" };
  const run = async (...options: string[]) => {
    const command = new CliRun(["deploy-model", "dev", ...options], { cwd: project.folder, env });
    return { code: await command.ended, stdout: command.stdout, output: command.output };
  };
  expect(await run()).toMatchObject({ code: 0, stdout: "iris: blue 100 %\n" });
  expect(deployed().models).toHaveLength(1);
  const other = await run("--endpoint", "roses");
  expect([other.code, other.output]).toEqual([1, "There is no endpoint roses on Vertex AI. The deploy has: iris\n"]);
  expect(await run("--undeploy")).toMatchObject({ code: 0, stdout: "iris: nothing is deployed\n" });
  expect([deployed().models, uploadedModels(account)]).toEqual([[], []]);
  project.remove();
});

test("a deploy without endpoints on Vertex AI says so", async () => {
  const project = new DeployedProject({ gateway_url: "https://gateway/" });
  const { file: TERRAFORM_BINARY_NAME } = await findTerraform(process.env);
  const env = { ...process.env, TERRAFORM_BINARY_NAME };
  const command = new CliRun(["deploy-model", "dev"], { cwd: project.folder, env });
  expect(await command.ended).toBe(1);
  expect(command.output).toContain("no endpoint has runtime: ServingRuntime.VERTEX");
  project.remove();
});
