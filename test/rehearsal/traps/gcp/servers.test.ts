import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { PROJECT, REGION, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;
const BETA: JsonObject = { provider: "google-beta" };
const SERVICES = ["run", "apigateway", "servicecontrol", "servicemanagement", "secretmanager"];
const ENABLED: Blocks = {
  google_project_service: Object.fromEntries(
    SERVICES.map((name) => [name, { service: `${name}.googleapis.com`, disable_on_destroy: false }]),
  ),
};
const depends_on = SERVICES.map((name) => `google_project_service.${name}`);

const probe = (port: number, more: JsonObject = {}): JsonObject => ({
  http_get: [{ path: "/health", port }],
  ...{ period_seconds: 10, timeout_seconds: 5, failure_threshold: 24, ...more },
});
const IGNORED = ["client", "client_version", "scaling"];
const resources = [{ cpu_idle: true, limits: { cpu: "1", memory: "1Gi" } }];

/** A service with MLflow behind its proxy; what is given replaces parts of it. */
function service(name: string, mlflow: JsonObject = {}, template: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const containers = [
    {
      ...{ name: "proxy", image: "docker.io/library/caddy:2", ports: [{ container_port: 8080 }], resources },
      ...{ depends_on: ["mlflow"], startup_probe: [probe(8080)] },
    },
    {
      ...{ name: "mlflow", image: "docker.io/library/mlflow:3", resources, startup_probe: [probe(5000)] },
      ...{
        env: [
          { name: "MLFLOW_HOST", value: "0.0.0.0" },
          { name: "MLFLOW_PORT", value: "5000" },
        ],
        ...mlflow,
      },
    },
  ];
  return {
    ...{ name, location: REGION, deletion_protection: false, depends_on },
    lifecycle: { ignore_changes: IGNORED },
    template: [
      {
        ...{ service_account: "${google_service_account.mlflow.email}", containers },
        ...{ scaling: [{ min_instance_count: 0, max_instance_count: 2 }], ...template },
      },
    ],
    ...more,
  };
}

/** A service whose lifecycle forgets one of the attributes. */
const ignoringAllBut = (name: string): JsonObject => ({
  ...service(name.replace("_", "-")),
  lifecycle: { ignore_changes: IGNORED.filter((each) => each !== name) },
});

const operation = (id: string, parameters: JsonObject[]): JsonObject => ({
  post: {
    ...{ operationId: id, parameters, responses: { "200": { description: "answer" } } },
    "x-google-backend": { address: "https://mlflow.example.com" },
  },
});
const PATH = { name: "path", in: "path", required: true, type: "string" };
const document = (paths: JsonObject): string =>
  Buffer.from(JSON.stringify({ swagger: "2.0", info: { title: "t", version: "1" }, paths })).toString("base64");
const config = (paths: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ ...BETA, api: "${google_api_gateway_api.api.api_id}", api_config_id_prefix: "c-", ...more },
  openapi_documents: [{ document: [{ path: "openapi.json", contents: document(paths) }] }],
  depends_on: [...depends_on, "google_project_service_identity.gateway"],
});
const RIGHT = { "/get/{path=**}": operation("get", [PATH]) };

const BASE: Blocks = {
  google_service_account: { mlflow: { account_id: "mlops-mlflow" } },
  google_api_gateway_api: { api: { ...BETA, api_id: "mlops-1a2b", depends_on } },
  google_project_service_identity: { gateway: { ...BETA, service: "apigateway.googleapis.com", depends_on } },
};

/** Each resource has one mistake, and one apply shows all of them. */
const refused = stackOf(ENABLED, BASE, {
  google_secret_manager_secret: { uri: { secret_id: "uri", replication: [{ auto: [{}] }] } },
  google_secret_manager_secret_version: {
    uri: { secret: "${google_secret_manager_secret.uri.id}", secret_data: "text" },
  },
  google_cloud_run_v2_service: {
    registry: service("registry", { image: "ghcr.io/mlflow/mlflow:v3" }),
    probeless: service("probeless", { startup_probe: [] }),
    slow: service("slow", { startup_probe: [probe(5000, { failure_threshold: 30 })] }),
    half: service("half", { resources: [{ cpu_idle: true, limits: { cpu: "500m", memory: "1Gi" } }] }),
    loopback: service("loopback", { env: [{ name: "MLFLOW_PORT", value: "5000" }] }),
    unread: service("unread", {
      env: [
        {
          name: "SECRET",
          value_source: [
            {
              secret_key_ref: [{ secret: "uri", version: "${google_secret_manager_secret_version.uri.version}" }],
            },
          ],
        },
      ],
    }),
    people: service("people", {}, {}, { ...BETA, iap_enabled: true }),
    model: service("model", { command: ["mlflow", "models", "serve", "--model-uri", "gs://models/iris"] }),
  },
  google_api_gateway_api_config: {
    doubled: config(RIGHT, { api: "${google_api_gateway_api.api.id}" }),
    undeclared: config({ "/get/{path=**}": operation("get", []) }),
    twice: config({ "/a": operation("same", []), "/b": operation("same", []) }),
    nobody: config(RIGHT, {
      gateway_config: [{ backend_config: [{ google_service_account: `nobody@${PROJECT}.iam.gserviceaccount.com` }] }],
    }),
  },
});

describe("Google Cloud refuses", () => {
  let result: TrapResult;
  beforeAll(async () => {
    result = await runTrap({ config: refused, rules });
  }, TIMEOUT);

  const cases: [string, string][] = [
    ["google_cloud_run_v2_service.registry", "Expected an image path like"],
    ["google_cloud_run_v2_service.probeless", "must have a startup probe"],
    ["google_cloud_run_v2_service.slow", "must not exceed 240 seconds"],
    ["google_cloud_run_v2_service.half", "not supported with concurrency > 1"],
    ["google_cloud_run_v2_service.loopback", "listens on 127.0.0.1 alone"],
    ["google_cloud_run_v2_service.unread", "Permission denied on secret"],
    ["google_cloud_run_v2_service.people", "iap_enabled is in the launch stage BETA"],
    ["google_cloud_run_v2_service.model", "does not have storage.objects.list access to gs://models/iris/"],
    ["google_api_gateway_api_config.doubled", "apis/projects/"],
    ["google_api_gateway_api_config.undeclared", "the path parameter 'path' of /get/{path=**} is not declared"],
    ["google_api_gateway_api_config.twice", "operationId 'same' is used more than once"],
    ["google_api_gateway_api_config.nobody", "does not exist"],
  ];
  test.each(cases)("%s", (address, message) => {
    expect(result.errorsAt[address]?.join()).toContain(message);
  });

  test("nothing else", () => {
    expect(Object.keys(result.errorsAt).sort()).toEqual(cases.map(([address]) => address).sort());
  });
});

test(
  "a service that is read back otherwise than it was written is changed by every plan",
  async () => {
    const result = await runTrap({
      rules,
      config: stackOf(ENABLED, {
        google_service_account: { mlflow: { account_id: "mlops-mlflow" } },
        google_cloud_run_v2_service: {
          right: service("right"),
          ...Object.fromEntries(IGNORED.map((each) => [each, ignoringAllBut(each)])),
          staged: service("staged", {}, {}, { launch_stage: "BETA" }),
          boosted: service("boosted", { resources: [{ ...resources[0], startup_cpu_boost: true }] }),
          unbounded: service("unbounded", {}, { scaling: [{ min_instance_count: 1 }] }),
          sizeless: service("sizeless", { resources: [{ cpu_idle: true, limits: { memory: "1Gi" } }] }),
        },
      }),
    });
    expect(result.errors).toEqual([]);
    const service_ = (name: string) => `google_cloud_run_v2_service.${name}`;
    const changed = [...IGNORED, "staged", "boosted", "unbounded", "sizeless"];
    expect(result.changes).toEqual(Object.fromEntries(changed.map((name) => [service_(name), "update"])));
  },
  TIMEOUT,
);

test(
  "a service whose first revision does not start stays in the state, and is tainted",
  async () => {
    const loopback = { env: [{ name: "MLFLOW_PORT", value: "5000" }] };
    const stack = (mlflow: JsonObject, more: JsonObject) =>
      stackOf(ENABLED, {
        google_service_account: { mlflow: { account_id: "mlops-mlflow" } },
        google_cloud_run_v2_service: { mlflow: service("mlflow", mlflow, {}, more) },
      });
    const failed = await runTrap({ config: stack(loopback, { deletion_protection: true }), rules });
    expect(failed.errors.join()).toContain("is not ready and cannot serve traffic");
    expect(failed.state.one("google_cloud_run_v2_service").tainted).toBe(true);
  },
  TIMEOUT,
);

test(
  "a configuration under an ID of its own cannot be replaced while the gateway runs it",
  async () => {
    const stack = (paths: JsonObject) =>
      stackOf(ENABLED, BASE, {
        google_api_gateway_api_config: {
          fixed: { ...config(paths), api_config_id_prefix: null, api_config_id: "fixed" },
        },
        google_api_gateway_gateway: {
          gateway: {
            ...{ ...BETA, gateway_id: "mlops", region: REGION, depends_on },
            api_config: "${google_api_gateway_api_config.fixed.id}",
          },
        },
      });
    const result = await runTrap({
      rules,
      config: stack(RIGHT),
      then: [stack({ "/post/{path=**}": operation("post", [PATH]) })],
    });
    expect(result.errors.join()).toContain("is in use by google_api_gateway_gateway");
  },
  TIMEOUT,
);
