import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AwsMlopsPlatform,
  BackendStore,
  Network,
  TrackingServer,
  type ExistingAwsParts,
} from "../../src/aws";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Workspace } from "../../src/snowflake";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { countObjects, existingAccounts } from "../support/existing";
import { providers } from "./fixture";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;
const ARN = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/team-mlflow/0123456789abcdef";
const WEB_ACL = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/0a1b2c3d-0000-4000-8000-000000000002";
const VPC = "vpc-0a1b2c3d4e5f60718";
const SUBNETS = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"];

/** What the example brings, a web ACL, and an MLflow server behind a load balancer of its own. */
function accounts() {
  const existing = existingAccounts("bring-your-own");
  const aws = existing.get("hashicorp/aws");
  aws?.put("aws_security_group", "sg-0e0e0e0e0e0e0e0e0", { id: "sg-0e0e0e0e0e0e0e0e0", vpc_id: VPC });
  aws?.put("aws_wafv2_web_acl", WEB_ACL, { id: WEB_ACL, arn: WEB_ACL, scope: "REGIONAL" });
  aws?.put("aws_lb", ARN, {
    id: ARN,
    arn: ARN,
    name: "team-mlflow",
    vpc_id: VPC,
    subnets: SUBNETS,
    security_groups: ["sg-0e0e0e0e0e0e0e0e0"],
  });
  return existing;
}

type Part = keyof ExistingAwsParts;

const PARTS: Record<Part, (stack: TerraformStack) => ExistingAwsParts> = {
  network: (stack) => ({
    network: Network.fromNetworkAttributes(stack, "Network", { vpcId: VPC, serverSubnetIds: SUBNETS }),
  }),
  artifactStore: (stack) => ({
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
      bucketName: "team-models",
      encryptionKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001",
    }),
  }),
  backendStore: (stack) => ({
    backendStore: BackendStore.fromBackendStoreAttributes(stack, "Database", {
      uriSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/mlflow-uri-AbCdEf",
      securityGroupId: "sg-0d0d0d0d0d0d0d0d0",
    }),
  }),
  trackingServer: (stack) => ({
    trackingServer: TrackingServer.fromTrackingServerAttributes(stack, "Server", {
      loadBalancerArn: ARN,
      loadBalancerDnsName: "internal-team-mlflow-1.eu-central-1.elb.amazonaws.com",
      loadBalancerSecurityGroupId: "sg-0e0e0e0e0e0e0e0e0",
    }),
  }),
  workspace: (stack) => ({
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", {
      databaseName: "ANALYTICS",
      schemaName: "MLFLOW",
      warehouseName: "ANALYTICS_WH",
    }),
  }),
};

/** A platform with few functions: what is brought has nothing to do with how many there are. */
function platform(parts: Part[]): Synthesized {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack, { region: "eu-central-1" });
  const existing = Object.assign({}, ...parts.map((part) => PARTS[part](stack))) as ExistingAwsParts;
  new AwsMlopsPlatform(stack, "Platform", {
    prefix: "team-b",
    size: Size.DEV,
    existing,
    gateway: { webAclArn: WEB_ACL },
    snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
  });
  return Synthesized.of(stack);
}

// A database that exists is in its VPC, so that servers elsewhere would not reach it.
test.each<[string, Part[], string[]]>([
  ["a VPC", ["network"], ["aws_vpc", "aws_subnet", "aws_nat_gateway"]],
  ["a bucket with a key", ["artifactStore"], ["aws_s3_bucket"]],
  ["a database, with its VPC", ["network", "backendStore"], ["aws_db_instance", "aws_secretsmanager_secret"]],
  [
    "an MLflow server, with its VPC and bucket",
    ["network", "artifactStore", "trackingServer"],
    ["aws_lb", "aws_ecs_service", "aws_db_instance"],
  ],
  [
    "a Snowflake database, schema and warehouse",
    ["workspace"],
    ["snowflake_database", "snowflake_schema", "snowflake_warehouse"],
  ],
  [
    "all of it",
    ["network", "artifactStore", "backendStore", "trackingServer", "workspace"],
    ["aws_vpc", "aws_s3_bucket", "aws_db_instance", "aws_lb", "snowflake_database"],
  ],
])(
  "%s of one's own is used, not made, applies, plans empty, and outlives the platform",
  async (_what, parts, notMade) => {
    const synthesized = platform(parts);
    for (const type of notMade) expect(synthesized.all(type)).toEqual({});
    const stack = synthesized.json as JsonObject;
    delete (stack.terraform as JsonObject).backend;
    const existing = accounts();
    const before = countObjects(existing);
    const bench = await Workbench.open({ stacks: [stack], rules: [...allRules], accounts: existing });
    try {
      expect(await bench.apply(stack)).toMatchObject({ status: 0 });
      expect(await bench.plan(stack)).toMatchObject({ status: 0 });
      expect(await bench.destroy()).toMatchObject({ status: 0 });
      expect(countObjects(bench.simulator.accounts)).toBe(before);
    } finally {
      await bench.close();
    }
  },
  TIMEOUT,
);
