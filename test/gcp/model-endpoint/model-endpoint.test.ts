import { Size, ValidationError } from "../../../src/core";
import { SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { emptyStack, NETWORK, someNetwork, SUBNETWORK } from "../fixture";
import type { Block, Synthesized } from "../synthesized";
import { MODEL, SECOND, TWO, someEndpoint } from "./fixture";

const SERVICE = "google_cloud_run_v2_service";
const endpoint = someEndpoint();
const split = someEndpoint({ deployments: TWO, traffic: { blue: 90, green: 10 } });

const template = (stack: Synthesized): Block => stack.one(SERVICE).template as Block;
const containers = (stack: Synthesized): Block[] => template(stack).containers as Block[];
const named = (stack: Synthesized, name: string): Block =>
  containers(stack).find((each) => each.name === name) ?? { name: "none" };
const variables = (container: Block): Record<string, string> =>
  Object.fromEntries((container.env as { name: string; value: string }[]).map(({ name, value }) => [name, value]));
/** The ports and weights to which the proxy forwards. */
const forwards = (stack: Synthesized): [unknown, unknown] => {
  const configuration = variables(named(stack, "proxy")).MLOPS_PROXY_CONFIG ?? "";
  const [, weights] = /"weights":(\[[^\]]*\])/.exec(configuration) ?? [];
  return [[...configuration.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port), weights];
};

test("one service runs the proxy, which alone has a port, and a scoring server for each deployment", () => {
  expect(containers(split).map(({ name }) => name)).toEqual(["proxy", "model-blue", "model-green"]);
  expect(containers(split).filter(({ ports }) => ports !== undefined)).toHaveLength(1);
  expect(named(split, "proxy").ports).toEqual({ container_port: 8080 });
  expect(named(split, "proxy").depends_on).toEqual(["model-blue", "model-green"]);
});

test("a deployment serves its model from the bucket, on its own port, which probes reach", () => {
  const models = [MODEL, SECOND];
  containers(split)
    .slice(1)
    .forEach((container, index) => {
      const uri = `gs://team-artifacts/mlflow/${models[index]}`;
      expect(container.command).toEqual(["mlflow", "models", "serve", "--model-uri", uri, "--env-manager", "local"]);
      const port = 5001 + index;
      expect(variables(container)).toMatchObject({ MLFLOW_HOST: "0.0.0.0", MLFLOW_PORT: String(port) });
      expect((container.startup_probe as Block).http_get).toEqual({ path: "/health", port });
    });
});

test("the proxy forwards by weight to the deployments that have traffic", () => {
  expect(forwards(endpoint)).toEqual([["5001"], undefined]);
  expect(forwards(split)).toEqual([["5001", "5002"], "[9,1]"]);
  expect(forwards(someEndpoint({ deployments: TWO, traffic: { blue: 0, green: 100 } }))).toEqual([["5002"], undefined]);
});

test("a model's server has its time, and the service more than that", () => {
  const { MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: seconds } = variables(named(endpoint, "model-blue"));
  expect(seconds).toBe(String(SCORING_TIMEOUT_SECONDS));
  expect(Number(/^(\d+)s$/.exec(String(template(endpoint).timeout))?.[1])).toBeGreaterThan(SCORING_TIMEOUT_SECONDS + 3);
});

test("the account reads the models alone: their objects, and lists of them", () => {
  const grants = Object.values(split.all("google_storage_bucket_iam_member"));
  expect(grants.map(({ bucket, role }) => [bucket, role])).toEqual(
    Array(2).fill(["team-artifacts", "roles/storage.objectViewer"]),
  );
  expect(grants.map(({ condition }) => (condition as Block).expression)).toEqual(
    [MODEL, SECOND].map(
      (model) =>
        `resource.name.startsWith("projects/_/buckets/team-artifacts/objects/mlflow/${model}/") || ` +
        `api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("mlflow/${model}/")`,
    ),
  );
  expect(new Set(grants.map(({ condition }) => (condition as Block).title)).size).toBe(2);
});

test("a new model is granted before the grant of the old one ends, and before its server starts", () => {
  for (const { lifecycle } of Object.values(split.all("google_storage_bucket_iam_member")))
    expect(lifecycle).toEqual({ create_before_destroy: true });
  const [wait] = (endpoint.one(SERVICE).depends_on as string[]).filter((each) => each.startsWith("time_sleep."));
  expect(wait).toBeDefined();
  expect([...endpoint.needs(wait ?? "")].join(" ")).toContain("google_storage_bucket_iam_member.");
  expect((endpoint.one("time_sleep", "RoleDelay").triggers as Block).blue).toContain(
    "google_storage_bucket_iam_member.",
  );
});

test("IDs are short enough for Google Cloud, whatever prefix and name", () => {
  const long = someEndpoint({ prefix: "p".repeat(20), name: "n".repeat(22) });
  expect(String(long.one(SERVICE).name)).toHaveLength(49);
  expect(String(long.one("google_service_account").account_id).length).toBeLessThanOrEqual(30);
  const short = someEndpoint({ prefix: "ab", name: "c" });
  expect(String(short.one("google_service_account").account_id).length).toBeGreaterThanOrEqual(6);
});

test("size gives instances and alarms, and settings replace them", () => {
  const scaling = (stack: Synthesized) => template(stack).scaling;
  const prod = someEndpoint({ size: Size.PROD });
  expect(scaling(endpoint)).toEqual({ min_instance_count: 0, max_instance_count: 2 });
  expect(scaling(prod)).toEqual({ min_instance_count: 1, max_instance_count: 4 });
  expect(scaling(someEndpoint({ minInstances: 3 }))).toEqual({ min_instance_count: 3, max_instance_count: 3 });
  expect(Object.keys(endpoint.all("google_monitoring_alert_policy"))).toEqual([]);
  expect(Object.keys(prod.all("google_monitoring_alert_policy"))).toHaveLength(2);
  const concurrency = (vcpu?: number) =>
    template(someEndpoint({ vcpu, memoryMib: 4096 })).max_instance_request_concurrency;
  expect([concurrency(), concurrency(4)]).toEqual([4, 16]);
  const sized = someEndpoint({ vcpu: 2, memoryMib: 4096, maxConcurrency: 20 });
  expect((named(sized, "model-blue").resources as Block).limits).toEqual({ cpu: "2", memory: "4096Mi" });
  expect(template(sized).max_instance_request_concurrency).toBe(20);
});

test("alarms look at this service's failed and slow calls", () => {
  const [errors, latency] = Object.values(someEndpoint({ alarms: true }).all("google_monitoring_alert_policy"));
  const filters = [errors, latency].map((policy) => JSON.stringify(policy?.conditions));
  for (const filter of filters) expect(filter).toContain('resource.labels.service_name = \\"mlops-dev-score-iris\\"');
  expect(filters[0]).toContain('metric.labels.response_code = monitoring.regex.full_match(\\"422|5..\\")');
  expect(filters[1]).toContain("request_latencies");
});

test("an image of the team's own serves the models, and the proxy stays the stock one", () => {
  const image = "europe-west1-docker.pkg.dev/team-project/models/xgboost:1";
  const own = someEndpoint({ image, environment: { OMP_NUM_THREADS: "1" } });
  expect(named(own, "model-blue").image).toBe(image);
  expect(String(named(own, "proxy").image)).toMatch(/mlops-dev-docker\/library\/caddy:/);
  expect(variables(named(own, "model-blue")).OMP_NUM_THREADS).toBe("1");
});

test("with privateAccess all traffic goes into the network", () => {
  const stack = emptyStack();
  expect(template(endpoint).vpc_access).toBeUndefined();
  expect(template(someEndpoint({ privateAccess: true, network: someNetwork(stack) })).vpc_access).toEqual({
    egress: "ALL_TRAFFIC",
    network_interfaces: [{ network: NETWORK, subnetwork: SUBNETWORK }],
  });
  expect(() => someEndpoint({ privateAccess: true })).toThrow(ValidationError);
});

test("nobody may call the service by its own settings", () => {
  expect(endpoint.one(SERVICE)).not.toHaveProperty("invoker_iam_disabled");
  expect(Object.keys(endpoint.all("google_cloud_run_v2_service_iam_member"))).toEqual([]);
});
