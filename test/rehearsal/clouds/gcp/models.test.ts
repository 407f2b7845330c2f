import { fulfils } from "../../../../src/rehearsal/clouds/gcp/iam/conditions";
import { modelIngress } from "../../../../src/rehearsal/clouds/gcp/run/ingress";
import { startProblem } from "../../../../src/rehearsal/clouds/gcp/run/start";
import type { Account } from "../../../../src/rehearsal/simulator";
import { UnknownElementError } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { ACCOUNT, world } from "./world";

const OBJECTS = "projects/_/buckets/existing/objects";
const READ = `resource.name.startsWith("${OBJECTS}/mlflow/m/")`;
const LIST = 'api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("mlflow/m/")';
const SERVE = ["mlflow", "models", "serve", "--model-uri", "gs://existing/mlflow/m", "--env-manager", "local"];

/** A project with a role on the bucket, under a condition. */
function project(condition?: string, values: Values = {}): Account {
  const { account } = world([]);
  account.put("google_storage_bucket_iam_member", "grant", {
    ...{ bucket: "existing", role: "roles/storage.objectViewer", member: `serviceAccount:${ACCOUNT}` },
    ...(condition !== undefined && { condition: [{ title: "t", expression: condition }] }),
    ...values,
  });
  return account;
}

/** A service of a proxy and a scoring server; what is given replaces parts of the server. */
function service(model: Values = {}, variables: Record<string, string> = {}): Values {
  const env = { MLFLOW_HOST: "0.0.0.0", MLFLOW_PORT: "5001", ...variables };
  const proxy = {
    ...{ name: "proxy", image: "docker.io/library/caddy:2", command: ["caddy", "run"], depends_on: ["model-main"] },
    ports: [{ container_port: 8080 }],
  };
  const container = {
    ...{ name: "model-main", image: "docker.io/library/mlflow:3", command: SERVE },
    startup_probe: [{ http_get: [{ path: "/health", port: 5001 }] }],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    ...model,
  };
  return {
    ...{ id: "projects/p/locations/europe-west1/services/s", name: "s", location: "europe-west1" },
    template: [{ service_account: ACCOUNT, containers: [proxy, container] }],
  };
}

describe("a condition of a binding", () => {
  const object = { resource: `${OBJECTS}/mlflow/m/MLmodel` };
  const list = (listPrefix: string) => ({ resource: "projects/_/buckets/existing", listPrefix });

  test("holds for names and lists that begin as it says", () => {
    expect(fulfils(object, READ)).toBe(true);
    expect(fulfils({ resource: `${OBJECTS}/mlflow/m2/MLmodel` }, READ)).toBe(false);
    expect(fulfils(list("mlflow/m/"), LIST)).toBe(true);
    expect(fulfils(list("mlflow/"), LIST)).toBe(false);
    expect(fulfils(list("mlflow/m/"), READ)).toBe(false);
    expect(fulfils(list("mlflow/m/"), `${READ} || ${LIST}`)).toBe(true);
  });

  test("that is not simulated is an error, never a pass", () => {
    expect(() => fulfils(object, 'request.time < timestamp("2030-01-01T00:00:00Z")')).toThrow(UnknownElementError);
    expect(() => fulfils(list("mlflow/"), `${READ} && ${LIST}`)).toThrow(UnknownElementError);
  });
});

describe("a scoring server", () => {
  test("starts with a role on its model, under a condition or without one", () => {
    expect(startProblem(project(`${READ} || ${LIST}`), service())).toBeUndefined();
    expect(startProblem(project(), service())).toBeUndefined();
  });

  test.each([
    ["with a role on its objects alone", project(READ), {}, "storage.objects.list access"],
    ["with a role on its lists alone", project(LIST), {}, "storage.objects.get access"],
    [
      "with the role of another account",
      project(undefined, { member: "user:a@b.c" }),
      {},
      "storage.objects.list access",
    ],
    [
      "with a role that reads nothing",
      project(undefined, { role: "roles/storage.objectCreator" }),
      {},
      "storage.objects",
    ],
    ["of a model elsewhere", project(), { command: [...SERVE.slice(0, 4), "s3://b/m"] }, "from Cloud Storage alone"],
    [
      "whose probe asks another path",
      project(),
      { startup_probe: [{ http_get: [{ path: "/healthy", port: 5001 }] }] },
      "answers GET /healthy with 404",
    ],
    [
      "whose probe asks another port",
      project(),
      { startup_probe: [{ http_get: [{ path: "/health", port: 5000 }] }] },
      "listens on port 5001, and the probe asks 5000",
    ],
  ])("%s does not start", (_, account, model, says) => {
    expect(startProblem(account, service(model))).toContain(says);
  });

  test("that listens on the loopback address is not reached by its probe", () => {
    const problem = startProblem(project(), service({}, { MLFLOW_HOST: "127.0.0.1" }));
    expect(problem).toContain("listens on 127.0.0.1 alone");
  });
});

test("the proxy of a service is run with what listens on the ports beside it", () => {
  expect(modelIngress(project(), service())).toMatchObject({
    service: "s",
    port: 8080,
    container: { name: "proxy", command: ["caddy", "run"], dependsOn: [] },
    models: [{ port: 5001, model: { deployment: "main", uri: "gs://existing/mlflow/m" } }],
  });
  const { template } = service();
  const [{ containers }] = template as [{ containers: Values[] }];
  expect(modelIngress(project(), { name: "s", template: [{ containers: containers.slice(0, 1) }] })).toBeUndefined();
});
