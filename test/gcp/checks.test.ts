import { Problems, Size } from "../../src/core";
import { DatabaseAccess, GcpEnvironments, IntegrationOrder, type GcpEnvironmentProps } from "../../src/gcp";
import { OperationGroup } from "../../src/mlflow";
import { messageOf } from "../support/refusal";

/** The messages that an environment gets. */
function problems(wrong: Partial<GcpEnvironmentProps>): string[] {
  const found = new Problems("gcp-dev");
  GcpEnvironments.check(found, { name: "gcp-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

const KEY = "projects/team-project/locations/europe-west1/keyRings/ring/cryptoKeys/key";
const US_KEY = KEY.replace("europe-west1", "us-central1");
const server = { serviceName: "team-mlflow", url: "https://team-mlflow-123456789.europe-west1.run.app" };
const network = {
  networkId: "projects/team-project/global/networks/team",
  subnetworkId: "projects/team-project/regions/europe-west1/subnetworks/team",
};
const PSC = { database: { access: DatabaseAccess.PSC } };
const ACCOUNT = "snowflake@sfc-prod.iam.gserviceaccount.com";

test("an environment with a name and a size has no problem, in both sizes", () => {
  expect(problems({})).toEqual([]);
  expect(problems({ size: Size.PROD })).toEqual([]);
});

test("what belongs together has no problem", () => {
  expect(problems({ ...PSC, network: { cidr: "10.50.0.0/24" } })).toEqual([]);
  expect(problems({ ...PSC, existing: { network } })).toEqual([]);
  expect(problems({ snowflakeApiServiceAccount: ACCOUNT })).toEqual([]);
  expect(problems({ region: "europe-west3", gateway: { gatewayRegion: "europe-west1" } })).toEqual([]);
  expect(problems({ artifacts: { encryptionKeyId: KEY }, database: { encryptionKeyId: KEY } })).toEqual([]);
  expect(problems({ ui: { members: ["group:ml@example.com", "domain:example.com"] } })).toEqual([]);
  expect(problems({ existing: { trackingServer: server, artifactStore: { bucketName: "team-artifacts" } } })).toEqual(
    [],
  );
});

test.each<[string, Partial<GcpEnvironmentProps>, string]>([
  ["a name with capitals", { name: "Gcp-Dev" }, "name = "],
  ["an unknown size", { size: "huge" as Size }, "size = "],
  ["a prefix with an underscore", { prefix: "mlops_dev" }, "prefix = "],
  ["a prefix that is too long", { prefix: "a-very-long-platform-prefix" }, "prefix = "],
  ["a label with capitals", { tags: { Team: "ml" } }, "tags.Team = "],
  ["a label whose value has a blank", { tags: { team: "data science" } }, "tags.team = "],
  ["a zone for a region", { region: "europe-west1-b" }, "region = "],
  ["a multi-region for a region", { region: "EU" }, "region = "],
  ["a project by its number", { projectId: "123456789012" }, "projectId = "],
  ["a project by its name", { projectId: "My Project" }, "projectId = "],
  ["a state bucket with a capital", { state: { bucket: "My-State" } }, "state.bucket = "],
  ["a region without API Gateway", { region: "europe-west3" }, "gateway.gatewayRegion = "],
  [
    "a gateway's region without API Gateway",
    { gateway: { gatewayRegion: "europe-north1" } },
    "gateway.gatewayRegion = ",
  ],
  ["a timeout past the gateway's", { gateway: { timeoutSeconds: 900 } }, "gateway.timeoutSeconds = "],
  [
    "a service account id of more than 30 characters",
    { gateway: { serviceAccountId: "the-service-account-of-our-gateway" } },
    "gateway.serviceAccountId = ",
  ],
  ["a service account by its email", { server: { serviceAccountId: ACCOUNT } }, "server.serviceAccountId = "],
  [
    "an artifact prefix with a slash at its end",
    { artifacts: { artifactPrefix: "a/" } },
    "artifacts.artifactPrefix = ",
  ],
  ["a soft delete of a day", { artifacts: { softDeleteDays: 1 } }, "artifacts.softDeleteDays = "],
  ["versions kept for no time", { artifacts: { noncurrentVersionDays: 0 } }, "artifacts.noncurrentVersionDays = "],
  ["a key by its name", { artifacts: { encryptionKeyId: "my-key" } }, "artifacts.encryptionKeyId = "],
  [
    "artifacts with a key of another region",
    { artifacts: { encryptionKeyId: US_KEY } },
    "artifacts.encryptionKeyId = ",
  ],
  ["a database with a key of another region", { database: { encryptionKeyId: US_KEY } }, "database.encryptionKeyId = "],
  ["an unknown access", { database: { access: "vpn" as DatabaseAccess } }, "database.access = "],
  ["a tier of the edition Enterprise Plus", { database: { tier: "db-perf-optimized-N-2" } }, "database.tier = "],
  ["a machine type of Compute Engine", { database: { tier: "n1-standard-1" } }, "database.tier = "],
  ["memory that does not fit the vCPU", { database: { tier: "db-custom-4-2048" } }, "database.tier = "],
  ["storage below Cloud SQL's smallest", { database: { storageGib: 5 } }, "database.storageGib = "],
  ["no backups", { database: { backupRetentionDays: 0 } }, "database.backupRetentionDays = "],
  ["a minor version", { database: { engineVersion: "16.4" } }, "database.engineVersion = "],
  ["a network without a use for it", { network: { cidr: "10.40.0.0/24" } }, "network.cidr = "],
  ["an existing network without a use for it", { existing: { network } }, "existing.network = "],
  ["a block that is no CIDR", { ...PSC, network: { cidr: "10.40.0.0" } }, "network.cidr = "],
  ["a block with bits after its prefix", { ...PSC, network: { cidr: "10.40.0.1/24" } }, "network.cidr = "],
  ["a block that is too small", { ...PSC, network: { cidr: "10.40.0.0/28" } }, "network.cidr = "],
  [
    "a network in another region",
    { ...PSC, existing: { network: { ...network, subnetworkId: network.subnetworkId.replace("europe", "us") } } },
    "existing.network.subnetworkId = ",
  ],
  ["part of a vCPU", { server: { vcpu: 0.5 } }, "server.vcpu = "],
  ["less memory than the vCPU need", { server: { vcpu: 4, memoryMib: 1024 } }, "server.memoryMib = "],
  ["more workers than the memory holds", { server: { workers: 8 } }, "server.workers = "],
  ["fewer instances at most than always", { server: { minInstances: 3, maxInstances: 2 } }, "server.minInstances = "],
  ["a start that Cloud Run cuts off", { server: { startupGraceSeconds: 300 } }, "server.startupGraceSeconds = "],
  ["an image without a tag", { server: { images: { mlflow: "docker.io/team/mlflow" } } }, "server.images.mlflow = "],
  [
    "an image from a registry that Cloud Run refuses",
    { server: { images: { mlflow: "ghcr.io/mlflow/mlflow:v3.17.2-full" } } },
    "server.images.mlflow = ",
  ],
  [
    "a cache that Cloud Run refuses",
    { server: { imageRegistry: "registry.example/cache" } },
    "server.imageRegistry = ",
  ],
  ["more connections than the database has", { server: { maxInstances: 50 } }, "server.maxInstances = "],
  ["a UI for nobody", { ui: { members: [] } }, "ui.members = "],
  ["a UI for everybody", { ui: { members: ["allUsers"] } }, "ui.members.0 = "],
  ["a member without a kind", { ui: { members: ["me@example.com"] } }, "ui.members.0 = "],
  [
    "a user for Snowflake's service account",
    { snowflakeApiServiceAccount: "me@example.com" },
    "snowflakeApiServiceAccount = ",
  ],
  [
    "a service account that would be read from the integration",
    { snowflakeApiServiceAccount: ACCOUNT, integrationOrder: IntegrationOrder.INTEGRATION_FIRST },
    "snowflakeApiServiceAccount = ",
  ],
  ["an unknown order", { integrationOrder: "both" as IntegrationOrder }, "integrationOrder = "],
  ["an e-mail address that is none", { observability: { alarms: true, emails: ["ops"] } }, "observability.emails.0 = "],
  [
    "a channel by its name",
    { observability: { alarms: true, notificationChannels: ["ops"] } },
    "observability.notificationChannels.0 = ",
  ],
  [
    "a latency past the timeout",
    { observability: { alarms: true, thresholds: { latencySeconds: 90 } } },
    "observability.thresholds.latencySeconds = ",
  ],
  [
    "a latency past a timeout of its own",
    { gateway: { timeoutSeconds: 20 }, observability: { alarms: true, thresholds: { latencySeconds: 20 } } },
    "observability.thresholds.latencySeconds = 20: must be below 20",
  ],
  ["a budget of nothing", { observability: { budget: { monthlyAmount: 0 } } }, "observability.budget.monthlyAmount = "],
  ["an existing server without its artifacts", { existing: { trackingServer: server } }, "existing.trackingServer = "],
  [
    "an existing server with a path",
    {
      existing: {
        trackingServer: { ...server, url: "https://mlflow.example.com/api" },
        artifactStore: { bucketName: "team-artifacts" },
      },
    },
    "existing.trackingServer.url = ",
  ],
  [
    "a database by its URI",
    { existing: { backendStore: { uriSecretId: "postgresql://mlflow:password@host/mlflow" } } },
    "existing.backendStore.uriSecretId = ",
  ],
  [
    "settings of a bucket that exists",
    { artifacts: { artifactPrefix: "a" }, existing: { artifactStore: { bucketName: "team-artifacts" } } },
    "artifacts = ",
  ],
  ["an unknown group", { snowflake: { groups: ["everything" as OperationGroup] } }, "snowflake.groups.0 = "],
])("%s is refused, with its own message", (_what, wrong, expected) => {
  const found = problems(wrong);
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(expected)).toBe(true);
});

test("a latency below a longer timeout is accepted", () => {
  const observability = { alarms: true, thresholds: { latencySeconds: 90 } };
  expect(problems({ gateway: { timeoutSeconds: 120 }, observability })).toEqual([]);
});

test("an address of the database is not shown: it may hold the password", () => {
  const [found] = problems({ existing: { backendStore: { uriSecretId: "postgresql://mlflow:secret@host/mlflow" } } });
  expect(found).not.toContain("secret@");
});
