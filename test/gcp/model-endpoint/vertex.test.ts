import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Size } from "../../../src/core";
import { ServingRuntime, type ModelEndpointSettings } from "../../../src/gcp";
import { FORWARDER } from "../../../src/gcp/model-endpoint/vertex/forwarder";
import { SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { Synthesized, type Block } from "../synthesized";
import { IRIS, MODEL, SPLIT, TWO, problemsOf, someEndpoint } from "./fixture";

const runtime = ServingRuntime.VERTEX;
const ON_VERTEX: ModelEndpointSettings = { ...IRIS, runtime };
const KEY = "projects/p/locations/europe-west1/keyRings/ring/cryptoKeys/key";
const ENDPOINT = "google_vertex_ai_endpoint";
const SERVICE = "google_cloud_run_v2_service";
const MEMBER = "google_vertex_ai_endpoint_iam_member";

const endpoint = someEndpoint({ runtime });
const template = (stack: Synthesized): Block => stack.one(SERVICE).template as Block;
const containersOf = (stack: Synthesized): Block[] => template(stack).containers as Block[];
const named = (stack: Synthesized, name: string): Block =>
  containersOf(stack).find((each) => each.name === name) ?? { name: "none" };
const variables = (of: Block): Record<string, string> =>
  Object.fromEntries((of.env as { name: string; value: string }[]).map(({ name, value }) => [name, value]));

interface Target {
  readonly command: string[];
  readonly environment: Record<string, string>;
  readonly [name: string]: unknown;
}
const targetOf = (settings: ModelEndpointSettings, props = {}): Target => {
  const { json } = Synthesized.environment({ endpoints: [settings], ...props });
  const { output } = json as { output: { vertex_endpoints: { value: Record<string, Target> } } };
  const target = output.vertex_endpoints.value.iris;
  if (target === undefined) throw new Error("there is no output of the endpoint");
  return target;
};

describe("an endpoint on Vertex AI", () => {
  test("is a dedicated one whose name is a number, and whose traffic Terraform leaves alone", () => {
    const { name, dedicated_endpoint_enabled, lifecycle, location } = endpoint.one(ENDPOINT);
    expect(name).toMatch(/^\$\{tostring\(random_integer\.\w+\.result\)\}$/);
    expect([dedicated_endpoint_enabled, location]).toEqual([true, "europe-west1"]);
    expect(lifecycle).toEqual({ ignore_changes: ["traffic_split"] });
    const { min, max } = endpoint.one("random_integer") as { min: number; max: number };
    expect([min >= 1, String(max).length <= 10]).toEqual([true, true]);
  });

  test("lets the account of the service predict, and nobody do anything else", () => {
    const roles = Object.values(endpoint.all("google_project_iam_custom_role"));
    expect(roles.map(({ permissions }) => permissions)).toEqual([["aiplatform.endpoints.predict"]]);
    const grants = Object.values(endpoint.all(MEMBER));
    expect(grants).toHaveLength(1);
    expect(grants[0]?.role).toMatch(/^\$\{google_project_iam_custom_role\.\w+\.name\}$/);
    expect(grants[0]?.member).toMatch(/^\$\{google_service_account\.\w+\.member\}$/);
    expect(grants[0]?.endpoint).toMatch(/^\$\{google_vertex_ai_endpoint\.\w+\.name\}$/);
    expect(Object.keys(endpoint.all("google_project_iam_member"))).toEqual([]);
    expect(Object.keys(endpoint.all("google_storage_bucket_iam_member"))).toEqual([]);
  });

  test("has a role whose ID is short enough, whatever prefix and name", () => {
    const long = someEndpoint({ runtime, prefix: "p".repeat(20), name: "n".repeat(22) });
    const { role_id: id } = long.one("google_project_iam_custom_role");
    expect(String(id).replace(/\$\{[^}]+\}/, "999999999").length).toBeLessThanOrEqual(64);
  });

  test("has a forwarder beside the proxy, in MLflow's image, and no model", () => {
    expect(containersOf(endpoint).map(({ name }) => name)).toEqual(["proxy", "forwarder"]);
    const forwarder = named(endpoint, "forwarder");
    expect(String(forwarder.image)).toMatch(/mlops-dev-ghcr\/mlflow\/mlflow:/);
    expect(forwarder.ports).toBeUndefined();
    expect((forwarder.startup_probe as Block).http_get).toEqual({ path: "/health", port: 5001 });
    const { MLOPS_FORWARDER: source, MLOPS_VERTEX_URL: url = "", MLFLOW_PORT: port } = variables(forwarder);
    expect([source, port]).toEqual([FORWARDER, "5001"]);
    // The address is known before the endpoint exists.
    const known = url.replace(/\$\{tostring[^}]+\}/g, "123").replace(/\$\{data\.google_project[^}]+\}/g, "456");
    expect(known).toBe(
      "https://123.europe-west1-456.prediction.vertexai.goog/v1/projects/456/locations/europe-west1/endpoints/123:rawPredict",
    );
  });

  test("gives the forwarder more time than the model has, and the proxy more than that", () => {
    const wait = Number(variables(named(endpoint, "forwarder")).MLOPS_WAIT_SECONDS);
    const proxy = Number(
      /"response_header_timeout":"(\d+)s"/.exec(
        JSON.stringify(variables(named(endpoint, "proxy")).MLOPS_PROXY_CONFIG ?? "").replaceAll("\\", ""),
      )?.[1],
    );
    expect(wait).toBeGreaterThan(SCORING_TIMEOUT_SECONDS);
    expect(proxy).toBeGreaterThan(wait);
  });

  test.each([
    [undefined, 43],
    [10_000_000, 43],
    [1_000_000, 80],
  ])("takes as many calls of %p bytes at once as the forwarder's memory holds with their answers", (bytes, calls) => {
    const made = someEndpoint({ runtime, maxPayloadBytes: bytes });
    const forwarder = named(made, "forwarder");
    expect(variables(forwarder).MLOPS_CALLS).toBe(String(calls));
    expect(template(made).max_instance_request_concurrency).toBe(calls);
    const { memory } = (forwarder.resources as { limits: { memory: string } }).limits;
    expect(2 * calls * (bytes ?? 10_000_000)).toBeLessThan((parseInt(memory) - 200) * 1024 * 1024);
  });

  test("starts no container before the endpoint and the role are there", () => {
    const needed = [...endpoint.needs(`${SERVICE}.${Object.keys(endpoint.all(SERVICE))[0]}`)].join(" ");
    for (const type of [ENDPOINT, MEMBER, "google_project_iam_custom_role"]) expect(needed).toContain(`${type}.`);
  });

  test("scales its service by the size, and its deployments by the settings", () => {
    const scaling = { min_instance_count: 0, max_instance_count: 2 };
    expect(template(someEndpoint({ runtime, minInstances: 3 })).scaling).toEqual(scaling);
    expect(targetOf({ ...ON_VERTEX, minInstances: 3 })).toMatchObject({ minInstances: 3, maxInstances: 3 });
    expect(targetOf(ON_VERTEX)).toMatchObject({ instanceType: "e2-standard-2", minInstances: 1, maxInstances: 1 });
    const prod = { name: "gcp-prod", size: Size.PROD };
    expect(targetOf(ON_VERTEX, prod)).toMatchObject({
      ...{ instanceType: "n1-standard-4", minInstances: 2, maxInstances: 4 },
    });
  });

  test("keeps requests and predictions in a table that the next endpoint does not share", () => {
    const captured = someEndpoint({ runtime, dataCapture: { samplingPercent: 20 } });
    const { predict_request_response_logging_config: logging } = captured.one(ENDPOINT) as Record<string, Block>;
    expect([logging?.enabled, logging?.sampling_rate]).toEqual([true, 0.2]);
    expect((logging?.bigquery_destination as Block).output_uri).toMatch(
      /^bq:\/\/\$\{data\.google_project[^}]+\}\.\$\{google_bigquery_dataset[^}]+\}\.requests_\$\{tostring[^}]+\}$/,
    );
    expect(captured.one("google_bigquery_dataset")).toMatchObject({
      dataset_id: "mlops_dev_iris",
      delete_contents_on_destroy: true,
    });
  });

  test.each([
    [Size.DEV, undefined, false],
    [Size.DEV, true, true],
    [Size.PROD, undefined, true],
    [Size.PROD, false, false],
  ])("protects what it keeps, as the platform says: %s, %p", (size, protection, isKept) => {
    const dataset = someEndpoint({ runtime, size, protection, dataCapture: {} }).one("google_bigquery_dataset");
    expect([dataset.delete_contents_on_destroy, dataset.lifecycle]).toEqual([
      !isKept,
      isKept ? { prevent_destroy: true } : undefined,
    ]);
    const endpoints = [{ ...ON_VERTEX, dataCapture: {} }];
    const platform = Synthesized.environment({ size, protection, endpoints, name: "gcp-any" });
    expect(platform.one("google_bigquery_dataset").delete_contents_on_destroy).toBe(!isKept);
  });

  test("keeps them under the endpoint's key when BigQuery's own account may use it", () => {
    const kept = someEndpoint({ runtime, encryptionKeyId: KEY, dataCapture: {} });
    expect(kept.one("google_bigquery_dataset").default_encryption_configuration).toEqual({ kms_key_name: KEY });
    const members = Object.entries(kept.all("google_kms_crypto_key_iam_member"));
    const [[name = "", grant] = []] = members.filter(([, { member }]) =>
      String(member).includes("bigquery-encryption"),
    );
    expect(grant?.member).toMatch(/^serviceAccount:bq-\$\{data\.google_project\.\w+\.number\}@bigquery-encryption\./);
    expect(kept.needs(kept.address("google_bigquery_dataset"))).toContain(`google_kms_crypto_key_iam_member.${name}`);
    const before = [...kept.needs(`google_kms_crypto_key_iam_member.${name}`)].join(" ");
    expect(before).toContain("data.google_bigquery_default_service_account.");
  });

  test("uses a key when Vertex AI's own account may", () => {
    const encrypted = someEndpoint({ runtime, encryptionKeyId: KEY });
    expect(encrypted.one(ENDPOINT).encryption_spec).toEqual({ kms_key_name: KEY });
    expect(String(encrypted.one("google_kms_crypto_key_iam_member").member)).toContain("gcp-sa-aiplatform");
    const needed = [...encrypted.needs(`${ENDPOINT}.${Object.keys(encrypted.all(ENDPOINT))[0]}`)].join(" ");
    expect(needed).toContain("google_kms_crypto_key_iam_member.");
  });
});

describe("what deploy-model is told", () => {
  test("is the models' places, image and traffic", () => {
    const target = targetOf({ ...SPLIT, runtime, encryptionKeyId: KEY });
    expect(target).toMatchObject({
      region: "europe-west1",
      displayName: "mlops-gcp-dev-iris",
      deployments: TWO,
      traffic: { blue: 90, green: 10 },
      encryptionKeyId: KEY,
      environment: { MLFLOW_HOST: "0.0.0.0", MLFLOW_PORT: "8080", MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "25" },
    });
    expect(String(target.artifacts)).toMatch(/^gs:\/\/\$\{google_storage_bucket\.\w+\.name\}\/mlflow$/);
    expect(String(target.image)).toMatch(/^europe-west1-docker\.pkg\.dev\//);
  });

  test.each([
    ["gs://copies/1/artifacts", "gs://copies/1/artifacts"],
    ["gs://copies/1/artifacts/", "gs://copies/1/artifacts"],
  ])("serves the copy at %s as %s", (copy, served) => {
    const folder = mkdtempSync(join(tmpdir(), "mlops-vertex-"));
    try {
      writeFileSync(join(folder, "mlflow"), '#!/bin/sh\necho "$@"\n');
      chmodSync(join(folder, "mlflow"), 0o755);
      const [program = "", ...args] = targetOf(ON_VERTEX).command;
      const env = { PATH: `${folder}:/usr/bin:/bin`, AIP_STORAGE_URI: copy };
      const { stdout } = spawnSync(program, args, { env, encoding: "utf8" });
      expect(stdout.trim()).toBe(`models serve --model-uri ${served} --env-manager local`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("has nothing that Terraform or Vertex AI would replace", () => {
    for (const word of targetOf(ON_VERTEX).command) expect(word).not.toMatch(/\$[{(]|%\{/);
  });

  test("is an output of stacks with such endpoints alone", () => {
    const { json } = Synthesized.environment({ endpoints: [IRIS] });
    expect((json as { output: object }).output).not.toHaveProperty("vertex_endpoints");
  });
});

test("Vertex AI and BigQuery are enabled where endpoints use them", () => {
  const enabled = (...endpoints: ModelEndpointSettings[]): unknown[] =>
    Object.values(Synthesized.environment({ endpoints }).all("google_project_service")).map(({ service }) => service);
  const [vertex, bigquery] = ["aiplatform.googleapis.com", "bigquery.googleapis.com"];
  expect(enabled(IRIS)).not.toContain(vertex);
  expect(enabled(ON_VERTEX)).toContain(vertex);
  expect(enabled(ON_VERTEX)).not.toContain(bigquery);
  expect(enabled({ ...ON_VERTEX, dataCapture: {} })).toContain(bigquery);
});

const MACHINE = "must be omitted: Vertex AI takes the size from the machine type";
const CASES: Record<string, [Partial<ModelEndpointSettings>, ...string[]]> = {
  "vCPU and memory": [{ vcpu: 1, memoryMib: 1024 }, `endpoints.0.vcpu ${MACHINE}`, `endpoints.0.memoryMib ${MACHINE}`],
  "what Vertex AI does not have": [
    { maxConcurrency: 1, startupGraceSeconds: 60 },
    "endpoints.0.maxConcurrency must be omitted: Vertex AI has no such setting",
    "endpoints.0.startupGraceSeconds must be omitted: Vertex AI has no such setting",
  ],
  "a network": [
    { privateAccess: true },
    "endpoints.0.privateAccess must be omitted: a dedicated endpoint of Vertex AI has a public address, which admits only whom IAM allows",
  ],
  "no machine": [
    { minInstances: 0 },
    "endpoints.0.minInstances must be an integer from 1 to 100: machines of each deployment: Vertex AI does not scale to zero",
  ],
  "a machine type that is none": [
    { instanceType: "ml.m5.large" },
    "endpoints.0.instanceType must be a machine type of Compute Engine",
  ],
  "an image of another registry": [
    { image: "docker.io/team/model:1" },
    "endpoints.0.image must be in Artifact Registry: Vertex AI pulls from no other registry",
  ],
  "an image of another region": [
    { image: "us-central1-docker.pkg.dev/p/r/model:1" },
    "endpoints must have images in europe-west1: Vertex AI pulls from Artifact Registry in its own region",
  ],
  "a key of another region": [
    { encryptionKeyId: KEY.replace("europe-west1", "us-central1") },
    "endpoints must have keys in europe-west1, the platform's region",
  ],
  "a key that is none": [
    { encryptionKeyId: "my-key" },
    "endpoints.0.encryptionKeyId must be the ID of a Cloud KMS key, without a version",
  ],
  "a payload over the limit": [
    { maxPayloadBytes: 11_000_000 },
    "endpoints.0.maxPayloadBytes must be an integer from 1024 to 10000000: bytes of a request; the limit of vertex",
  ],
  "a variable that Vertex AI sets": [
    { environment: { AIP_MODE: "x" } },
    "endpoints.0.environment.AIP_MODE must have a name that does not begin with AIP_: Vertex AI sets such variables itself",
  ],
  "an archive": [
    { deployments: [{ name: "blue", model: "1/models/m-1/model.tar.gz" }] },
    "endpoints.0.deployments must have models that are no archives: MLflow's scoring server reads a model's folder",
  ],
  "a sample of nothing": [
    { dataCapture: { samplingPercent: 0 } },
    "endpoints.0.dataCapture.samplingPercent must be an integer from 1 to 100: percent of the calls",
  ],
};

test.each(Object.keys(CASES))("%s has a message of its own", (name) => {
  const [settings, ...problems] = CASES[name] ?? [{}];
  expect(problemsOf({ ...ON_VERTEX, ...settings })).toEqual(problems);
});

test("an endpoint with all that Vertex AI has is no problem", () => {
  const full = {
    instanceType: "n2-highmem-4",
    minInstances: 2,
    maxInstances: 5,
    encryptionKeyId: KEY,
    dataCapture: {},
  };
  expect(problemsOf({ ...SPLIT, ...full, runtime, alarms: true, environment: { OMP_NUM_THREADS: "1" } })).toEqual([]);
});

test.each([
  ["instanceType", { instanceType: "e2-standard-2" }],
  ["encryptionKeyId", { encryptionKeyId: KEY }],
])("%s is refused on Cloud Run", (field, settings) => {
  expect(problemsOf({ ...IRIS, ...settings })).toEqual([`endpoints.0.${field} must be omitted: only Vertex AI has it`]);
});

test("a model's location is the one that the environment says", () => {
  expect(targetOf(ON_VERTEX).deployments).toEqual([{ name: "blue", model: MODEL }]);
});
