import { Testing } from "cdktf";
import { teamDev } from "../../examples/bring-your-own/environment";
import { AwsMlopsStack, type AwsEnvironmentProps, type ExistingAwsAttributes } from "../../src/aws";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import type { Account } from "../../src/rehearsal/simulator";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { countObjects } from "../../src/rehearsal/existing";
import { accountsOf } from "../support/existing";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;
const ARN = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/team-mlflow/0123456789abcdef";
const WEB_ACL = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/0a1b2c3d-0000-4000-8000-000000000002";
const VPC = "vpc-0a1b2c3d4e5f60718";
const SUBNETS = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"];

/** What the example brings, a web ACL, and an MLflow server behind a load balancer of its own. */
function accounts(): Map<string, Account> {
  const existing = accountsOf("bring-your-own");
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

const { network, artifactStore, backendStore } = teamDev.existing ?? {};
const trackingServer = {
  loadBalancerArn: ARN,
  loadBalancerDnsName: "internal-team-mlflow-1.eu-central-1.elb.amazonaws.com",
  loadBalancerSecurityGroupId: "sg-0e0e0e0e0e0e0e0e0",
};
const snowflake = {
  databaseName: "ANALYTICS",
  schemaName: "MLFLOW",
  warehouseName: "ANALYTICS_WH",
  kedroRoleName: "KEDRO",
};
const { databaseName, schemaName, warehouseName, kedroRoleName } = snowflake;

/** A platform with few functions: what is brought has nothing to do with how many there are. */
function environment(existing: ExistingAwsAttributes): AwsEnvironmentProps {
  return {
    ...teamDev,
    existing,
    gateway: { webAclArn: WEB_ACL },
    // MLFLOW exists in the database that exists.
    snowflake: {
      groups: [OperationGroup.LOGGED_MODELS],
      schemaName: existing.snowflake?.schemaName === undefined ? "TEAM_C" : undefined,
    },
  };
}

/** Applies a stack beside what exists, plans it again without a change, and destroys it: what existed is all that is left. */
async function rehearse({ json }: Synthesized): Promise<void> {
  const existing = accounts();
  const stack = json as JsonObject;
  const before = countObjects(existing);
  const bench = await Workbench.open({ stacks: [stack], rules: [...allRules], accounts: existing });
  try {
    for (const outcome of [await bench.apply(stack), await bench.plan(stack), await bench.destroyPlanned()])
      expect(outcome).toEqual({ ...outcome, status: 0 });
    expect(countObjects(bench.simulator.accounts)).toBe(before);
  } finally {
    await bench.close();
  }
}

const synthesized = (props: AwsEnvironmentProps) => Synthesized.of(new AwsMlopsStack(Testing.app(), props));

// What is brought of AWS and what is brought of Snowflake know nothing of each other: one run of Terraform shows one of each. A database
// that exists is in its VPC, so that servers elsewhere would not reach it.
test.each<[string, ExistingAwsAttributes, string[]]>([
  [
    "a VPC, and a Snowflake database",
    { network, snowflake: { databaseName } },
    ["aws_vpc", "aws_subnet", "aws_nat_gateway", "snowflake_database"],
  ],
  [
    "a bucket with a key, and a Snowflake database with a schema",
    { artifactStore, snowflake: { databaseName, schemaName } },
    ["aws_s3_bucket", "snowflake_database", "snowflake_schema"],
  ],
  [
    "a database with its VPC, and a warehouse",
    { network, backendStore, snowflake: { warehouseName } },
    ["aws_db_instance", "aws_secretsmanager_secret", "snowflake_warehouse"],
  ],
  [
    "an MLflow server with its VPC and bucket, and a kedro role",
    { network, artifactStore, trackingServer, snowflake: { kedroRoleName } },
    ["aws_lb", "aws_ecs_service", "aws_db_instance", "snowflake_account_role", "snowflake_grant_account_role"],
  ],
  [
    "all of it",
    { network, artifactStore, trackingServer, snowflake },
    ["aws_vpc", "aws_s3_bucket", "aws_db_instance", "aws_lb", "snowflake_database", "snowflake_account_role"],
  ],
])(
  "%s of one's own is used, not made, applies, plans empty, and outlives the platform",
  async (_what, existing, notMade) => {
    const stack = synthesized(environment(existing));
    for (const type of notMade) expect(stack.all(type)).toEqual({});
    await rehearse(stack);
  },
  TIMEOUT,
);

test(
  "the environment file of the example applies, plans empty, and leaves what existed",
  () => rehearse(synthesized(teamDev)),
  TIMEOUT,
);
