import { TerraformStack, Testing } from "cdktf";
import { Problems, Size } from "../../src/core";
import {
  ArtifactStore,
  BackendStore,
  DatabaseAccess,
  GcpEnvironments,
  GcpMlopsPlatform,
  GcpProviders,
  Network,
  TrackingServer,
  type ExistingGcpAttributes,
  type ExistingGcpComponents,
  type GcpEnvironmentProps,
  type GcpPlatformSettings,
} from "../../src/gcp";
import { WarehouseSize, Workspace } from "../../src/snowflake";
import { messageOf, refusalOf, refusedFields } from "../support/refusal";
import { component, emptyStack, NETWORK, PROJECT, SUBNETWORK } from "./fixture";
import { IRIS } from "./model-endpoint/fixture";

const UI = { members: ["group:ml@example.com"] };
const PSC = { database: { access: DatabaseAccess.PSC } };

const network = { networkId: NETWORK, subnetworkId: SUBNETWORK };
const artifactStore = { bucketName: "team-models" };
const backendStore = { uriSecretId: `${PROJECT}/secrets/mlflow-uri` };
const trackingServer = { serviceName: "team-mlflow", url: "https://mlflow.example.com" };
const server = { artifactStore, trackingServer };

type Settings = GcpPlatformSettings & { readonly existing: ExistingGcpAttributes };

/** The messages that an environment file gets. */
function problems(wrong: Partial<GcpEnvironmentProps>): string[] {
  const found = new Problems("gcp-dev");
  GcpEnvironments.check(found, { name: "gcp-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

/** The messages that the construct gives to the same, and that it made nothing. */
function refusedByPlatform(settings: GcpPlatformSettings, existing: (stack: TerraformStack) => ExistingGcpComponents) {
  const stack = new TerraformStack(Testing.app(), "test");
  GcpProviders.addTo(stack);
  const found = refusalOf(
    () =>
      new GcpMlopsPlatform(stack, "Platform", {
        prefix: "mlops-dev",
        size: Size.DEV,
        ...settings,
        existing: existing(stack),
      }),
  );
  if (found.length > 0) expect(stack.node.findChild("Platform").node.children).toEqual([]);
  return found.map(messageOf);
}

function components(stack: TerraformStack, existing: ExistingGcpAttributes): ExistingGcpComponents {
  return {
    network: existing.network && Network.fromNetworkAttributes(stack, "Network", existing.network),
    artifactStore:
      existing.artifactStore && ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", existing.artifactStore),
    backendStore:
      existing.backendStore && BackendStore.fromBackendStoreAttributes(stack, "Database", existing.backendStore),
    trackingServer:
      existing.trackingServer && TrackingServer.fromTrackingServerAttributes(stack, "Server", existing.trackingServer),
    snowflake: existing.snowflake,
  };
}

test.each<[string, string, Settings]>([
  ["network", "network", { ...PSC, network: { cidr: "10.40.0.0/16" }, existing: { network } }],
  ["artifactStore", "artifacts", { artifacts: { artifactPrefix: "ml" }, existing: { artifactStore } }],
  ["backendStore", "database", { database: { storageGib: 64 }, existing: { backendStore } }],
  ...["databaseCpuPercent", "databaseConnections", "databaseStoragePercent"].flatMap(
    (name): [string, string, Settings][] => {
      const observability = { alarms: true, thresholds: { [name]: 50 } };
      const field = `observability.thresholds.${name}`;
      return [
        ["backendStore", field, { observability, existing: { backendStore } }],
        ["trackingServer", field, { observability, existing: server }],
      ];
    },
  ),
  ["trackingServer", "server", { server: { maxInstances: 2 }, existing: server }],
  ["trackingServer", "ui", { ui: UI, existing: server }],
  ["trackingServer", "database", { database: { storageGib: 64 }, existing: server }],
  ["trackingServer", "network", { network: { cidr: "10.40.0.0/16" }, existing: server }],
  ["trackingServer", "existing.network", { existing: { ...server, network } }],
  ["trackingServer", "existing.backendStore", { existing: { ...server, backendStore } }],
  [
    "snowflake.databaseName",
    "snowflake.databaseName",
    { snowflake: { databaseName: "A" }, existing: { snowflake: { databaseName: "B" } } },
  ],
  [
    "snowflake.warehouseName",
    "snowflake.warehouseSize",
    { snowflake: { warehouseSize: WarehouseSize.SMALL }, existing: { snowflake: { warehouseName: "B" } } },
  ],
  [
    "snowflake.kedroRoleName",
    "kedro.roleName",
    { kedro: { roleName: "A" }, existing: { snowflake: { kedroRoleName: "B" } } },
  ],
])("when existing.%s is set, %s has no effect: an environment file and a program refuse it", (set, field, all) => {
  const { existing, ...settings } = all;
  const found = problems(all);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`: must be omitted: it has no effect when existing.${set} is set, as `);
  expect(found[0]).toMatch(new RegExp(`^${field} = .+ Remove ${field}, or existing.${set}$`));
  expect(refusedByPlatform(settings, (stack) => components(stack, existing))).toEqual(found);
});

test.each([
  ["snowflake.databaseName", { snowflake: { databaseName: "A" } }],
  ["existing.snowflake.warehouseName", { existing: { warehouseName: "A" } }],
])("%s would be unused beside a whole workspace", (field, { snowflake, existing }: WorkspaceCase) => {
  const names = { databaseName: "SHARED", schemaName: "ML", warehouseName: "WH" };
  const found = refusedByPlatform({ snowflake }, (stack) => ({
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", names),
    snowflake: existing,
  }));
  expect(found.some((message) => message.startsWith(`${field} = "`))).toBe(true);
  for (const message of found) expect(message).toContain("it has no effect when existing.workspace is set");
});

interface WorkspaceCase {
  readonly snowflake?: GcpPlatformSettings["snowflake"];
  readonly existing?: ExistingGcpComponents["snowflake"];
}

test.each<[string, ExistingGcpAttributes, string]>([
  ["a network by its name", { network: { ...network, networkId: "hub" } }, "network.networkId = "],
  [
    "a network by its URL",
    { network: { ...network, networkId: `https://www.googleapis.com/compute/v1/${NETWORK}` } },
    "network.networkId = ",
  ],
  ["a subnetwork by its name", { network: { ...network, subnetworkId: "servers" } }, "network.subnetworkId = "],
  [
    "a subnetwork of another project",
    { network: { ...network, subnetworkId: SUBNETWORK.replace("team-project", "other-project") } },
    "network.subnetworkId = ",
  ],
  [
    "a subnetwork of another region",
    { network: { ...network, subnetworkId: SUBNETWORK.replace("europe-west1", "us-central1") } },
    "network.subnetworkId = ",
  ],
  ["a bucket by its URL", { artifactStore: { bucketName: "gs://team-models" } }, "artifactStore.bucketName = "],
  [
    "a prefix with a slash at its end",
    { artifactStore: { ...artifactStore, artifactPrefix: "ml/" } },
    "artifactStore.artifactPrefix = ",
  ],
  ["a secret by its name", { backendStore: { uriSecretId: "mlflow-uri" } }, "backendStore.uriSecretId = "],
  [
    "a version by its path",
    { backendStore: { ...backendStore, uriSecretVersion: "versions/1" } },
    "backendStore.uriSecretVersion = ",
  ],
  [
    "an instance by its name",
    { backendStore: { ...backendStore, connectionName: "team-db" } },
    "backendStore.connectionName = ",
  ],
  ["no connections", { backendStore: { ...backendStore, maxConnections: 0 } }, "backendStore.maxConnections = "],
  [
    "a server by its path",
    { ...server, trackingServer: { ...trackingServer, serviceName: `${PROJECT}/services/team-mlflow` } },
    "trackingServer.serviceName = ",
  ],
  [
    "a zone for the server's region",
    { ...server, trackingServer: { ...trackingServer, serviceRegion: "europe-west1-b" } },
    "trackingServer.serviceRegion = ",
  ],
  [
    "a server with a path",
    { ...server, trackingServer: { ...trackingServer, url: "https://mlflow.example.com/mlflow" } },
    "trackingServer.url = ",
  ],
  [
    "a server without TLS",
    { ...server, trackingServer: { ...trackingServer, url: "http://mlflow.example.com" } },
    "trackingServer.url = ",
  ],
  ["a server without its artifacts", { trackingServer }, 'trackingServer = "set": must be omitted'],
  [
    "a schema without its database",
    { snowflake: { schemaName: "MLFLOW" } },
    'snowflake.schemaName = "MLFLOW": must be omitted: an existing schema needs its existing database',
  ],
])("%s is refused by a message of its own", (_what, existing, beginning) => {
  const found = problems({ existing, ...(existing.network && PSC) });
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(`existing.${beginning}`)).toBe(true);
});

describe("a network that nothing would use", () => {
  test.each<[string, Partial<GcpEnvironmentProps>]>([
    ["its block, beside Cloud SQL's connector", {}],
    ["its block, beside an existing bucket", { existing: { artifactStore } }],
    ["its block, beside an existing database", { existing: { backendStore } }],
  ])("is refused: %s", (_what, settings) => {
    const found = problems({ network: { cidr: "10.40.0.0/24" }, ...settings });
    expect(found).toEqual([expect.stringMatching(/^network\.cidr = "10\.40\.0\.0\/24": must be omitted: /)]);
  });

  test("is refused: an existing one beside Cloud SQL's connector", () => {
    const found = problems({ existing: { network } });
    expect(found).toEqual([expect.stringMatching(/^existing\.network = "set": must be omitted: /)]);
  });

  test("is refused: that of an existing server beside endpoints that are in no network", () => {
    const given = { existing: { ...server, network }, endpoints: [IRIS] };
    expect(problems(given)).toEqual([expect.stringMatching(/^existing\.network = "set": must be omitted: /)]);
  });

  test("is not one in which a private endpoint is, beside an existing server", () => {
    const endpoints = [{ ...IRIS, privateAccess: true }];
    expect(problems({ existing: { ...server, network }, endpoints })).toEqual([]);
    expect(problems({ existing: server, network: { cidr: "10.41.0.0/24" }, endpoints })).toEqual([]);
  });

  test("is not one through which the servers reach an existing database", () => {
    expect(problems({ existing: { network, backendStore } })).toEqual([]);
  });
});

test("endpoints use the images of an existing server's settings, and nothing else of them", () => {
  const imageRegistry = "europe-west1-docker.pkg.dev/team/cache";
  const given = (settings: object) => problems({ existing: server, endpoints: [IRIS], server: settings });
  expect(given({ imageRegistry })).toEqual([]);
  expect(given({ imageRegistry, workers: 2 })).toEqual([
    expect.stringMatching(/^server = "set": must have images and imageRegistry alone, which the endpoints use: /),
  ]);
});

test("servers are held to the connections that an existing database has for them", () => {
  const using = (maxConnections?: number) => ({
    existing: { backendStore: { ...backendStore, maxConnections } },
    server: { maxInstances: 10 },
  });
  expect(problems(using(200))).toEqual([]);
  const refused = [expect.stringMatching(/^server\.maxInstances = 10: .* the database has 20 connections/)];
  expect(problems(using(20))).toEqual(refused);
  expect(problems(using())).toEqual(refused);
});

test("problems of settings, of components and between them are told together, whatever the size", () => {
  const found = problems({
    size: "huge" as Size,
    database: { storageGib: 5 },
    network: { cidr: "10.40.0.0/28" },
    existing: { network: { ...network, networkId: "main" }, snowflake: { databaseName: "low" } },
  });
  const fields = new Set(found.map((message) => message.split(" = ")[0]));
  for (const field of ["size", "database.storageGib", "network", "existing.snowflake.databaseName"])
    expect(fields).toContain(field);
  expect(fields).toContain("existing.network.networkId");
});

test("the same settings are taken where the component is made", () => {
  expect(
    problems({
      existing: { network, backendStore },
      artifacts: { artifactPrefix: "ml" },
      server: { maxInstances: 2 },
      ui: UI,
      observability: { alarms: true, thresholds: { latencySeconds: 3 } },
      snowflake: { databaseName: "A", schemaName: "B", warehouseSize: WarehouseSize.SMALL },
      kedro: { roleName: "C", users: ["ADA"] },
    }),
  ).toEqual([]);
});

test("a database that another platform in the program made is watched, so its thresholds are read", () => {
  const observability = { alarms: true, thresholds: { databaseConnections: 50 } };
  const found = refusedByPlatform({ observability }, (stack) => ({
    backendStore: new BackendStore(stack, "Shared", { ...component, prefix: "churn" }),
  }));
  expect(found).toEqual([]);
});

test("an address with its password is never shown", () => {
  const uriSecretId = "postgresql+psycopg2://mlflow:hunter2@db:5432/mlflow";
  const found = problems({ existing: { backendStore: { uriSecretId } } });
  expect(found.join()).toMatch(/^existing\.backendStore\.uriSecretId = <secret>: /);
  expect(found.join()).not.toContain("hunter2");
});

test("constructs refuse the same wrong attributes as an environment file", () => {
  const refused = (build: (stack: TerraformStack) => unknown): string =>
    refusedFields(() => build(emptyStack())).join();
  const other = { ...network, networkId: "hub" };
  const bucket = { ...artifactStore, artifactPrefix: "/" };
  const secret = { ...backendStore, uriSecretVersion: "first" };
  const plain = { ...trackingServer, url: "http://mlflow" };
  expect(refused((s) => Network.fromNetworkAttributes(s, "N", other))).toContain("networkId");
  expect(refused((s) => ArtifactStore.fromArtifactStoreAttributes(s, "A", bucket))).toBe("artifactPrefix");
  expect(refused((s) => BackendStore.fromBackendStoreAttributes(s, "B", secret))).toBe("uriSecretVersion");
  expect(refused((s) => TrackingServer.fromTrackingServerAttributes(s, "T", plain))).toBe("url");
});
