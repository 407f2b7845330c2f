import { blocks } from "../../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { accountOf, applied, gcpObjects, probe, type Change } from "../platform";
import { GoogleProvider } from "../provider";

const TYPE = "google_cloud_run_v2_service";
const REGION = "europe-west1";

/** The service of the platform as a configuration under another name. */
function configuration({ template, objects }: ReturnType<typeof gcpObjects>): Values {
  const rest = objects.google_cloud_run_v2_service;
  const more = Object.fromEntries(
    [
      "launch_stage",
      "iap_enabled",
      "invoker_iam_disabled",
      "custom_audiences",
      "ingress",
      "deletion_protection",
      "traffic",
    ].map((name) => [name, rest[name] ?? null]),
  );
  const name = rest.name === "mlops-mlflow" ? "mlops-second" : String(rest.name);
  return { ...more, name, location: REGION, template: [template] };
}

/** What creating the service says, after a change of the platform. */
function refused(change: Change = () => undefined, source: "google" | "google-beta" = "google"): string {
  const gcp = applied(change);
  const provider = new GoogleProvider([TYPE], {}, accountOf(gcp), source).enabled();
  const config = configuration(gcp);
  return [...provider.problems(TYPE, config), ...provider.create(TYPE, config)].join("\n");
}

const limits =
  (values: Values, template: Values = {}): Change =>
  (gcp) => {
    const [resources = {}] = blocks(gcp.mlflow, "resources");
    resources.limits = values;
    Object.assign(gcp.template, template);
  };

const inSubnetwork =
  (region: string, range: string): Change =>
  ({ template, more }) => {
    const id = `projects/mlops-rehearsal/regions/${region}/subnetworks/s`;
    more.push({ type: "google_compute_subnetwork", values: { id, name: "s", region, ip_cidr_range: range } });
    template.vpc_access = [{ network_interfaces: [{ subnetwork: id }] }];
  };

test("a subnetwork of the region that is large enough is taken", () => {
  expect(refused(inSubnetwork(REGION, "10.10.0.0/26"))).toBe("");
});

test("the service of the platform is taken", () => {
  expect(refused()).toBe("");
  expect(refused(undefined, "google-beta")).toBe("");
});

test.each([
  ["4", "4Gi"],
  ["6", "4096Mi"],
])("a container of %s vCPU and %s is taken beside a smaller one", (cpu, memory) => {
  expect(refused(limits({ cpu, memory }))).toBe("");
});

const latest = (percent: number): Values => ({ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent });
const to = (revision: string): Values => ({ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision, percent: 100 });

test("traffic of the latest revision, or of the one that the template names, is taken", () => {
  expect(refused(({ objects }) => (objects.google_cloud_run_v2_service.traffic = [latest(100)]))).toBe("");
  const named: Change = ({ objects, template }) => {
    template.revision = "mlops-second-first";
    objects.google_cloud_run_v2_service.traffic = [to("mlops-second-first")];
  };
  expect(refused(named)).toBe("");
});

test("a thousand requests at once are taken", () => {
  expect(refused(({ template }) => (template.max_instance_request_concurrency = 1000))).toBe("");
});

describe("Cloud Run refuses", () => {
  const cases: [string, Change, string][] = [
    [
      "an image of another registry",
      ({ mlflow }) => (mlflow.image = "ghcr.io/mlflow/mlflow:v3"),
      "Expected an image path like",
    ],
    [
      "a container to wait for without a startup probe",
      ({ mlflow }) => (mlflow.startup_probe = []),
      "must have a startup probe",
    ],
    [
      "a container to wait for that is not there",
      ({ proxy }) => (proxy.depends_on = ["mlfow"]),
      "there is no other container mlfow",
    ],
    [
      "a startup probe of more than 240 seconds",
      ({ mlflow }) => (mlflow.startup_probe = [probe(5000, { failure_threshold: 25 })]),
      "failure_threshold * period_seconds must not exceed 240 seconds: 25 * 10",
    ],
    [
      "a probe that waits longer than its period",
      ({ mlflow }) => (mlflow.startup_probe = [probe(5000, { timeout_seconds: 20 })]),
      "must not exceed period_seconds",
    ],
    [
      "two containers with a port",
      ({ mlflow }) => (mlflow.ports = [{ container_port: 5000 }]),
      "exactly one container with an exposed port, it has 2",
    ],
    [
      "no container with a port",
      ({ proxy }) => (proxy.ports = []),
      "exactly one container with an exposed port, it has 0",
    ],
    [
      "two containers of one name",
      ({ mlflow, proxy }) => (mlflow.name = proxy.name = "one"),
      "two containers have one name",
    ],
    [
      "a variable that is set twice",
      ({ proxy }) => (proxy.env = [...blocks(proxy, "env"), ...blocks(proxy, "env")]),
      "set more than once",
    ],
    [
      "a variable of its own",
      ({ proxy }) => (proxy.env = [{ name: "PORT", value: "1" }]),
      "reserved env names were provided: PORT,",
    ],
    ["a volume that is not there", ({ template }) => (template.volumes = []), "there is no volume cloudsql"],
    ["half a vCPU with several requests", limits({ cpu: "0.5", memory: "1Gi" }), "not supported with concurrency > 1"],
    [
      "half a vCPU that is always allocated",
      (gcp) => {
        limits({ cpu: "500m", memory: "1Gi" }, { max_instance_request_concurrency: 1 })(gcp);
        for (const each of blocks(gcp.mlflow, "resources")) each.cpu_idle = false;
      },
      "not supported with cpu always allocated",
    ],
    ["three vCPU", limits({ cpu: "3", memory: "2Gi" }), "Invalid value specified for container cpu. It must be"],
    ["eight vCPU beside the proxy's one", limits({ cpu: "8", memory: "8Gi" }), "Total millicpu may not exceed 8000"],
    ["four vCPU with one GiB", limits({ cpu: "4", memory: "1Gi" }), "memory must be at least 2048Mi"],
    ["one vCPU with eight GiB", limits({ cpu: "1", memory: "8Gi" }), "memory must be at most 4096Mi"],
    ["two vCPU with sixteen GiB", limits({ cpu: "2", memory: "16Gi" }), "memory must be at most 8192Mi"],
    ["memory without a unit", limits({ cpu: "1", memory: "1024" }), "limits.memory: Invalid value"],
    [
      "more instances at least than at most",
      ({ template }) => (template.scaling = [{ min_instance_count: 3, max_instance_count: 2 }]),
      "exceeds",
    ],
    [
      "two thousand requests at once",
      ({ template }) => (template.max_instance_request_concurrency = 2000),
      "must be at most 1000",
    ],
    [
      "traffic of ninety of a hundred",
      ({ objects }) => (objects.google_cloud_run_v2_service.traffic = [latest(90)]),
      "the percentages must sum to 100, not 90",
    ],
    [
      "traffic of a revision that does not exist",
      ({ objects }) => (objects.google_cloud_run_v2_service.traffic = [to("mlops-second-00007-abc")]),
      "Revision 'mlops-second-00007-abc' was not found",
    ],
    ["two hours for a call", ({ template }) => (template.timeout = "7200s"), "at most 3600s"],
    [
      "an account that does not exist",
      ({ template }) => (template.service_account = "nobody@mlops-rehearsal.iam.gserviceaccount.com"),
      "iam.serviceaccounts.actAs",
    ],
    [
      "a network that does not exist",
      ({ template }) => (template.vpc_access = [{ network_interfaces: [{ network: "none" }] }]),
      "the network none was not found",
    ],
    [
      "a subnetwork of another region",
      inSubnetwork("us-central1", "10.10.0.0/24"),
      "the subnetwork s is not in europe-west1",
    ],
    ["a subnetwork that is too small", inSubnetwork(REGION, "10.10.0.0/28"), "the subnetwork s is smaller than a /26"],
    [
      "a name that is too long",
      ({ objects }) => (objects.google_cloud_run_v2_service.name = `m${"x".repeat(50)}`),
      "Invalid resource name",
    ],
  ];
  test.each(cases)("%s", (_what, change, message) => {
    expect(refused(change)).toContain(message);
  });

  test("a sign-in of a service that is generally available", () => {
    const signIn: Change = ({ objects }) => (objects.google_cloud_run_v2_service.iap_enabled = true);
    expect(refused(signIn, "google-beta")).toContain("iap_enabled is in the launch stage BETA");
  });
});

describe("a revision does not start with", () => {
  const cases: [string, Change, string][] = [
    [
      "an image of a repository that is not there",
      ({ objects }) => (objects.google_artifact_registry_repository.repository_id = "other"),
      "not found.",
    ],
    [
      "a secret that its account may not read",
      ({ objects }) => (objects.google_secret_manager_secret_iam_member.role = "roles/secretmanager.viewer"),
      "Permission denied on secret",
    ],
    [
      "a secret without that version",
      ({ objects }) => (objects.google_secret_manager_secret_version.version = "2"),
      "versions/1 was not found",
    ],
    [
      "a probe of MLflow on the loopback address",
      ({ mlflow }) => (mlflow.env = blocks(mlflow, "env").filter(({ name }) => name !== "MLFLOW_HOST")),
      "the startup probe of mlflow asks MLflow, which listens on 127.0.0.1 alone",
    ],
    [
      "an account that may not use the connector",
      ({ objects }) => (objects.google_project_iam_member.role = "roles/cloudsql.viewer"),
      "has no role roles/cloudsql.client in the project",
    ],
    [
      "a password that is not the user's",
      ({ objects }) => (objects.google_sql_user.password = "other"),
      "has another password",
    ],
  ];
  test.each(cases)("%s", (_what, change, message) => {
    const said = refused(change);
    expect(said).toContain("Error waiting to create Service");
    expect(said).toContain(message);
  });
});

describe("a service", () => {
  const made = (change: Change = () => undefined) => {
    const gcp = applied(change);
    const provider = new GoogleProvider([TYPE], {}, accountOf(gcp)).enabled();
    const config = configuration(gcp);
    provider.make(TYPE, config);
    const key = `projects/mlops-rehearsal/locations/${REGION}/services/mlops-second`;
    return { provider, config, key };
  };

  test("has the address that is known beforehand, and a new revision for a changed template alone", () => {
    const { provider, config, key } = made();
    const read = () => provider.account.get(TYPE, key) ?? {};
    expect(read().urls).toContain(`https://mlops-second-123456789012.${REGION}.run.app`);
    const first = read().latest_ready_revision;
    expect(provider.update(TYPE, key, { ...config, description: "d" })).toEqual([]);
    expect([read().latest_ready_revision, read().generation]).toEqual([first, "2"]);
    const template = { ...blocks(config, "template")[0], timeout: "100s" };
    expect(provider.update(TYPE, key, { ...config, template: [template] })).toEqual([]);
    expect(read().latest_ready_revision).toMatch(/\/revisions\/mlops-second-00002-[a-z0-9]{3}$/);
  });

  test("may send its traffic to a former revision", () => {
    const { provider, config, key } = made();
    const name = String(provider.account.get(TYPE, key)?.latest_ready_revision).replace(/.*\//, "");
    const template = { ...blocks(config, "template")[0], timeout: "100s" };
    expect(provider.update(TYPE, key, { ...config, template: [template], traffic: [to(name)] })).toEqual([]);
  });

  test("comes back with a block scaling and a client that nobody wrote, which a plan would remove", () => {
    const { provider, config, key } = made();
    expect(provider.planAgain(TYPE, key, config).action).toBe("update");
    const CLIENT = { client: "gcloud", client_version: "500.0.0" };
    const scaling = [{ min_instance_count: 0, scaling_mode: "", manual_instance_count: 0 }];
    expect(provider.planAgain(TYPE, key, { ...config, ...CLIENT, scaling }).action).toBe("none");
  });

  test("is not deleted while it is protected, which is the default", () => {
    const { provider, key } = made(({ objects }) => (objects.google_cloud_run_v2_service.deletion_protection = null));
    expect(provider.remove(TYPE, key).join()).toContain(
      "cannot destroy service without setting deletion_protection=false",
    );
    const { provider: open, key: name } = made();
    expect(open.remove(TYPE, name)).toEqual([]);
  });
});
