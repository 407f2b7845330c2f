import { TerraformStack, Testing } from "cdktf";
import {
  AwsEnvironments,
  AwsMlopsPlatform,
  BackendStore,
  CpuArchitecture,
  DatabaseEngine,
  Gateway,
  type GatewayAccessLog,
  Network,
  NetworkEgress,
  SnowflakeApiRole,
  type AwsEnvironmentProps,
} from "../../src/aws";
import { Problems, Size, ValidationError } from "../../src/core";
import { CopySchedule, ModelStage } from "../../src/kedro";
import type { ErrorMode, OperationGroup } from "../../src/mlflow";
import type { WarehouseSize } from "../../src/snowflake";
import { messageOf, refusedFields } from "../support/refusal";
import { emptyStack, someNetwork } from "./fixture";

/** The messages that an environment gets. */
function problems(wrong: Partial<AwsEnvironmentProps>): string[] {
  const found = new Problems("aws-dev");
  AwsEnvironments.check(found, { name: "aws-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

/** The fields that a construct refuses. */
function refused(build: (stack: TerraformStack) => unknown): string[] {
  return refusedFields(() => build(emptyStack()));
}

const ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache";
const ARN = "arn:aws:iam::123456789012:role/x";

test.each<[string, Partial<AwsEnvironmentProps>, string]>([
  ["a name with capitals", { name: "AWS-Dev" }, "name = "],
  ["an unknown size", { size: "huge" as Size }, "size = "],
  ["a prefix with an underscore", { prefix: "mlops_dev" }, "prefix = "],
  ["a prefix that is too long", { prefix: "a-very-long-platform-prefix" }, "prefix = "],
  ["a prefix that a load balancer refuses", { prefix: "internal-mlops" }, "prefix = "],
  ["a tag of AWS's own", { tags: { "aws:owner": "me" } }, "tags.aws:owner = "],
  ["a region by its name", { region: "Frankfurt" }, "region = "],
  ["a region without VPC links", { region: "eu-central-2" }, "region = "],
  [
    "an alarm topic of another region",
    { region: "eu-central-1", observability: { alarms: true, topicArn: "arn:aws:sns:us-east-1:111122223333:ops" } },
    "observability.topicArn = ",
  ],
  ["a region of another partition", { region: "us-gov-west-1" }, "region = "],
  ["an account id that lost its leading zero", { accountId: "12345678901" }, "accountId = "],
  ["a state bucket as a URL", { state: { bucket: "s3://state", region: "eu-central-1" } }, "state.bucket = "],
  [
    "a state key that begins with a slash",
    { state: { bucket: "state", region: "eu-central-1", key: "/x" } },
    "state.key = ",
  ],
  ["a state region that is none", { state: { bucket: "state", region: "europe" } }, "state.region = "],
  ["a block that is no CIDR", { network: { cidr: "10.40.0.0" } }, "network.cidr = "],
  ["a block with bits after its prefix", { network: { cidr: "10.40.1.0/16" } }, "network.cidr = "],
  ["a block that is too small", { network: { cidr: "10.40.0.0/24" } }, "network.cidr = "],
  ["one zone", { network: { zones: 1 } }, "network.zones = "],
  [
    "fewer named zones than zones",
    { network: { availabilityZones: ["eu-central-1a"] } },
    "network.availabilityZones = ",
  ],
  ["NAT for public servers", { network: { natGateways: 1 } }, "network.natGateways = "],
  ["more NAT gateways than zones", { network: { privateServers: true, natGateways: 3 } }, "network.natGateways = "],
  ["a way out of an unknown kind", { network: { egress: "vpn" as NetworkEgress } }, "network.egress = "],
  ["no way out to the stock images", { network: { egress: NetworkEgress.NONE } }, "server.imageRegistry = "],
  [
    "no way out to an own registry outside ECR",
    { network: { egress: NetworkEgress.NONE }, server: { imageRegistry: "registry.example" } },
    "server.imageRegistry = ",
  ],
  [
    "no way out with NAT",
    { network: { egress: NetworkEgress.NONE, natGateways: 1 }, server: { imageRegistry: ECR } },
    "network.natGateways = ",
  ],
  [
    "no way out for public servers",
    { network: { egress: NetworkEgress.NONE, privateServers: false }, server: { imageRegistry: ECR } },
    "network.privateServers = ",
  ],
  [
    "an artifact prefix with a slash at its end",
    { artifacts: { artifactPrefix: "mlflow/" } },
    "artifacts.artifactPrefix = ",
  ],
  ["an alias for a key", { artifacts: { encryptionKeyArn: "alias/key" } }, "artifacts.encryptionKeyArn = "],
  ["no day for old versions", { artifacts: { noncurrentVersionDays: 0 } }, "artifacts.noncurrentVersionDays = "],
  ["an EC2 instance type for a database", { database: { instanceClass: "t4g.micro" } }, "database.instanceClass = "],
  ["too little storage", { database: { storageGib: 5 } }, "database.storageGib = "],
  ["storage that shrinks", { database: { storageGib: 200, maxStorageGib: 100 } }, "database.maxStorageGib = "],
  ["backups kept for months", { database: { backupRetentionDays: 90 } }, "database.backupRetentionDays = "],
  ["a secret kept for 3 days", { database: { secretRecoveryDays: 3 } }, "database.secretRecoveryDays = "],
  ["an engine with its name", { database: { engineVersion: "postgres16" } }, "database.engineVersion = "],
  ["an engine of another kind", { database: { engine: "mysql" as DatabaseEngine } }, "database.engine = "],
  [
    "an instance class for Aurora Serverless",
    { database: { engine: DatabaseEngine.AURORA_SERVERLESS, instanceClass: "db.r6g.large" } },
    "database.instanceClass = ",
  ],
  [
    "storage of a size for Aurora Serverless",
    { database: { engine: DatabaseEngine.AURORA_SERVERLESS, storageGib: 50 } },
    "database.storageGib = ",
  ],
  [
    "an Aurora that would pause",
    { database: { engine: DatabaseEngine.AURORA_SERVERLESS, minCapacityAcu: 0 } },
    "database.minCapacityAcu = ",
  ],
  [
    "capacity that shrinks",
    { database: { engine: DatabaseEngine.AURORA_SERVERLESS, minCapacityAcu: 4, maxCapacityAcu: 2 } },
    "database.maxCapacityAcu = ",
  ],
  ["Aurora's capacity for RDS", { database: { maxCapacityAcu: 8 } }, "database.maxCapacityAcu = "],
  ["access logs kept for no day", { accessLogs: { retentionDays: 0 } }, "accessLogs.retentionDays = "],
  ["no server", { server: { replicas: 0 } }, "server.replicas = "],
  ["CPU that Fargate does not offer", { server: { vcpu: 0.3 } }, "server.vcpu = "],
  ["memory that does not go with the CPU", { server: { vcpu: 0.25, memoryMib: 4096 } }, "server.memoryMib = "],
  ["more workers than memory", { server: { workers: 20 } }, "server.workers = "],
  ["half a worker", { server: { workers: 0.5 } }, "server.workers = "],
  ["a grace too short to start in", { server: { startupGraceSeconds: 10 } }, "server.startupGraceSeconds = "],
  [
    "logs kept for a number of days that CloudWatch lacks",
    { server: { logRetentionDays: 10 } },
    "server.logRetentionDays = ",
  ],
  ["an image without a tag", { server: { images: { mlflow: "ghcr.io/mlflow/mlflow" } } }, "server.images.mlflow = "],
  ["a registry as a URL", { server: { imageRegistry: "https://registry.example" } }, "server.imageRegistry = "],
  ["no request at all", { server: { maxRequests: 0 } }, "server.maxRequests = "],
  ["a stage that the proxy takes for a verb", { gateway: { stageName: "post" } }, "gateway.stageName = "],
  ["a call longer than API Gateway allows", { gateway: { timeoutSeconds: 60 } }, "gateway.timeoutSeconds = "],
  ["no request a second", { gateway: { requestsPerSecond: 0 } }, "gateway.requestsPerSecond = "],
  ["a burst of nothing", { gateway: { requestBurst: 0 } }, "gateway.requestBurst = "],
  ["an access log of an unknown kind", { gateway: { accessLog: "yes" as GatewayAccessLog } }, "gateway.accessLog = "],
  [
    "a web ACL of CloudFront",
    { gateway: { webAclArn: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/team/1" } },
    "gateway.webAclArn = ",
  ],
  ["everybody spared by the Deny", { gateway: { allowedRoleArns: ["*"] } }, "gateway.allowedRoleArns.0 = "],
  ["nobody spared by the Deny", { gateway: { allowedRoleArns: [ARN, ""] } }, "gateway.allowedRoleArns.1 = "],
  ["a Snowflake name that kedro would not find", { snowflake: { databaseName: "mlops" } }, "snowflake.databaseName = "],
  ["a reader with a lower-case name", { snowflake: { readerRoles: ["analyst"] } }, "snowflake.readerRoles.0 = "],
  [
    "two integrations of one name",
    { snowflake: { apiIntegrationName: "X", storageIntegrationName: "X" } },
    "snowflake.apiIntegrationName = ",
  ],
  ["an experiment with a quote", { kedro: { experimentName: "it's" } }, "kedro.experimentName = "],
  ["no function at all", { snowflake: { groups: [] } }, "snowflake.groups = []"],
  ["a group of functions that is none", { snowflake: { groups: ["all" as OperationGroup] } }, "snowflake.groups.0 = "],
  ["errors that go nowhere", { snowflake: { errors: "ignore" as ErrorMode } }, "snowflake.errors = "],
  ["a warehouse of no size", { snowflake: { warehouseSize: "HUGE" as WarehouseSize } }, "snowflake.warehouseSize = "],
  ["a user said twice", { kedro: { users: ["ADA", "ADA"] } }, "kedro.users.1 = "],
  ["a model stage of another kind", { kedro: { modelStage: "s3" as ModelStage } }, "kedro.modelStage = "],
  [
    "copies every 0 minutes",
    { kedro: { copySchedule: CopySchedule.everyMinutes(0) } },
    "kedro.copySchedule.minutes = 0",
  ],
  [
    "a schedule where nothing is copied",
    { kedro: { modelStage: ModelStage.EXTERNAL, copySchedule: CopySchedule.manual() } },
    'kedro.copySchedule = "set"',
  ],
  ["a kedro role with a blank", { kedro: { roleName: "ML ROLE" } }, "kedro.roleName = "],
])("%s is refused by a message of its own", (_what, wrong, beginning) => {
  const found = problems(wrong);
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(beginning)).toBe(true);
});

test("what is right is not refused", () => {
  const right: Partial<AwsEnvironmentProps> = {
    region: "ap-southeast-2",
    accountId: "012345678901",
    network: { cidr: "10.0.0.0/20", zones: 3, privateServers: true, natGateways: 3 },
    database: { instanceClass: "db.r6g.large", storageGib: 100, maxStorageGib: 100, engineVersion: "17.2" },
    server: {
      vcpu: 2,
      memoryMib: 5120,
      workers: 4,
      cpuArchitecture: CpuArchitecture.X86_64,
      images: { mlflow: "registry.example:5000/mlflow@sha256:" + "0".repeat(64), proxy: "caddy:2.11" },
    },
    gateway: { stageName: "prod", timeoutSeconds: 5, allowedRoleArns: [ARN] },
  };
  expect(problems(right)).toEqual([]);
});

test("with a size that is none, what is wrong in every size is told as well, and nothing that one of them allows", () => {
  const found = problems({
    size: "huge" as Size,
    network: { cidr: "10.40.0.0", natGateways: 1 },
    snowflake: { databaseName: "mlops" },
  });
  expect(found.map((text) => text.split(" = ")[0])).toEqual(["size", "network.cidr", "snowflake.databaseName"]);
});

test("several mistakes of several parts are told together", () => {
  const found = problems({
    prefix: "X",
    network: { zones: 9 },
    server: { vcpu: 0.001 },
    gateway: { stageName: "get" },
  });
  for (const field of ["prefix", "network.zones", "server.vcpu", "gateway.stageName"])
    expect(found.some((message) => message.startsWith(`${field} = `))).toBe(true);
});

test("a platform refuses wrong settings before it makes anything", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  expect(
    () => new AwsMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, network: { zones: 9 } }),
  ).toThrow(ValidationError);
  expect(stack.node.findChild("Platform").node.children).toEqual([]);
});

test("two platforms of one prefix in a stack are refused: all their names would be the same", () => {
  const fields = refused((stack) => {
    new AwsMlopsPlatform(stack, "One", { prefix: "team-a", size: Size.DEV });
    new AwsMlopsPlatform(stack, "Other", { prefix: "team-b", size: Size.DEV });
    new AwsMlopsPlatform(stack, "Again", { prefix: "team-a", size: Size.PROD });
  });
  expect(fields).toEqual(["prefix"]);
});

test("a server of one's own needs its network and its artifacts", () => {
  const target = {} as never;
  expect(
    refused(
      (stack) =>
        new AwsMlopsPlatform(stack, "P", { prefix: "mlops-dev", size: Size.DEV, existing: { trackingServer: target } }),
    ),
  ).toEqual(["existing.trackingServer"]);
});

test("a VPC of one's own needs two subnets for load balancer and database", () => {
  const one = { vpcId: "vpc-1", serverSubnetIds: ["subnet-1"] };
  expect(refused((stack) => Network.fromNetworkAttributes(stack, "N", one))).toEqual([
    "loadBalancerSubnetIds",
    "databaseSubnetIds",
  ]);
});

test("a database of one's own is known by the ARN of a secret", () => {
  const wrong = { uriSecretArn: "arn:aws:rds:eu-central-1:123456789012:db:mlflow" };
  expect(refused((stack) => BackendStore.fromBackendStoreAttributes(stack, "D", wrong))).toEqual(["uriSecretArn"]);
});

test("a gateway of one's own has no custom domain", () => {
  const invokeArn = "arn:aws:execute-api:eu-central-1:123456789012:abc/v1/POST/*";
  const wrong = { url: "https://mlflow.example.com/v1/", invokeArn };
  expect(refused((stack) => Gateway.fromGatewayAttributes(stack, "G", wrong))).toEqual(["url"]);
});

test("each construct checks its own props when it is used alone", () => {
  const part = { prefix: "Not OK", size: Size.DEV };
  const all = refused((stack) => new BackendStore(stack, "D", { ...part, network: someNetwork(stack), storageGib: 1 }));
  expect(new Set(all)).toEqual(new Set(["prefix", "storageGib"]));
});

test("a role that nobody may assume is reported when the stack is synthesized", () => {
  const stack = emptyStack();
  new SnowflakeApiRole(stack, "Role", { prefix: "mlops-dev", size: Size.DEV });
  // cdktn resolves tokens before it validates, so that the message there is the resource's own.
  expect(() => Testing.synth(stack, true)).toThrow(/test\/Role\]?:? No trust policy is set/);
});
