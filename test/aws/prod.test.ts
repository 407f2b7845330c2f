import { TerraformStack, Testing } from "cdktf";
import {
  AccessLogs,
  ArtifactStore,
  AwsMlopsPlatform,
  DatabaseEngine,
  GatewayAccessLog,
  TrackingServer,
} from "../../src/aws";
import { Size } from "../../src/core";
import { awsProd } from "../../stacks/environments/aws-prod";
import { emptyStack, providers, someDatabase, someGateway, someNetwork } from "./fixture";
import { Synthesized, statements, type Block } from "./synthesized";

const prod = Synthesized.environment(awsProd);

test("prod runs two servers behind NAT with a database that has a standby", () => {
  expect(prod.one("aws_ecs_service")).toMatchObject({
    desired_count: 2,
    network_configuration: { assign_public_ip: false },
  });
  expect(Object.keys(prod.all("aws_nat_gateway"))).toHaveLength(1);
  expect(prod.one("aws_db_instance")).toMatchObject({ multi_az: true, deletion_protection: true });
});

test("in prod whatever holds data refuses to be destroyed, on both sides; without protection nothing does", () => {
  const types = prod.protectedAddresses().map((address) => address.split(".")[0]);
  expect(types.sort()).toEqual([
    "aws_db_instance",
    "aws_s3_bucket",
    "aws_s3_bucket",
    "snowflake_database",
    "snowflake_schema",
    "snowflake_stage",
  ]);
  expect(Synthesized.environment({ ...awsProd, protection: false }).protectedAddresses()).toEqual([]);
  expect(Synthesized.environment().protectedAddresses()).toEqual([]);
});

test("AWS may write the access logs of this account, and nobody reads them: the bucket stays closed, with S3's own key", () => {
  const stack = emptyStack();
  new AccessLogs(stack, "Logs", { prefix: "mlops-prod", size: Size.PROD });
  const logs = Synthesized.of(stack);
  const [tls, s3, balancer, ...more] = statements(logs.one("aws_s3_bucket_policy").policy);
  expect(more).toEqual([]);
  expect(tls).toMatchObject({ Effect: "Deny" });
  expect(s3).toMatchObject({
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: expect.stringMatching(/\/s3\/\*$/) as string,
    Condition: { StringEquals: { "aws:SourceAccount": expect.stringContaining("account_id") as string } },
  });
  expect(balancer).toMatchObject({
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: expect.stringMatching(/\/load-balancer\/AWSLogs\/.*account_id.*\/\*$/) as string,
  });
  expect(JSON.stringify(logs.one("aws_s3_bucket_server_side_encryption_configuration"))).toContain("AES256");
  const [rule] = logs.one("aws_s3_bucket_lifecycle_configuration").rule as Block[];
  expect(rule?.expiration).toEqual([{ days: 90 }]);
});

test("bucket and load balancer log in prod and not in dev, and wait for the policy that lets them", () => {
  const dev = Synthesized.environment();
  expect(dev.all("aws_s3_bucket_logging")).toEqual({});
  expect(dev.one("aws_lb")).not.toHaveProperty("access_logs");
  expect(prod.one("aws_lb").access_logs).toMatchObject({ enabled: true, prefix: "load-balancer" });
  const policy = prod.address("aws_s3_bucket_policy", "AccessLogs");
  for (const address of [prod.address("aws_lb"), prod.address("aws_s3_bucket_logging")])
    expect(prod.needs(address)).toContain(policy);
});

test("with a bucket and a server of one's own there is nothing to log", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  const artifactStore = ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", { bucketName: "my-artifacts" });
  const trackingServer = TrackingServer.fromTrackingServerAttributes(stack, "Server", {
    loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
    loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
  });
  const existing = { network: someNetwork(stack), artifactStore, trackingServer };
  const platform = new AwsMlopsPlatform(stack, "P", { prefix: "mlops-prod", size: Size.PROD, existing });
  expect(platform.accessLogs).toBeUndefined();
});

test("the gateway's log has one line of JSON a call with its status, and no query, header or body", () => {
  const settings = prod.one("aws_api_gateway_stage").access_log_settings as Block;
  const format = JSON.parse(String(settings.format)) as Record<string, string>;
  expect(format).toMatchObject({ requestId: "$context.requestId", status: "$context.status" });
  expect(Object.values(format).filter((field) => !field.startsWith("$context."))).toEqual([]);
  expect(prod.one("aws_cloudwatch_log_metric_filter").log_group_name).toContain("aws_cloudwatch_log_group");
});

test("the role for the gateway's log, one setting of the whole account, is set on request alone", () => {
  expect(someGateway().all("aws_api_gateway_account")).toEqual({});
  expect(someGateway().all("aws_cloudwatch_log_group")).toEqual({});
  const on = someGateway({ accessLog: GatewayAccessLog.ON });
  expect(on.all("aws_api_gateway_account")).toEqual({});
  expect(on.one("aws_api_gateway_stage")).toHaveProperty("access_log_settings");
  const both = someGateway({ accessLog: GatewayAccessLog.ON_WITH_ACCOUNT_ROLE });
  expect(both.needs(both.address("aws_api_gateway_stage"))).toContain(both.address("aws_api_gateway_account"));
});

test("API Gateway is trusted with its log role as AWS documents it: it tries the role when it is set, and may send no source account", () => {
  const logs = someGateway({ accessLog: GatewayAccessLog.ON_WITH_ACCOUNT_ROLE });
  const role = logs.one("aws_iam_role", "AccessLog");
  expect(statements(role.assume_role_policy)).toEqual([
    expect.objectContaining({ Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }),
  ]);
  expect(String(role.assume_role_policy)).not.toContain("Condition");
});

test("a web ACL that exists is put before the stage", () => {
  const webAclArn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/team/11111111-2222-3333-4444-555555555555";
  expect(someGateway().all("aws_wafv2_web_acl_association")).toEqual({});
  expect(someGateway({ webAclArn }).one("aws_wafv2_web_acl_association")).toMatchObject({
    web_acl_arn: webAclArn,
    resource_arn: expect.stringMatching(/^\$\{aws_api_gateway_stage\..*\.arn\}$/) as string,
  });
});

test("Aurora Serverless v2 has two instances in prod, one in dev, protected and encrypted as RDS is", () => {
  const engine = DatabaseEngine.AURORA_SERVERLESS;
  const aurora = someDatabase({ engine, size: Size.PROD });
  expect(aurora.all("aws_db_instance")).toEqual({});
  expect(aurora.one("aws_rds_cluster")).toMatchObject({
    engine: "aurora-postgresql",
    engine_mode: "provisioned",
    serverlessv2_scaling_configuration: { min_capacity: 0.5, max_capacity: 8 },
    storage_encrypted: true,
    deletion_protection: true,
    skip_final_snapshot: false,
    backup_retention_period: 14,
    lifecycle: { prevent_destroy: true },
  });
  const instances = Object.values(aurora.all("aws_rds_cluster_instance"));
  expect(instances.map((each) => each.instance_class)).toEqual(["db.serverless", "db.serverless"]);
  expect(Object.keys(someDatabase({ engine }).all("aws_rds_cluster_instance"))).toHaveLength(1);
});

test("Aurora's URI waits for an instance: a cluster without one answers nobody", () => {
  const aurora = someDatabase({ engine: DatabaseEngine.AURORA_SERVERLESS });
  const uri = aurora.address("aws_secretsmanager_secret_version");
  expect(aurora.needs(uri)).toContain(aurora.address("aws_rds_cluster_instance"));
  expect(aurora.one("aws_secretsmanager_secret_version").secret_string).toContain(".endpoint}:5432/mlflow");
});
