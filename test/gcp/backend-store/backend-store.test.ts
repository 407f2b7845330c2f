import { Size } from "../../../src/core";
import { BackendStore, type BackendStoreProps } from "../../../src/gcp/backend-store/backend-store";
import { maxConnectionsOf } from "../../../src/gcp/backend-store/defaults";
import { DatabaseAccess, type BackendStoreAttributes } from "../../../src/gcp/backend-store/settings";
import { Network } from "../../../src/gcp/network/network";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { Synthesized, type Block } from "../../support/synthesized";
import {
  KEY,
  NETWORK,
  PROJECT,
  SUBNETWORK,
  component,
  emptyStack,
  someNetwork,
  someServices,
  typesOf,
} from "../fixture";

const PSC = DatabaseAccess.PSC;

function make(props: Partial<BackendStoreProps> = {}) {
  const stack = emptyStack();
  const network = props.access === PSC ? someNetwork(stack) : undefined;
  const store = new BackendStore(stack, "BackendStore", { ...component, network, ...props });
  return { stack, store };
}

const database = (props: Partial<BackendStoreProps> = {}): Synthesized => Synthesized.of(make(props).stack);
const instance = (props: Partial<BackendStoreProps> = {}) => database(props).one("google_sql_database_instance");
const settings = (props: Partial<BackendStoreProps> = {}) => instance(props).settings as Block;

test("the database is a Cloud SQL instance, smallest in dev, with a name that is unique in the project for a week after it", () => {
  const dev = database();
  expect(dev.one("google_sql_database_instance")).toMatchObject({
    name: `mlops-dev-db-\${${dev.address("random_id")}.hex}`,
    region: "europe-west1",
    database_version: "POSTGRES_16",
    deletion_protection: false,
    settings: {
      tier: "db-f1-micro",
      availability_type: "ZONAL",
      disk_size: 10,
      disk_autoresize: true,
      deletion_protection_enabled: false,
      backup_configuration: {
        enabled: true,
        point_in_time_recovery_enabled: true,
        backup_retention_settings: { retained_backups: 7, retention_unit: "COUNT" },
      },
    },
  });
});

test("the edition is written: Cloud SQL would take another one, which refuses small machine types", () => {
  for (const size of [Size.DEV, Size.PROD]) expect(settings({ size }).edition).toBe("ENTERPRISE");
});

test("prod has a standby in another zone, two weeks of backups, and refuses to lose the database on both sides", () => {
  expect(instance({ size: Size.PROD })).toMatchObject({
    deletion_protection: true,
    lifecycle: { prevent_destroy: true },
    settings: {
      tier: "db-custom-1-3840",
      availability_type: "REGIONAL",
      disk_size: 20,
      deletion_protection_enabled: true,
      backup_configuration: { backup_retention_settings: { retained_backups: 14 } },
    },
  });
});

test("protection decides either way", () => {
  const unprotected = instance({ size: Size.PROD, protection: false });
  expect(unprotected).toMatchObject({ deletion_protection: false, settings: { deletion_protection_enabled: false } });
  expect(unprotected.lifecycle).not.toHaveProperty("prevent_destroy");
});

test("transaction logs are kept for a week, and not longer than the backups that they belong to", () => {
  const days = (backupRetentionDays: number) =>
    (settings({ backupRetentionDays }).backup_configuration as Block).transaction_log_retention_days;
  expect(days(30)).toBe(7);
  expect(days(3)).toBe(3);
});

test("storage that grows by itself is no change of the plan", () => {
  expect((instance().lifecycle as Block).ignore_changes).toEqual(["settings[0].disk_size"]);
});

describe("with Cloud SQL's connector", () => {
  test("the public address accepts no network, only connections of the connector, encrypted", () => {
    expect(settings()).toMatchObject({
      connector_enforcement: "REQUIRED",
      ip_configuration: { ipv4_enabled: true, ssl_mode: "ENCRYPTED_ONLY" },
    });
    expect(settings().ip_configuration).not.toHaveProperty("authorized_networks");
  });

  test("the URI names the connector's socket and a writable server; its password has no special characters", () => {
    const dev = database();
    expect(dev.one("google_secret_manager_secret_version").secret_data).toMatch(
      /^postgresql\+psycopg2:\/\/mlflow:\$\{random_password\.\w+\.result\}@\/mlflow\?host=\/cloudsql\/\$\{google_sql_database_instance\.\w+\.connection_name\}&target_session_attrs=read-write$/,
    );
    expect(dev.one("random_password")).toMatchObject({ length: 32, special: false });
  });

  test("a plan fails whose instance has a longer connection name than its socket's path can hold", () => {
    const { precondition } = instance().lifecycle as { precondition: { condition: string; error_message: string }[] };
    const [, name = "", most] = /^\$\{\(?length\("(.+)"\) <= (\d+)\)?\}$/.exec(precondition[0]?.condition ?? "") ?? [];
    expect(name).toMatch(/^\$\{data\.google_project\.[^}]+\.project_id\}:europe-west1:mlops-dev-db-0{8}$/);
    expect(`/cloudsql/${"n".repeat(Number(most))}/.s.PGSQL.5432`).toHaveLength(107);
    expect(precondition[0]?.error_message).toContain(
      "Use a shorter prefix, or database: { access: DatabaseAccess.PSC }",
    );
    expect(instance({ access: PSC }).lifecycle).not.toHaveProperty("precondition");
  });

  test("servers get the connection name, and nothing is created in a network", () => {
    const { stack, store } = make();
    expect(resolved(stack, [store.connectionName])[0]).toMatch(/connection_name\}$/);
    expect(Synthesized.of(stack).addresses().join(" ")).not.toMatch(/google_(compute|dns)_/);
  });

  test("servers wait for the database, its user and the secret", () => {
    const { stack, store } = make();
    expect(typesOf(stack, store.dependencies)).toEqual([
      "google_sql_database",
      "google_sql_user",
      "google_secret_manager_secret_version",
    ]);
  });
});

describe("with Private Service Connect", () => {
  const made = database({ access: PSC });

  test("the instance has no public address, and accepts encrypted connections of the own project's endpoints", () => {
    expect(settings({ access: PSC })).toMatchObject({
      connector_enforcement: "NOT_REQUIRED",
      ip_configuration: {
        ipv4_enabled: false,
        ssl_mode: "ENCRYPTED_ONLY",
        psc_config: [
          {
            psc_enabled: true,
            allowed_consumer_projects: [expect.stringMatching(/^\$\{data\.google_project\.\w+\.project_id\}$/)],
          },
        ],
      },
    });
  });

  test("the endpoint is an internal address of the subnetwork that leads to the instance, and no load balancer", () => {
    expect(made.one("google_compute_address")).toMatchObject({
      name: "mlops-dev-database",
      address_type: "INTERNAL",
      subnetwork: SUBNETWORK,
      region: "europe-west1",
    });
    expect(made.one("google_compute_forwarding_rule")).toMatchObject({
      load_balancing_scheme: "",
      target: `\${${made.address("google_sql_database_instance")}.psc_service_attachment_link}`,
      ip_address: `\${${made.address("google_compute_address")}.id}`,
      network: NETWORK,
    });
  });

  test("a private zone of the network names the endpoint, and the URI requires TLS there", () => {
    expect(made.one("google_dns_managed_zone")).toMatchObject({
      dns_name: "mlops-dev.internal.",
      visibility: "private",
      private_visibility_config: { networks: [{ network_url: NETWORK }] },
    });
    expect(made.one("google_dns_record_set")).toMatchObject({
      name: "database.mlops-dev.internal.",
      type: "A",
      rrdatas: [`\${${made.address("google_compute_address")}.address}`],
    });
    expect(made.one("google_secret_manager_secret_version").secret_data).toMatch(
      /@database\.mlops-dev\.internal:5432\/mlflow\?sslmode=require&target_session_attrs=read-write$/,
    );
  });

  test("servers use no connector, and wait for endpoint and name too", () => {
    const { stack, store } = make({ access: PSC });
    expect(store.connectionName).toBeUndefined();
    expect(typesOf(stack, store.dependencies)).toEqual([
      "google_sql_database",
      "google_sql_user",
      "google_secret_manager_secret_version",
      "google_compute_forwarding_rule",
      "google_dns_record_set",
    ]);
  });

  test("the network may be created in the same apply", () => {
    const stack = emptyStack();
    new BackendStore(stack, "BackendStore", {
      ...component,
      access: PSC,
      network: new Network(stack, "Network", component),
    });
    const synthesized = Synthesized.of(stack);
    const needed = synthesized.needs(synthesized.address("google_compute_forwarding_rule"));
    expect(needed).toContain(synthesized.address("google_compute_subnetwork"));
  });

  test("without a network it is refused", () => {
    expect(problemsOf(() => make({ access: PSC, network: undefined }))).toEqual([
      expect.stringContaining("network must be set: the endpoint of DatabaseAccess.PSC is in a VPC network"),
    ]);
  });
});

test("a destroy deletes user and database with the instance: Cloud SQL refuses to delete a user that owns tables", () => {
  const dev = database();
  expect(dev.one("google_sql_user")).toMatchObject({ name: "mlflow", deletion_policy: "ABANDON" });
  expect(dev.one("google_sql_database")).toMatchObject({ name: "mlflow", deletion_policy: "ABANDON" });
});

test("the URI is one secret in the region alone; a new password is a new version, before the former one is destroyed", () => {
  const dev = database();
  expect(dev.one("google_secret_manager_secret")).toMatchObject({
    secret_id: `mlops-dev-backend-store-uri-\${${dev.address("random_id")}.hex}`,
    replication: { user_managed: { replicas: [{ location: "europe-west1" }] } },
  });
  expect(dev.one("google_secret_manager_secret_version").lifecycle).toEqual({ create_before_destroy: true });
  const { stack, store } = make();
  expect(resolved(stack, [store.uriSecretId, store.uriSecretVersion])).toEqual([
    expect.stringMatching(/^\$\{google_secret_manager_secret\.\w+\.id\}$/),
    expect.stringMatching(/^\$\{google_secret_manager_secret_version\.\w+\.version\}$/),
  ]);
});

test("alarms find the instance by project and name, and know how many connections its machine type takes", () => {
  const { stack, store } = make();
  expect(resolved(stack, [store.metrics?.databaseId])[0]).toMatch(
    /^\$\{data\.google_project\.\w+\.project_id\}:\$\{google_sql_database_instance\.\w+\.name\}$/,
  );
  const limits = ["db-f1-micro", "db-custom-1-3840", "db-custom-2-7680"].map(
    (tier) => make({ tier }).store.metrics?.connectionLimit,
  );
  expect(limits).toEqual([25, 100, 400]);
});

test.each([
  ["db-f1-micro", 20],
  ["db-g1-small", 40],
  ["db-custom-1-3840", 80],
  ["db-custom-2-5888", 80],
  ["db-custom-2-6144", 160],
  ["db-custom-2-7680", 320],
  ["db-custom-4-15360", 400],
  ["db-custom-8-30720", 480],
  ["db-custom-16-61440", 640],
  ["db-custom-20-122880", 800],
])("servers use four fifths of the connections of %s: %s", (tier, expected) => {
  expect(maxConnectionsOf(tier)).toBe(expected);
  expect(make({ tier }).store.maxConnections).toBe(expected);
});

test("a key is granted to Cloud SQL's service agent, which is created for it, before the instance uses it", () => {
  const encrypted = database({ encryptionKeyId: KEY });
  const grant = encrypted.address("google_kms_crypto_key_iam_member");
  expect(encrypted.one("google_sql_database_instance").encryption_key_name).toBe(KEY);
  expect(encrypted.one("google_kms_crypto_key_iam_member")).toMatchObject({
    crypto_key_id: KEY,
    member: expect.stringMatching(
      /^serviceAccount:service-\$\{data\.google_project\.\w+\.number\}@gcp-sa-cloud-sql\.iam\.gserviceaccount\.com$/,
    ) as string,
  });
  expect(encrypted.one("google_project_service_identity").service).toBe("sqladmin.googleapis.com");
  expect(encrypted.needs(grant)).toContain(encrypted.address("google_project_service_identity"));
  expect(encrypted.needs(encrypted.address("google_sql_database_instance"))).toContain(grant);
  expect(database().all("google_kms_crypto_key_iam_member")).toEqual({});
});

test("instance and secret wait for the enabled services", () => {
  const stack = emptyStack();
  new BackendStore(stack, "BackendStore", { ...component, services: someServices(stack) });
  const made = Synthesized.of(stack);
  const sleep = made.address("time_sleep");
  expect(made.one("google_sql_database_instance").depends_on).toEqual([sleep]);
  expect(made.one("google_secret_manager_secret").depends_on).toEqual([sleep]);
});

test.each<[string, string, string, Partial<BackendStoreProps>]>([
  ["Access", "database.access", "connector", {}],
  ["Access", "database.access", "psc", { access: PSC }],
  ["EngineVersion", "database.engineVersion", "17", { engineVersion: "17" }],
  ["Storage", "database.storageGib", "128", { storageGib: 128 }],
  ["EncryptionKey", "database.encryptionKeyId", "none", {}],
  ["EncryptionKey", "database.encryptionKeyId", KEY, { encryptionKeyId: KEY }],
])("a change of %s is refused by the plan with the name of its setting, %s: %s", (id, setting, value, props) => {
  const fixed = database(props).one("terraform_data", id);
  expect(fixed).toMatchObject({ input: { value }, lifecycle: { ignore_changes: ["input"] } });
  expect(JSON.stringify(fixed.lifecycle)).toContain(setting);
});

test.each<[string, Partial<BackendStoreProps>]>([
  ["access must be one of connector, psc", { access: "vpn" as DatabaseAccess }],
  ["tier must be a machine type of Cloud SQL's edition Enterprise", { tier: "db-perf-optimized-N-2" }],
  ["tier must be a machine type of Cloud SQL's edition Enterprise", { tier: "db-n1-standard-1" }],
  ["tier must be a machine type of Cloud SQL's edition Enterprise", { tier: "n1-standard-1" }],
  ["tier must be a machine type of Cloud SQL's edition Enterprise", { tier: "db.t4g.micro" }],
  ["tier must have 1 vCPU, or an even number of them up to 96", { tier: "db-custom-3-7680" }],
  ["tier must have 1 vCPU, or an even number of them up to 96", { tier: "db-custom-98-122880" }],
  ["tier must have a memory that is a multiple of 256 MiB", { tier: "db-custom-1-4000" }],
  ["tier must have a memory of at least 3840 MiB", { tier: "db-custom-1-1024" }],
  ["tier must have a memory of at least 3840 MiB", { tier: "db-custom-4-2048" }],
  ["tier must have a memory of 0.9 to 6.5 GiB for each vCPU", { tier: "db-custom-1-7680" }],
  ["tier must have a memory of 0.9 to 6.5 GiB for each vCPU", { tier: "db-custom-8-3840" }],
  ["storageGib must be an integer from 10 to 65536", { storageGib: 9 }],
  ["storageGib must be at most 3062 with a machine type that shares a core", { storageGib: 4096 }],
  ["backupRetentionDays must be an integer from 1 to 365", { backupRetentionDays: 0 }],
  ["engineVersion must be a PostgreSQL major version from 14 to 17", { engineVersion: "16.4" }],
  ["engineVersion must be a PostgreSQL major version from 14 to 17", { engineVersion: "13" }],
  ["encryptionKeyId must be the ID of a Cloud KMS key", { encryptionKeyId: "key" }],
  [
    "encryptionKeyId must be a key in europe-west1, the platform's region",
    { encryptionKeyId: KEY.replace("europe-west1", "europe") },
  ],
])("refused: %s: %j", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

test("a standby of a small machine type is accepted: Cloud SQL offers it, without its service level agreement", () => {
  expect(problemsOf(() => make({ standby: true, tier: "db-g1-small" }))).toEqual([]);
});

describe("an existing database", () => {
  const attributes: BackendStoreAttributes = { uriSecretId: `${PROJECT}/secrets/mlflow-uri` };
  const existing =
    (wrong: Partial<BackendStoreAttributes> = {}) =>
    () =>
      BackendStore.fromBackendStoreAttributes(emptyStack(), "Database", { ...attributes, ...wrong });

  test("has its URI in a secret, whose latest version servers read, and as few connections as the smallest", () => {
    expect(existing()()).toMatchObject({ ...attributes, uriSecretVersion: "latest", maxConnections: 20 });
    expect(existing()().connectionName).toBeUndefined();
  });

  test("is used as it is", () => {
    const given = { uriSecretVersion: "3", connectionName: "team-project:europe-west1:shared", maxConnections: 100 };
    expect(existing(given)()).toMatchObject(given);
  });

  test("is refused without showing what may be the URI itself", () => {
    const uri = "postgresql+psycopg2://mlflow:hunter2@db/mlflow";
    expect(existing({ uriSecretId: uri })).toThrow(/uriSecretId = <secret>: must be the ID of a Secret Manager/);
    expect(existing({ uriSecretId: uri })).not.toThrow(/hunter2/);
  });

  test.each<[string, Partial<BackendStoreAttributes>]>([
    ["uriSecretId must be the ID of a Secret Manager secret", { uriSecretId: `${PROJECT}/secrets/uri/versions/1` }],
    ["uriSecretVersion must be the number of a version", { uriSecretVersion: "newest" }],
    ["connectionName must be the connection name of a Cloud SQL instance", { connectionName: "shared" }],
    ["connectionName must be at most 83 characters", { connectionName: `team-project:europe-west1:${"d".repeat(58)}` }],
    ["maxConnections must be an integer of 1 or more", { maxConnections: 0 }],
  ])("is refused: %s: %j", (message, wrong) => {
    expect(problemsOf(existing(wrong))).toEqual([expect.stringContaining(message)]);
  });
});
