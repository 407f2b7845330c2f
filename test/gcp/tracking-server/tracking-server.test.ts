import { Token } from "cdktf";
import { Size } from "../../../src/core";
import { TrackingServer, type TrackingServerProps } from "../../../src/gcp/tracking-server/tracking-server";
import { ServerSpec } from "../../../src/mlflow";
import { problemsOf, refusedFields } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import type { Block, Synthesized } from "../../support/synthesized";
import { emptyStack, NETWORK, someNetwork, someServices, SUBNETWORK } from "../fixture";
import { CONNECTION, container, serverProps, SomeDatabase, someServer, template, variable } from "../servers";

const RUN = "google_cloud_run_v2_service";
const server = someServer();
const prod = someServer((stack) => ({
  size: Size.PROD,
  backendStore: new SomeDatabase(stack, "Larger", 80),
}));
const inNetwork = someServer((stack) => ({
  network: someNetwork(stack),
  backendStore: new SomeDatabase(stack, "Private", 20, { connectionName: null }),
}));

const service = (synthesized: Synthesized): Block => synthesized.one(RUN, "TrackingServer");
const reference = (synthesized: Synthesized, type: string, part: string, attribute: string): string =>
  `\${${synthesized.address(type, part)}.${attribute}}`;
const ofBoth = ["proxy", "mlflow"].map((name) => container(service(server), name));

test("an instance is the proxy and MLflow, and the address leads to the proxy alone", () => {
  expect((template(service(server)).containers as Block[]).map(({ name }) => name)).toEqual(["proxy", "mlflow"]);
  expect(container(service(server), "proxy").ports).toEqual({ container_port: 8080 });
  expect(container(service(server), "mlflow")).not.toHaveProperty("ports");
  expect(service(server)).toMatchObject({ name: "mlops-dev-mlflow", location: "europe-west1" });
});

test("whoever reaches the address needs a role: no one is made an invoker, and no check of roles is switched off", () => {
  expect(service(server).ingress).toBe("INGRESS_TRAFFIC_ALL");
  expect(service(server)).not.toHaveProperty("invoker_iam_disabled");
  expect(server.all("google_cloud_run_v2_service_iam_member")).toEqual({});
});

test("MLflow listens where a startup probe reaches it, which the loopback address is not", () => {
  expect(variable(service(server), "mlflow", "MLFLOW_HOST")).toBe("0.0.0.0");
});

describe("probes", () => {
  const probe = (of: Block): Block => of.startup_probe as Block;

  test("the proxy starts when MLflow answers, whose probe says so", () => {
    expect(container(service(server), "proxy").depends_on).toEqual(["mlflow"]);
    expect(probe(container(service(server), "mlflow")).http_get).toEqual({ path: "/health", port: 5000 });
    expect(probe(container(service(server), "proxy")).http_get).toEqual({ path: "/health", port: 8080 });
  });

  test("MLflow has the four minutes that Cloud Run allows to answer its first request, or what the settings say", () => {
    const seconds = (of: Block): number => Number(probe(of).period_seconds) * Number(probe(of).failure_threshold);
    expect(seconds(container(service(server), "mlflow"))).toBe(240);
    expect(seconds(container(service(someServer(() => ({ startupGraceSeconds: 61 }))), "mlflow"))).toBe(65);
    for (const each of ofBoth) {
      expect(seconds(each)).toBeLessThanOrEqual(240);
      expect(Number(probe(each).timeout_seconds)).toBeLessThanOrEqual(Number(probe(each).period_seconds));
    }
  });

  test("a busy server is not restarted: there is no liveness probe", () => {
    for (const each of ofBoth) expect(each).not.toHaveProperty("liveness_probe");
  });
});

describe("what the provider would change in every plan, or Cloud Run bill otherwise, is written or ignored", () => {
  test("both limits and the CPU that is billed by use, of both containers", () => {
    expect(container(service(server), "mlflow").resources).toEqual({
      limits: { cpu: "1", memory: "1024Mi" },
      cpu_idle: true,
      startup_cpu_boost: true,
    });
    expect(container(service(server), "proxy").resources).toEqual({
      limits: { cpu: "1", memory: "512Mi" },
      cpu_idle: true,
      startup_cpu_boost: true,
    });
  });

  test("both numbers of instances, in the template alone", () => {
    expect(template(service(server)).scaling).toEqual({ min_instance_count: 0, max_instance_count: 2 });
    expect(template(service(prod)).scaling).toEqual({ min_instance_count: 1, max_instance_count: 4 });
    expect(service(server)).not.toHaveProperty("scaling");
    expect((service(server).lifecycle as Block).ignore_changes).toEqual(["client", "client_version", "scaling"]);
  });

  test("the second generation, as files and network of the first are emulated", () => {
    expect(template(service(server)).execution_environment).toBe("EXECUTION_ENVIRONMENT_GEN2");
  });
});

test("a service whose first revision failed can be replaced, in prod too: it holds no data", () => {
  for (const each of [server, prod]) expect(service(each).deletion_protection).toBe(false);
});

test("more instances that always run than the default of those at most raise the latter", () => {
  const many = someServer((stack) => ({ minInstances: 3, backendStore: new SomeDatabase(stack, "Larger", 80) }));
  expect(template(service(many)).scaling).toEqual({ min_instance_count: 3, max_instance_count: 3 });
});

test("the URI is a version of a secret: no variable and no other resource holds it", () => {
  const env = container(service(server), "mlflow").env as Block[];
  expect(env).toContainEqual({
    name: "MLFLOW_BACKEND_STORE_URI",
    value_source: { secret_key_ref: { secret: "projects/team-project/secrets/mlflow-uri", version: "7" } },
  });
  expect(JSON.stringify(server.json)).not.toMatch(/postgresql\+psycopg2/);
});

test("every variable fits in 32 KiB", () => {
  for (const { env } of ofBoth)
    for (const { name, value = "" } of env as Block[])
      expect([name, String(value).length < 32_768]).toEqual([name, true]);
});

describe("the servers' account", () => {
  const member = reference(server, "google_service_account", "", "member");

  test("may use the bucket of the artifacts, read the secret and connect to the database, and nothing else", () => {
    expect(server.one("google_service_account").account_id).toBe("mlops-dev-mlflow");
    expect(server.one("google_storage_bucket_iam_member")).toMatchObject({
      bucket: "team-artifacts",
      role: "roles/storage.objectUser",
      member,
    });
    expect(server.one("google_secret_manager_secret_iam_member")).toMatchObject({
      secret_id: "projects/team-project/secrets/mlflow-uri",
      role: "roles/secretmanager.secretAccessor",
      member,
    });
    expect(server.one("google_project_iam_member")).toMatchObject({
      project: "team-project",
      role: "roles/cloudsql.client",
      member,
    });
    const grants = server.addresses().filter((address) => address.includes("_iam_"));
    expect(grants).toHaveLength(3);
    expect(template(service(server)).service_account).toBe(reference(server, "google_service_account", "", "email"));
  });

  test("has no role on the project where the database is reached by an address", () => {
    expect(inNetwork.all("google_project_iam_member")).toEqual({});
  });

  test("connects in the project of the database", () => {
    const elsewhere = someServer((stack) => ({
      backendStore: new SomeDatabase(stack, "Elsewhere", 20, { connectionName: "other:europe-west1:db" }),
    }));
    expect(elsewhere.one("google_project_iam_member").project).toBe("other");
  });

  test("connects in its own project to a database of which only Terraform knows the name", () => {
    const created = someServer((stack) => ({
      backendStore: new SomeDatabase(stack, "Created", 20, { connectionName: Token.asString({ resolve: () => "x" }) }),
    }));
    expect(created.one("google_project_iam_member").project).toMatch(/^\$\{data\.google_project\..+\.project_id\}$/);
  });

  test("may have another ID", () => {
    const named = someServer(() => ({ serviceAccountId: "team-mlflow" }));
    expect(named.one("google_service_account").account_id).toBe("team-mlflow");
  });
});

test("the servers start after their roles are seen, after the database, the images and the services", () => {
  const enabled = someServer((stack) => ({ services: someServices(stack) }));
  const needed = enabled.needs(enabled.address(RUN));
  expect(enabled.one("time_sleep", "RoleDelay").create_duration).toBe("30s");
  for (const [type, part] of [
    ["time_sleep", "RoleDelay"],
    ["google_storage_bucket_iam_member", ""],
    ["google_secret_manager_secret_iam_member", ""],
    ["google_project_iam_member", ""],
    ["terraform_data", "SomeDatabase"],
    ["google_artifact_registry_repository", "Ghcr"],
    ["google_project_service", "run"],
  ] as const)
    expect([...needed].filter((each) => each.startsWith(`${type}.`) && each.includes(part))).not.toEqual([]);
  const account = enabled.needs(enabled.address("google_service_account"));
  expect([...account].some((each) => each.startsWith("google_project_service."))).toBe(true);
});

describe("the database", () => {
  test("is reached by Cloud SQL's sockets, in MLflow's container alone", () => {
    const [volume] = template(service(server)).volumes as Block[];
    expect(volume).toEqual({ name: "cloudsql", cloud_sql_instance: { instances: [CONNECTION] } });
    expect(container(service(server), "mlflow").volume_mounts).toEqual([{ name: "cloudsql", mount_path: "/cloudsql" }]);
    expect(container(service(server), "proxy")).not.toHaveProperty("volume_mounts");
    expect(template(service(server))).not.toHaveProperty("vpc_access");
  });

  test("with a network it is reached through that, and other calls do not go that way", () => {
    expect(template(service(inNetwork)).vpc_access).toEqual({
      network_interfaces: [{ network: NETWORK, subnetwork: SUBNETWORK }],
      egress: "PRIVATE_RANGES_ONLY",
    });
    expect(template(service(inNetwork))).not.toHaveProperty("volumes");
    expect(container(service(inNetwork), "mlflow")).not.toHaveProperty("volume_mounts");
  });

  test("has connections for the pools of all instances", () => {
    const pools = (each: Synthesized): unknown[] =>
      ["POOL_SIZE", "MAX_OVERFLOW"].map((name) => variable(service(each), "mlflow", `MLFLOW_SQLALCHEMYSTORE_${name}`));
    // 2 instances, each with 2 connections of the parent and 2 pools of 4.
    expect(pools(server)).toEqual(["3", "1"]);
    expect(pools(someServer(() => ({ hasUi: true })))).toEqual(["1", "1"]);
    expect(pools(prod)).toEqual(["3", "1"]);
  });

  test("a worker answers no more requests at once than it has connections for", () => {
    expect(variable(service(server), "mlflow", "MLOPS_REQUESTS_A_WORKER")).toBe("3");
    const large = someServer((stack) => ({ backendStore: new SomeDatabase(stack, "Larger", 400) }));
    expect(variable(service(large), "mlflow", "MLOPS_REQUESTS_A_WORKER")).toBe("8");
  });
});

test("an instance takes the requests that wait in MLflow's queue too", () => {
  expect(template(service(server)).max_instance_request_concurrency).toBe(12);
  const large = someServer((stack) => ({
    maxRequests: 300,
    backendStore: new SomeDatabase(stack, "Larger", 1600),
  }));
  expect(template(service(large)).max_instance_request_concurrency).toBe(1000);
});

test("a call may take as long as the longest of the gateway", () => {
  expect(template(service(server)).timeout).toBe("300s");
});

test("MLflow serves artifacts by the bucket's address", () => {
  expect(variable(service(server), "mlflow", "MLFLOW_ARTIFACTS_DESTINATION")).toBe("gs://team-artifacts/mlflow");
});

test("another bucket or prefix fails the plan", () => {
  const fixed = server.one("terraform_data", "ArtifactsDestination");
  expect(fixed.input).toEqual({ value: "gs://team-artifacts/mlflow" });
  expect(JSON.stringify(fixed.lifecycle)).toContain("cannot be changed by a deploy alone");
});

test("Terraform finds no template of its own in commands and variables, so that they arrive as they are", () => {
  for (const { command, env } of ofBoth) expect(JSON.stringify([command, env])).not.toMatch(/[$%]\{/);
});

describe("the images", () => {
  const images = (each: Synthesized): unknown[] =>
    ["mlflow", "proxy"].map((name) => container(service(each), name).image);

  test("come through the platform's own repositories, as Cloud Run pulls from no others", () => {
    for (const image of images(server)) expect(image).toMatch(/^europe-west1-docker\.pkg\.dev\//);
  });

  test("come from a mirror, or are your own, without repositories", () => {
    const imageRegistry = "europe-west1-docker.pkg.dev/team/cache";
    expect(images(someServer(() => ({ serverImages: undefined, imageRegistry })))).toEqual([
      expect.stringMatching(`^${imageRegistry}/ghcr\\.io/mlflow/mlflow:`) as string,
      expect.stringMatching(`^${imageRegistry}/public\\.ecr\\.aws/docker/library/caddy:`) as string,
    ]);
    const own = { mlflow: "gcr.io/team/mlflow:1", proxy: "docker.io/library/caddy:2" };
    expect(images(someServer(() => ({ serverImages: undefined, images: own })))).toEqual([own.mlflow, own.proxy]);
  });
});

test("the servers admit the Snowflake account of the platform", () => {
  const own = someServer(() => ({ snowflakeAccount: { account: "AB12345", region: "GCP_EUROPE_WEST2" } }));
  expect(variable(service(own), "proxy", "MLOPS_SNOWFLAKE_ACCOUNT")).toBe("AB12345");
  expect(variable(service(own), "proxy", "MLOPS_SNOWFLAKE_REGION")).toBe("GCP_EUROPE_WEST2");
});

test("the address is known before the service is: what uses it does not wait for the database", () => {
  const stack = emptyStack();
  const made = new TrackingServer(stack, "TrackingServer", serverProps(stack));
  const [url, name, region] = resolved(stack, [made.url, made.serviceName, made.serviceRegion]);
  expect(url).toMatch(/^https:\/\/mlops-dev-mlflow-\$\{data\.google_project\..+\.number\}\.europe-west1\.run\.app$/);
  expect(name).toMatch(/^\$\{google_cloud_run_v2_service\..+\.name\}$/);
  expect(region).toBe("europe-west1");
});

test("the service accepts tokens for that address", () => {
  expect(service(server).custom_audiences).toEqual([
    expect.stringMatching(/^https:\/\/mlops-dev-mlflow-.+\.run\.app$/),
  ]);
});

test("names fit the limits of Cloud Run's addresses and of service accounts with the longest prefix", () => {
  const longest = someServer(() => ({ prefix: "a2345678901234567890" }));
  const label = `${String(service(longest).name)}-123456789012`;
  expect(label.length).toBeLessThanOrEqual(63);
  expect(String(service(longest).name).length).toBeLessThan(50);
  expect(String(longest.one("google_service_account").account_id).length).toBeLessThanOrEqual(30);
});

test("labels are on the service", () => {
  expect(service(someServer(() => ({ tags: { team: "ml" } }))).labels).toEqual({ team: "ml" });
});

test("the server waits 20 s at most for a place, which is less than the gateway's timeout", () => {
  expect(ServerSpec.PROXY_PORT).toBe(8080);
  expect(Number(variable(service(server), "mlflow", "MLOPS_WAIT_SECONDS"))).toBeLessThan(60);
});

describe("an existing server", () => {
  const attributes = { serviceName: "team-mlflow", url: "https://team-mlflow-123456789012.europe-west1.run.app" };

  test("is known by its attributes, and creates nothing", () => {
    const stack = emptyStack();
    const made = TrackingServer.fromTrackingServerAttributes(stack, "Server", attributes);
    expect(made).toMatchObject({ ...attributes, serviceRegion: undefined });
    expect(resolved(stack, [made.url])).toEqual([attributes.url]);
  });

  test.each([
    ["a path", { url: "https://mlflow.example.com/api" }, "url"],
    ["a slash at the end", { url: "https://mlflow.example.com/" }, "url"],
    ["plain http", { url: "http://mlflow.example.com" }, "url"],
    ["a path for its name", { serviceName: "projects/p/locations/r/services/s" }, "serviceName"],
    ["a zone for its region", { serviceRegion: "europe-west1-b" }, "serviceRegion"],
  ])("refuses %s", (_what, wrong, field) => {
    const make = (): unknown =>
      TrackingServer.fromTrackingServerAttributes(emptyStack(), "Server", { ...attributes, ...wrong });
    expect(refusedFields(make)).toEqual([field]);
  });
});

test.each<[string, Partial<TrackingServerProps>, string]>([
  ["half a vCPU: it would allow one request at a time", { vcpu: 0.5 }, "vcpu"],
  ["three vCPU", { vcpu: 3 }, "vcpu"],
  ["less memory than the second generation has", { memoryMib: 256 }, "memoryMib"],
  ["more memory than one vCPU has", { memoryMib: 8192 }, "memoryMib"],
  ["less memory than four vCPU need", { vcpu: 4, memoryMib: 1024 }, "memoryMib"],
  ["less memory than six vCPU need", { vcpu: 6, memoryMib: 2048 }, "memoryMib"],
  ["eight vCPU, which leave none to the proxy", { vcpu: 8, memoryMib: 8192 }, "vcpu"],
  ["more workers than the memory holds", { workers: 4 }, "workers"],
  ["half a worker", { workers: 0.5 }, "workers"],
  ["no instance at most", { maxInstances: 0 }, "maxInstances"],
  ["a thousand instances", { maxInstances: 1000 }, "maxInstances"],
  ["more instances always than at most", { minInstances: 2, maxInstances: 1 }, "minInstances"],
  ["more instances than the database has connections for", { maxInstances: 4 }, "maxInstances"],
  ["more workers than the database has connections for", { memoryMib: 4096, workers: 5 }, "workers"],
  ["more requests than the database has connections for", { maxRequests: 4 }, "maxRequests"],
  ["half a minute to start", { startupGraceSeconds: 30 }, "startupGraceSeconds"],
  ["more than four minutes to start", { startupGraceSeconds: 300 }, "startupGraceSeconds"],
  ["an image without a tag", { images: { mlflow: "gcr.io/team/mlflow" } }, "images.mlflow"],
  ["an image of a registry that Cloud Run refuses", { images: { proxy: "quay.io/team/caddy:2" } }, "images.proxy"],
  ["a registry that Cloud Run refuses", { imageRegistry: "registry.example/cache" }, "imageRegistry"],
  ["no images", { serverImages: undefined }, "serverImages"],
  ["one image of two", { serverImages: undefined, images: { mlflow: "gcr.io/team/mlflow:1" } }, "serverImages"],
  ["no request at all", { maxRequests: 0 }, "maxRequests"],
  ["an ID of an account that is too long", { serviceAccountId: `a${"2".repeat(30)}` }, "serviceAccountId"],
  ["the email of an account", { serviceAccountId: "mlflow@p.iam.gserviceaccount.com" }, "serviceAccountId"],
])("refuses %s", (_what, wrong, field) => {
  expect(refusedFields(() => someServer(() => wrong))).toEqual([field]);
});

test("a UI leaves fewer connections to the servers", () => {
  const more = { maxInstances: 3 };
  expect(refusedFields(() => someServer(() => more))).toEqual([]);
  expect(refusedFields(() => someServer(() => ({ ...more, hasUi: true })))).toEqual(["maxInstances"]);
});

test("each message says what to do", () => {
  const message = (wrong: Partial<TrackingServerProps>): string => problemsOf(() => someServer(() => wrong)).join();
  expect(message({ vcpu: 4, memoryMib: 1024 })).toContain("must be from 2048 to 16384 with 4 vCPU");
  expect(message({ minInstances: 2, maxInstances: 1 })).toContain("must be at most maxInstances, which is 1");
  expect(message({ workers: 4 })).toContain("must be at most 3: MLflow in 1024 MiB");
  expect(message({ maxInstances: 4 })).toContain("must be at most 3: the database has 20 connections for them");
  expect(message({ maxRequests: 4 })).toContain("must be at most 3: the database has 20 connections for them");
  expect(message({ memoryMib: 4096, workers: 5 })).toContain("must be at most 4: the database has 20 connections");
});

test("a database that is too small for any server says so", () => {
  const tiny = problemsOf(() => someServer((stack) => ({ backendStore: new SomeDatabase(stack, "Tiny", 5) })));
  expect(tiny.join()).toContain("the database has 5 connections for them");
  expect(tiny).toHaveLength(1);
});
