import { gcpContainers } from "../../../../src/rehearsal/clouds/gcp/containers";
import { cloudRunProbes } from "../../../../src/rehearsal/clouds/gcp/probes";
import { startProblems } from "../../../../src/rehearsal/servers/probe-schedule";
import { block, blocks } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { PASSWORD } from "../../servers/applied";
import { CONNECTION, NUMBER, PROJECT, SERVERS, URI, applied, appliedState, probe, type Change } from "./platform";

const containersOf = (change?: Change) => gcpContainers(appliedState(applied(change)));

function variable(container: Values, name: string): Values {
  const found = blocks(container, "env").find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const uri =
  (text: string): Change =>
  ({ objects }) =>
    (objects.google_secret_manager_secret_version.secret_data = text);
const instance =
  (settings: Values, addresses: Values = {}): Change =>
  ({ objects }) => {
    const [own = {}] = blocks(objects.google_sql_database_instance, "settings");
    Object.assign(own, settings);
    Object.assign(block(own, "ip_configuration") ?? {}, addresses);
  };

const NETWORK = `projects/${PROJECT}/global/networks/mlops`;
/** The same platform with an endpoint of Private Service Connect. */
const psc: Change = (gcp) => {
  const attachment = "projects/tenant/regions/europe-west1/serviceAttachments/a";
  instance(
    { connector_enforcement: "NOT_REQUIRED" },
    { ipv4_enabled: false, psc_config: [{ psc_enabled: true, allowed_consumer_projects: [PROJECT] }] },
  )(gcp);
  gcp.objects.google_sql_database_instance.psc_service_attachment_link = attachment;
  gcp.template.vpc_access = [{ network_interfaces: [{ network: NETWORK }], egress: "PRIVATE_RANGES_ONLY" }];
  const put = (type: string, id: string, values: Values) => gcp.more.push({ type, values: { id, ...values } });
  put("google_compute_network", NETWORK, { name: "mlops" });
  put("google_compute_forwarding_rule", "rule", {
    ...{ name: "rule", ip_address: "10.10.0.2", target: attachment },
    network: `https://www.googleapis.com/compute/v1/${NETWORK}`,
  });
  put("google_dns_managed_zone", `projects/${PROJECT}/managedZones/mlops`, {
    ...{ name: "mlops", visibility: "private" },
    private_visibility_config: [{ networks: [{ network_url: NETWORK }] }],
  });
  put("google_dns_record_set", "record", {
    ...{ name: "database.mlops.internal.", managed_zone: "mlops", rrdatas: ["10.10.0.2"] },
  });
  const query = "sslmode=require&target_session_attrs=read-write";
  uri(`postgresql+psycopg2://mlflow:${PASSWORD}@database.mlops.internal:5432/mlflow?${query}`)(gcp);
};
const withPsc =
  (change: Change): Change =>
  (gcp) => {
    psc(gcp);
    change(gcp);
  };

/** Everything that the servers send goes through a subnetwork. */
const through =
  (leadsToGoogle: boolean): Change =>
  ({ template, more }) => {
    const values = { id: "projects/p/regions/r/subnetworks/s", name: "s", private_ip_google_access: leadsToGoogle };
    more.push({ type: "google_compute_subnetwork", values });
    template.vpc_access = [{ network_interfaces: [{ subnetwork: values.id }], egress: "ALL_TRAFFIC" }];
  };

/** Two instances with three workers each, whose two pools have twelve connections each. */
const pools =
  (most: string): Change =>
  (gcp) => {
    const size = { WORKERS: "3", SQLALCHEMYSTORE_POOL_SIZE: "11", SQLALCHEMYSTORE_MAX_OVERFLOW: "1" };
    gcp.mlflow.env = [
      ...blocks(gcp.mlflow, "env"),
      ...Object.entries(size).map(([name, value]) => ({ name: `MLFLOW_${name}`, value })),
    ];
    instance({ database_flags: [{ name: "max_connections", value: most }] })(gcp);
  };

/** The same platform whose instance has another name. */
const connectedTo =
  (name: string): Change =>
  (gcp) => {
    const connection = CONNECTION.replace("mlops-db", name);
    for (const { values } of [...gcp.more, { values: gcp.objects.google_sql_database_instance }])
      if (values.connection_name === CONNECTION) values.connection_name = connection;
    gcp.template.volumes = [{ name: "cloudsql", cloud_sql_instance: [{ instances: [connection] }] }];
    uri(URI(PASSWORD).replace(CONNECTION, connection))(gcp);
  };

describe("the containers of an applied service", () => {
  test("are taken in a subnetwork that leads to Google, and with as many connections as their pools have", () => {
    expect(containersOf(through(true))).toHaveLength(2);
    expect(containersOf(pools("148"))).toHaveLength(2);
    expect(containersOf(connectedTo("d".repeat(54)))).toHaveLength(2);
  });

  test("have the command, the variables, the secrets and the order that were applied", () => {
    const [proxy, mlflow] = containersOf();
    expect(mlflow).toMatchObject({
      ...{ name: "mlflow", command: ["sh", "-c", "exec mlflow server"], ports: [], dependsOn: [] },
      environment: { MLFLOW_PORT: "5000", MLFLOW_HOST: "0.0.0.0" },
      ...{ secrets: { MLFLOW_BACKEND_STORE_URI: URI(PASSWORD) }, onlyPortsAreReached: true },
    });
    expect(proxy).toMatchObject({ ports: [8080], dependsOn: [{ container: "mlflow", condition: "HEALTHY" }] });
  });

  test("reach a database by Private Service Connect", () => {
    expect(containersOf(psc)[1]?.secrets.MLFLOW_BACKEND_STORE_URI).toContain("@database.mlops.internal:5432/");
  });

  const ui =
    (...types: string[]): Change =>
    ({ more, objects }) => {
      const service = objects.google_cloud_run_v2_service;
      const id = String(service.id).replace("mlops-mlflow", "ui");
      more.push({ type: "google_cloud_run_v2_service", values: { ...service, id, name: "ui", iap_enabled: true } });
      const member = `serviceAccount:service-${NUMBER}@gcp-sa-iap.iam.gserviceaccount.com`;
      const invoker = { ...objects.google_cloud_run_v2_service_iam_member, id: "u", name: id, member };
      for (const type of types) more.push({ type, values: invoker });
    };
  const [INVOKER, SIGN_IN] = ["google_cloud_run_v2_service_iam_member", "google_iap_web_cloud_run_service_iam_member"];

  test("are those of the service without sign-in, where people have one of their own", () => {
    expect(containersOf(ui(INVOKER, SIGN_IN))).toHaveLength(2);
  });

  test("are refused where nobody can sign in at the other", () => {
    expect(() => containersOf(ui(SIGN_IN))).toThrow("gcp-sa-iap.iam.gserviceaccount.com has no roles/run.invoker");
    expect(() => containersOf(ui(INVOKER))).toThrow("nobody has roles/iap.httpsResourceAccessor");
  });

  test.each(["latest", "2"])("read version %s of the secret", (version) => {
    const change: Change = ({ mlflow, more, objects }) => {
      const reference = block(block(variable(mlflow, "MLFLOW_BACKEND_STORE_URI"), "value_source"), "secret_key_ref");
      Object.assign(reference ?? {}, { version, secret: "mlops-database" });
      objects.google_sql_user.password = "second";
      const values = {
        ...objects.google_secret_manager_secret_version,
        id: "v2",
        version: "2",
        secret_data: URI("second"),
      };
      more.push({ type: "google_secret_manager_secret_version", values });
    };
    expect(containersOf(change)[1]?.secrets.MLFLOW_BACKEND_STORE_URI).toBe(URI("second"));
  });
});

describe("a service is refused when", () => {
  const cases: [string, Change, string][] = [
    ["it sets what a local process cannot have", ({ mlflow }) => (mlflow.working_dir = "/x"), "working_dir is set"],
    [
      "it mounts a bucket",
      ({ mlflow, template }) => {
        template.volumes = [...blocks(template, "volumes"), { name: "b", gcs: [{ bucket: "b" }] }];
        mlflow.volume_mounts = [...blocks(mlflow, "volume_mounts"), { name: "b", mount_path: "/b" }];
      },
      "volume_mounts has /b",
    ],
    ["a container has no command", ({ mlflow }) => (mlflow.command = []), "command is not set"],
    [
      "its secret has no such version",
      ({ objects }) => (objects.google_secret_manager_secret_version.version = "7"),
      "version 1 of the secret",
    ],
    ["no container has a port", ({ proxy }) => (proxy.ports = []), "exactly one container must have a port"],
    ["it names another database", uri(URI(PASSWORD).replace("mlops-db", "other-db")), "names the host /cloudsql/"],
    ["it has another password", uri(URI("wrong")), "has another password than the applied database"],
    ["it has another user", uri(URI(PASSWORD).replace("//mlflow:", "//root:")), "has the user root"],
    [
      "it mounts no connector",
      ({ mlflow }) => (mlflow.volume_mounts = []),
      `no cloud_sql_instance volume of ${CONNECTION}`,
    ],
    [
      "its account may not use the connector",
      ({ objects }) => (objects.google_project_iam_member.role = "roles/cloudsql.viewer"),
      `${SERVERS} has no role roles/cloudsql.client`,
    ],
    [
      "the connector's instance has no public address",
      instance({}, { ipv4_enabled: false }),
      "needs an instance with a public address",
    ],
    [
      "the instance behind an endpoint wants the connector",
      withPsc(instance({ connector_enforcement: "REQUIRED" })),
      "connector_enforcement is REQUIRED",
    ],
    ["the instance is stopped", instance({ activation_policy: "NEVER" }), "the instance is stopped"],
    [
      "the instance behind an endpoint wants a client certificate",
      withPsc(instance({}, { ssl_mode: "TRUSTED_CLIENT_CERTIFICATE_REQUIRED" })),
      "ssl_mode asks for a client certificate",
    ],
    [
      "the zone is public",
      withPsc(({ more }) => {
        for (const { type, values } of more) if (type === "google_dns_managed_zone") values.visibility = "public";
      }),
      "no private DNS zone of the service's network has database.mlops.internal",
    ],
    ["it is in no network", withPsc(({ template }) => (template.vpc_access = [])), "it is in no network"],
    [
      "it is in another network",
      withPsc(({ template }) => (template.vpc_access = [{ network_interfaces: [{ network: `${NETWORK}-2` }] }])),
      "in another network than the service",
    ],
    [
      "the zone is not its network's",
      withPsc(({ more }) => {
        for (const { type, values } of more)
          if (type === "google_dns_managed_zone") values.private_visibility_config = [];
      }),
      "no private DNS zone of the service's network has database.mlops.internal",
    ],
    [
      "the instance does not accept the project",
      withPsc(instance({}, { psc_config: [{ psc_enabled: true, allowed_consumer_projects: ["other"] }] })),
      "allowed_consumer_projects does not name the project",
    ],
    [
      "its endpoint has an address that is not private, to which it sends nothing through the network",
      withPsc(({ more }) => {
        for (const { type, values } of more) {
          if (type === "google_compute_forwarding_rule") values.ip_address = "240.0.0.2";
          if (type === "google_dns_record_set") values.rrdatas = ["240.0.0.2"];
        }
      }),
      "egress is PRIVATE_RANGES_ONLY, and 240.0.0.2 is not in one of RFC 1918",
    ],
    ["its socket has a longer name than Linux takes", connectedTo("d".repeat(55)), "has more than 107 characters"],
    [
      "it may connect without TLS",
      withPsc((gcp) =>
        uri(String(gcp.objects.google_secret_manager_secret_version.secret_data).replace("require", "prefer"))(gcp),
      ),
      "sslmode must be require",
    ],
    [
      "its artifacts are elsewhere",
      ({ mlflow }) => (variable(mlflow, "MLFLOW_ARTIFACTS_DESTINATION").value = "gs://other/mlflow"),
      "names the bucket other, which was not applied",
    ],
    [
      "its artifacts are in another cloud",
      ({ mlflow }) => (variable(mlflow, "MLFLOW_ARTIFACTS_DESTINATION").value = "s3://b/mlflow"),
      "not gs://<bucket>/<prefix>",
    ],
    [
      "a reader of its bucket must pay",
      ({ objects }) => (objects.google_storage_bucket.requester_pays = true),
      "may not use the bucket mlops-artifacts: requester_pays",
    ],
    [
      "everything it sends goes through a subnetwork that does not lead to Google",
      through(false),
      "the subnetwork s has no private_ip_google_access",
    ],
    [
      "its pools may open more connections than the database takes",
      pools("147"),
      "max_connections is 147, and the servers' pools may open 148 connections",
    ],
    [
      "it may only read its bucket",
      ({ objects }) => (objects.google_storage_bucket_iam_member.role = "roles/storage.objectViewer"),
      "mlops-mlflow@mlops-rehearsal.iam.gserviceaccount.com has storage.objects.create",
    ],
  ];
  test.each(cases)("%s", (_what, change, message) => {
    expect(() => containersOf(change)).toThrow(message);
  });
});

describe("the probes of a service", () => {
  const found = (change?: Change) => cloudRunProbes(appliedState(applied(change)));

  test("let MLflow start, and reach whichever container listens", () => {
    expect(startProblems(found())).toEqual([]);
    expect(found().map(({ container, port, path }) => [container, port, path])).toEqual([
      ["proxy", 8080, "/health"],
      ["mlflow", 5000, "/health"],
    ]);
  });

  test("end MLflow before it has started with the provider's defaults", () => {
    const change: Change = ({ mlflow }) => (mlflow.startup_probe = [probe(5000, { failure_threshold: 3 })]);
    expect(startProblems(found(change))).toEqual([
      expect.stringContaining(
        "the startup probe of mlflow in mlops-mlflow must wait 46 s for MLflow to start and waits 30 s",
      ),
    ]);
  });

  test("are one by TCP on the container with the port where none is written", () => {
    const change: Change = ({ mlflow, proxy }) => (mlflow.startup_probe = proxy.startup_probe = []);
    expect(found(change)).toMatchObject([{ container: "proxy", port: 8080, path: undefined }]);
  });

  test("by gRPC are not simulated", () => {
    const change: Change = ({ mlflow }) => (mlflow.liveness_probe = [{ grpc: [{ port: 5000 }] }]);
    expect(() => found(change)).toThrow("the liveness probe of mlflow: grpc is not simulated");
  });
});
