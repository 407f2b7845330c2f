import { TerraformStack, Testing } from "cdktf";
import {
  AwsEnvironments,
  AwsMlopsPlatform,
  ArtifactStore,
  BackendStore,
  Network,
  TrackingServer,
  type AwsEnvironmentProps,
  type AwsPlatformSettings,
  type ExistingAwsAttributes,
  type ExistingAwsComponents,
} from "../../src/aws";
import { Problems, Size } from "../../src/core";
import { Workspace, WarehouseSize } from "../../src/snowflake";
import { messageOf, refusalOf, refusedFields } from "../support/refusal";
import { emptyStack, someNetwork } from "./fixture";

const UI = {
  domainName: "mlflow.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
  oidc: {
    issuer: "https://login.example.com",
    authorizationEndpoint: "https://login.example.com/authorize",
    tokenEndpoint: "https://login.example.com/token",
    userInfoEndpoint: "https://login.example.com/userinfo",
    clientId: "mlflow",
    clientSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:oidc",
  },
};
const network = { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] };
const artifactStore = { bucketName: "team-models" };
const backendStore = { uriSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri-AbCdEf" };
const trackingServer = {
  loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
  loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
};
const server = { network, artifactStore, trackingServer };

type Settings = AwsPlatformSettings & { readonly existing: ExistingAwsAttributes };

/** The messages that an environment file gets. */
function problems(wrong: Partial<AwsEnvironmentProps>): string[] {
  const found = new Problems("aws-dev");
  AwsEnvironments.check(found, { name: "aws-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

/** The messages that the construct gives to the same, and that it made nothing. */
function refusedByPlatform(settings: AwsPlatformSettings, existing: (stack: TerraformStack) => ExistingAwsComponents) {
  const stack = new TerraformStack(Testing.app(), "test");
  const found = refusalOf(
    () =>
      new AwsMlopsPlatform(stack, "Platform", {
        prefix: "mlops-dev",
        size: Size.DEV,
        ...settings,
        existing: existing(stack),
      }),
  );
  if (found.length > 0) expect(stack.node.findChild("Platform").node.children).toEqual([]);
  return found.map(messageOf);
}

function parts(stack: TerraformStack, existing: ExistingAwsAttributes): ExistingAwsComponents {
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
  ["network", "network", { network: { zones: 3 }, existing: { network } }],
  ["artifactStore", "artifacts", { artifacts: { artifactPrefix: "ml" }, existing: { artifactStore } }],
  ["backendStore", "database", { database: { standby: true }, existing: { backendStore } }],
  ...["databaseCpuPercent", "databaseConnections", "databaseFreeStorageGib"].flatMap(
    (name): [string, string, Settings][] => {
      const observability = { alarms: true, thresholds: { [name]: 50 } };
      const field = `observability.thresholds.${name}`;
      return [
        ["backendStore", field, { observability, existing: { backendStore } }],
        ["trackingServer", field, { observability, existing: server }],
      ];
    },
  ),
  ["trackingServer", "server", { server: { replicas: 2 }, existing: server }],
  ["trackingServer", "ui", { ui: UI, existing: server }],
  ["trackingServer", "database", { database: { standby: true }, existing: server }],
  ["trackingServer", "existing.backendStore", { existing: { ...server, backendStore } }],
  ["artifactStore and existing.trackingServer", "accessLogs", { accessLogs: { enabled: true }, existing: server }],
  [
    "snowflake.databaseName",
    "snowflake.databaseName",
    { snowflake: { databaseName: "A" }, existing: { snowflake: { databaseName: "B" } } },
  ],
  [
    "snowflake.schemaName",
    "snowflake.schemaName",
    { snowflake: { schemaName: "A" }, existing: { snowflake: { databaseName: "B", schemaName: "C" } } },
  ],
  [
    "snowflake.warehouseName",
    "snowflake.warehouseName",
    { snowflake: { warehouseName: "A" }, existing: { snowflake: { warehouseName: "B" } } },
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
  expect(refusedByPlatform(settings, (stack) => parts(stack, existing))).toEqual(found);
});

test.each([
  ["snowflake.databaseName", { snowflake: { databaseName: "A" } }],
  ["snowflake.schemaName", { snowflake: { schemaName: "A" } }],
  ["snowflake.warehouseName", { snowflake: { warehouseName: "A" } }],
  ["snowflake.warehouseSize", { snowflake: { warehouseSize: WarehouseSize.SMALL } }],
  ["existing.snowflake.databaseName", { existing: { databaseName: "A" } }],
  ["existing.snowflake.schemaName", { existing: { databaseName: "A", schemaName: "A" } }],
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
  readonly snowflake?: AwsPlatformSettings["snowflake"];
  readonly existing?: ExistingAwsComponents["snowflake"];
}

test.each<[string, ExistingAwsAttributes, string]>([
  [
    "a VPC by its name",
    { network: { ...network, vpcId: "main" } },
    'network.vpcId = "main": must be an ID that begins with vpc-',
  ],
  [
    "a subnet by its ARN",
    { network: { ...network, publicSubnetIds: ["subnet-1", "arn:aws:ec2:eu-central-1:123456789012:subnet/subnet-2"] } },
    "network.publicSubnetIds.1 = ",
  ],
  [
    "one subnet of the load balancer",
    { network: { ...network, loadBalancerSubnetIds: ["subnet-1"] } },
    'network.loadBalancerSubnetIds = ["subnet-1"]: must have at least 2 different items: AWS requires subnets in two zones',
  ],
  [
    "one subnet of the database, twice",
    { network: { ...network, databaseSubnetIds: ["subnet-1", "subnet-1"] } },
    "network.databaseSubnetIds = ",
  ],
  [
    "no subnet of the servers",
    {
      network: {
        vpcId: "vpc-1",
        serverSubnetIds: [],
        loadBalancerSubnetIds: network.serverSubnetIds,
        databaseSubnetIds: network.serverSubnetIds,
      },
    },
    "network.serverSubnetIds = []: must have at least 1 different item: the servers need a subnet",
  ],
  ["a bucket as a URL", { artifactStore: { bucketName: "s3://models" } }, "artifactStore.bucketName = "],
  [
    "the ARN of another bucket",
    { artifactStore: { bucketName: "models", bucketArn: "arn:aws:s3:::other" } },
    'artifactStore.bucketArn = "arn:aws:s3:::other": must be the ARN of bucketName',
  ],
  [
    "a prefix with a slash at its end",
    { artifactStore: { bucketName: "models", artifactPrefix: "ml/" } },
    "artifactStore.artifactPrefix = ",
  ],
  [
    "an alias for the bucket's key",
    { artifactStore: { bucketName: "models", encryptionKeyArn: "alias/models" } },
    "artifactStore.encryptionKeyArn = ",
  ],
  [
    "a database by its own ARN",
    { backendStore: { uriSecretArn: "arn:aws:rds:eu-central-1:123456789012:db:mlflow" } },
    "backendStore.uriSecretArn = <secret>: must be the ARN of a Secrets Manager secret",
  ],
  [
    "a security group of the database by its name",
    { backendStore: { ...backendStore, securityGroupId: "database" } },
    "backendStore.securityGroupId = ",
  ],
  ["a port that is none", { backendStore: { ...backendStore, port: 70_000 } }, "backendStore.port = 70000"],
  [
    "an alias for the secret's key",
    { backendStore: { ...backendStore, encryptionKeyArn: "alias/x" } },
    "backendStore.encryptionKeyArn = ",
  ],
  [
    "a network load balancer",
    {
      ...server,
      trackingServer: {
        ...trackingServer,
        loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/mlflow/1",
      },
    },
    "trackingServer.loadBalancerArn = ",
  ],
  [
    "a load balancer by its URL",
    { ...server, trackingServer: { ...trackingServer, loadBalancerDnsName: "http://mlflow.internal" } },
    'trackingServer.loadBalancerDnsName = "http://mlflow.internal"',
  ],
  [
    "a listener without a port",
    { ...server, trackingServer: { ...trackingServer, loadBalancerPort: 0 } },
    "trackingServer.loadBalancerPort = 0",
  ],
  [
    "a security group of the load balancer that is none",
    { ...server, trackingServer: { ...trackingServer, loadBalancerSecurityGroupId: "balancer" } },
    "trackingServer.loadBalancerSecurityGroupId = ",
  ],
  [
    "a server without its VPC",
    { artifactStore, trackingServer },
    'trackingServer = "set": must be omitted: an existing server needs its own VPC',
  ],
  [
    "a server without its bucket",
    { network, trackingServer },
    'trackingServer = "set": must be omitted: an existing server needs its own VPC',
  ],
  [
    "a schema without its database",
    { snowflake: { schemaName: "MLFLOW" } },
    'snowflake.schemaName = "MLFLOW": must be omitted: an existing schema needs its existing database',
  ],
  ["a database in lower case", { snowflake: { databaseName: "analytics" } }, "snowflake.databaseName = "],
  ["a warehouse with a blank", { snowflake: { warehouseName: "MY WH" } }, "snowflake.warehouseName = "],
  ["a kedro role in quotes", { snowflake: { kedroRoleName: '"kedro"' } }, "snowflake.kedroRoleName = "],
])("%s is refused by a message of its own", (_what, existing, beginning) => {
  const found = problems({ existing });
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(`existing.${beginning}`)).toBe(true);
});

test("people who sign in need public subnets of the VPC that exists", () => {
  const found = problems({ ui: UI, existing: { network } });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^existing\.network\.publicSubnetIds = \(not set\): .+ two zones\. Set publicSubnetIds/);
  const publicSubnetIds = ["subnet-3", "subnet-4"];
  expect(problems({ ui: UI, existing: { network: { ...network, publicSubnetIds } } })).toEqual([]);
});

test("problems of settings, of parts and between them are told together, whatever the size", () => {
  const found = problems({
    size: "huge" as Size,
    region: "Frankfurt",
    network: { zones: 2 },
    existing: { network: { ...network, vpcId: "main" }, snowflake: { databaseName: "low" } },
  });
  const fields = found.map((message) => message.split(" = ")[0]);
  expect(fields.sort()).toEqual(
    ["size", "region", "network", "existing.network.vpcId", "existing.snowflake.databaseName"].sort(),
  );
});

test("the same settings are taken where the part is made", () => {
  const existing = { network: { ...network, publicSubnetIds: ["subnet-3", "subnet-4"] }, backendStore };
  expect(
    problems({
      existing,
      artifacts: { artifactPrefix: "ml" },
      server: { replicas: 2 },
      ui: UI,
      accessLogs: { retentionDays: 30 },
      observability: { alarms: true, thresholds: { latencySeconds: 3 } },
      snowflake: { databaseName: "A", schemaName: "B", warehouseSize: WarehouseSize.SMALL },
      kedro: { roleName: "C", users: ["ADA"] },
    }),
  ).toEqual([]);
});

test("a database that another platform in the program made is watched, so its thresholds are read", () => {
  const observability = { alarms: true, thresholds: { databaseConnections: 50 } };
  const found = refusedByPlatform({ observability }, (stack) => ({
    backendStore: new BackendStore(stack, "Shared", { prefix: "churn", size: Size.DEV, network: someNetwork(stack) }),
  }));
  expect(found).toEqual([]);
});

test("an address with its password is never shown", () => {
  const uriSecretArn = "postgresql+psycopg2://mlflow:hunter2@db:5432/mlflow";
  const found = problems({ existing: { backendStore: { uriSecretArn } } });
  expect(found.join()).toMatch(/^existing\.backendStore\.uriSecretArn = <secret>: /);
  expect(found.join()).not.toContain("hunter2");
});

test("access logs are still a choice where only the bucket exists: the load balancer writes them too", () => {
  expect(problems({ existing: { artifactStore }, accessLogs: { enabled: true } })).toEqual([]);
});

test("constructs refuse the same wrong attributes as an environment file", () => {
  const refused = (build: (stack: TerraformStack) => unknown): string =>
    refusedFields(() => build(emptyStack())).join();
  const wrong = { ...trackingServer, loadBalancerPort: 0.5 };
  expect(refused((s) => Network.fromNetworkAttributes(s, "N", { ...network, vpcId: "main" }))).toBe("vpcId");
  expect(refused((s) => ArtifactStore.fromArtifactStoreAttributes(s, "A", { bucketName: "UP" }))).toContain(
    "bucketName",
  );
  expect(refused((s) => BackendStore.fromBackendStoreAttributes(s, "B", { ...backendStore, port: 0 }))).toBe("port");
  expect(refused((s) => TrackingServer.fromTrackingServerAttributes(s, "T", wrong))).toBe("loadBalancerPort");
});
