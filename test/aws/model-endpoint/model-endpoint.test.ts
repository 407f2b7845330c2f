import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModelEndpoint, RolloutStrategy } from "../../../src/aws";
import { OPERATIONS_GUIDE } from "../../../src/aws/guide";
import { Size, ValidationError } from "../../../src/core";
import { SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { SLOW_SCORING_SECONDS } from "../../../src/platform/model-endpoint/slow";
import { emptyStack, someNetwork } from "../fixture";
import { statements, type Block, type Synthesized } from "../synthesized";
import { ARCHIVE, IMAGE, MODEL, someEndpoint } from "./fixture";

const endpoint = someEndpoint();
const serverless = someEndpoint({ deployments: [{ name: "blue", model: ARCHIVE }], serverless: {} });

const only = (value: unknown): Block => (Array.isArray(value) ? (value[0] as Block) : (value as Block));
const contentOf = (stack: Synthesized) => (stack.one("random_id", "ModelSuffix").keepers as Block).content;
const variants = (stack: Synthesized) =>
  stack.one("aws_sagemaker_endpoint_configuration").production_variants as Block[];

test("a real-time endpoint reads MLflow's prefix uncompressed, a serverless one an archive", () => {
  const model = only(endpoint.one("aws_sagemaker_model").primary_container);
  expect(model.image).toBe(IMAGE);
  expect(only(only(model.model_data_source).s3_data_source)).toEqual({
    s3_uri: `s3://my-artifacts/mlflow/${MODEL}/`,
    s3_data_type: "S3Prefix",
    compression_type: "None",
  });
  const archived = only(serverless.one("aws_sagemaker_model").primary_container);
  expect(archived.model_data_url).toBe(`s3://my-artifacts/mlflow/${ARCHIVE}`);
  expect(archived).not.toHaveProperty("model_data_source");
});

test("a changed model is a model and a configuration of another name beside the old ones", () => {
  const { name, lifecycle } = endpoint.one("aws_sagemaker_model");
  expect(name).toMatch(/^mlops-dev-iris-\$\{random_id\.\S+ModelSuffix-blue\S+\.hex\}$/);
  expect(contentOf(endpoint)).toMatch(/^\$\{sha256\(join\(/);
  expect(contentOf(endpoint)).toContain(MODEL);
  expect(lifecycle).toEqual({ create_before_destroy: true });
  const configuration = endpoint.one("aws_sagemaker_endpoint_configuration");
  expect(configuration).not.toHaveProperty("name");
  expect(configuration.name_prefix).toBe("mlops-dev-iris-");
  expect(configuration.lifecycle).toEqual({ create_before_destroy: true });
  expect(endpoint.one("aws_sagemaker_endpoint").endpoint_config_name).toMatch(
    /^\$\{aws_sagemaker_endpoint_configuration\..+\.name\}$/,
  );
});

test("an update that was rolled back fails, before Terraform deletes what is in use", () => {
  const { lifecycle } = endpoint.one("aws_sagemaker_endpoint");
  const [moved] = (lifecycle as { postcondition: Block[] }).postcondition;
  expect(moved?.condition).toMatch(
    /^\$\{\(?self\.endpoint_config_name == aws_sagemaker_endpoint_configuration\.\S+\.name\)?\}$/,
  );
});

test("another network is another model: the pinned provider cannot change it in place", () => {
  const stack = emptyStack();
  expect(contentOf(someEndpoint({ privateAccess: true, network: someNetwork(stack) }))).toContain("aws_security_group");
});

test("another document is another policy of the containers' role: with a new model, image or key the old ones stay readable", () => {
  const policy = endpoint.one("aws_iam_role_policy");
  expect(policy.name).toMatch(/^serve-models-\$\{random_id\.\S+PolicySuffix\S+\.hex\}$/);
  expect(policy.lifecycle).toEqual({ create_before_destroy: true });
  expect(endpoint.one("random_id", "PolicySuffix").keepers).toEqual({ document: policy.policy });
});

test("a variant has the deployment's name and part of the calls", () => {
  const both = someEndpoint({
    deployments: [
      { name: "blue", model: MODEL },
      { name: "green", model: "1/models/m-2/artifacts" },
    ],
    traffic: { blue: 90, green: 10 },
  });
  expect(variants(both).map((each) => [each.variant_name, each.initial_variant_weight])).toEqual([
    ["blue", 90],
    ["green", 10],
  ]);
  expect(Object.keys(both.all("aws_sagemaker_model"))).toHaveLength(2);
});

test("a serverless variant has memory and concurrency, and no instances", () => {
  expect(variants(serverless)[0]).toMatchObject({ serverless_config: { memory_size_in_mb: 2048, max_concurrency: 5 } });
  expect(variants(serverless)[0]).not.toHaveProperty("instance_type");
  expect(variants(serverless)[0]).not.toHaveProperty("initial_instance_count");
});

test("the role reads its models alone, and pulls from its repository alone", () => {
  const all = statements(endpoint.one("aws_iam_role_policy").policy);
  const of = (sid: string) => all.find(({ Sid }) => Sid === sid);
  expect(of("ReadModels")).toMatchObject({
    Action: "s3:GetObject",
    Resource: [`arn:aws:s3:::my-artifacts/mlflow/${MODEL}/*`],
  });
  expect(of("ListModels")?.Condition).toEqual({ StringLike: { "s3:prefix": [`mlflow/${MODEL}/*`] } });
  expect(of("PullImage")?.Resource).toMatch(/:ecr:eu-central-1:123456789012:repository\/mlflow-pyfunc$/);
  expect(all.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid)).toEqual([
    "LogInToRegistry",
    "WriteMetrics",
  ]);
  const trust = statements(endpoint.one("aws_iam_role").assume_role_policy)[0];
  expect(trust?.Principal).toEqual({ Service: "sagemaker.amazonaws.com" });
  expect(JSON.stringify(trust?.Condition)).toContain("aws:SourceAccount");
});

test("models wait until IAM shows role and policy, and again when the policy changes", () => {
  const sleep = endpoint.one("time_sleep");
  expect((sleep.triggers as Block).policy).toBe(endpoint.one("aws_iam_role_policy").policy);
  expect(endpoint.one("aws_sagemaker_model").depends_on).toContain(endpoint.address("time_sleep"));
});

test("the containers' log group exists before the endpoint, as nothing would delete the one that SageMaker makes", () => {
  const group = endpoint.one("aws_cloudwatch_log_group");
  expect(group.name).toBe("/aws/sagemaker/Endpoints/mlops-dev-iris");
  expect(group.retention_in_days).toBe(14);
  expect(endpoint.one("aws_sagemaker_endpoint").depends_on).toContain(endpoint.address("aws_cloudwatch_log_group"));
});

test("calls are kept outside of MLflow's prefix, where the role may only write", () => {
  const kept = someEndpoint({ dataCapture: {} });
  expect(kept.one("aws_sagemaker_endpoint_configuration").data_capture_config).toMatchObject({
    enable_capture: true,
    initial_sampling_percentage: 100,
    destination_s3_uri: "s3://my-artifacts/model-endpoints/iris/capture",
    capture_options: [{ capture_mode: "Input" }, { capture_mode: "Output" }],
  });
  const all = statements(kept.one("aws_iam_role_policy").policy);
  expect(all.find(({ Sid }) => Sid === "KeepCalls")).toMatchObject({
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::my-artifacts/model-endpoints/iris/capture/*",
  });
});

test("with private access the containers are in the VPC and reach S3 by HTTPS alone", () => {
  const stack = emptyStack();
  const closed = someEndpoint({ privateAccess: true, network: someNetwork(stack) });
  const model = closed.one("aws_sagemaker_model");
  expect(model.enable_network_isolation).toBe(true);
  expect(only(model.vpc_config).subnets).toEqual(["subnet-1", "subnet-2"]);
  expect(closed.one("aws_vpc_security_group_egress_rule")).toMatchObject({ from_port: 443, to_port: 443 });
  expect(closed.all("aws_vpc_security_group_ingress_rule")).toEqual({});
  expect(statements(closed.one("aws_iam_role_policy").policy).map(({ Sid }) => Sid)).toContain("UseNetwork");
});

test.each<[string, Record<string, string> | undefined, string]>([
  ["installs no packages when it starts: it has no connection", undefined, "true"],
  ["may be told otherwise", { MLFLOW_DISABLE_ENV_CREATION: "false" }, "false"],
])("a container with private access %s", (_, variables, expected) => {
  const disabled = (stack: Synthesized) =>
    (only(stack.one("aws_sagemaker_model").primary_container).environment as Record<string, string>)
      .MLFLOW_DISABLE_ENV_CREATION;
  const network = someNetwork(emptyStack());
  expect(disabled(someEndpoint({ privateAccess: true, network, environment: variables }))).toBe(expected);
  expect(disabled(endpoint)).toBeUndefined();
});

test("private access needs a network", () => {
  expect(() => someEndpoint({ privateAccess: true })).toThrow("network = (not set): must be set");
});

test("more instances at most than at least turn autoscaling on, by deployment", () => {
  expect(endpoint.all("aws_appautoscaling_target")).toEqual({});
  const scaled = someEndpoint({ instanceType: "ml.m5.large", minInstances: 2, maxInstances: 6 });
  const target = scaled.one("aws_appautoscaling_target");
  expect(target).toMatchObject({
    min_capacity: 2,
    max_capacity: 6,
    scalable_dimension: "sagemaker:variant:DesiredInstanceCount",
  });
  expect(target.resource_id).toMatch(/^endpoint\/\$\{aws_sagemaker_endpoint\..+\.name\}\/variant\/blue$/);
  const policy = scaled.one("aws_appautoscaling_policy");
  expect(policy.policy_type).toBe("TargetTrackingScaling");
  expect(policy.resource_id).toMatch(/^\$\{aws_appautoscaling_target\./);
});

test("prod has two instances, alarms that roll updates back, and scales to four", () => {
  const prod = someEndpoint({ size: Size.PROD });
  expect(variants(prod)[0]).toMatchObject({ instance_type: "ml.m5.large", initial_instance_count: 2 });
  expect(prod.one("aws_appautoscaling_target").max_capacity).toBe(4);
  expect(Object.values(prod.all("aws_cloudwatch_metric_alarm")).map(({ alarm_name }) => alarm_name)).toEqual([
    "mlops-dev-iris-errors",
    "mlops-dev-iris-latency",
  ]);
  const { auto_rollback_configuration } = prod.one("aws_sagemaker_endpoint").deployment_config as Block;
  expect((only(auto_rollback_configuration).alarms as Block[]).map(({ alarm_name }) => alarm_name)).toEqual([
    expect.stringContaining("aws_cloudwatch_metric_alarm"),
    expect.stringContaining("aws_cloudwatch_metric_alarm"),
  ]);
});

test("a key encrypts the volumes and what is kept, and the containers' role may use it", () => {
  const key = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-4222-8333-aaaabbbbcccc";
  const encrypted = someEndpoint({ encryptionKeyArn: key, dataCapture: {} });
  const configuration = encrypted.one("aws_sagemaker_endpoint_configuration");
  expect([configuration.kms_key_arn, only(configuration.data_capture_config).kms_key_id]).toEqual([key, key]);
  const [use, ...more] = statements(encrypted.one("aws_iam_role_policy").policy).filter(
    ({ Resource }) => Resource === key,
  );
  expect([use?.Action, more]).toEqual([
    ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
    [],
  ]);
  expect(endpoint.one("aws_sagemaker_endpoint_configuration")).not.toHaveProperty("kms_key_arn");
});

test("a call is slow that takes four fifths of the time that a model has", () => {
  const { threshold, alarm_description: says } = someEndpoint({ alarms: true }).one(
    "aws_cloudwatch_metric_alarm",
    "Latency",
  );
  expect(threshold).toBe(SCORING_TIMEOUT_SECONDS * 0.8 * 1_000_000);
  expect(says).toContain(
    `above ${SLOW_SCORING_SECONDS} seconds, and its server ends calls at ${SCORING_TIMEOUT_SECONDS}`,
  );
});

test("the operations guide says what to do about an endpoint's alarms, which name it", () => {
  const guide = readFileSync(join(__dirname, "..", "..", "..", OPERATIONS_GUIDE), "utf8");
  const alarms = Object.values(someEndpoint({ alarms: true }).all("aws_cloudwatch_metric_alarm"));
  expect(alarms).toHaveLength(2);
  for (const { alarm_name, alarm_description: says } of alarms) {
    const section = String(alarm_name).replace("mlops-dev-iris", "endpoint");
    expect(says).toMatch(new RegExp(`\\. What to do: ${OPERATIONS_GUIDE}, ${section}$`));
    expect(guide).toContain(`\n### ${section}\n`);
  }
});

test("an alarm is over all deployments, so that the endpoint keeps its alarms when a deployment comes or goes", () => {
  const both = someEndpoint({
    alarms: true,
    deployments: [
      { name: "blue", model: MODEL },
      { name: "green", model: "1/models/m-2/artifacts" },
    ],
    traffic: { blue: 100, green: 0 },
  });
  const [all, ...metrics] = both.one("aws_cloudwatch_metric_alarm", "Latency").metric_query as Block[];
  expect(all).toMatchObject({ expression: "MAX([m1,m2])", return_data: true });
  expect(metrics.map(({ metric }) => (only(metric).dimensions as Block).VariantName)).toEqual(["blue", "green"]);
  expect(Object.keys(both.all("aws_cloudwatch_metric_alarm"))).toHaveLength(2);
});

test.each([
  [RolloutStrategy.CANARY, "canary_size"],
  [RolloutStrategy.LINEAR, "linear_step_size"],
])("a rollout of kind %s moves a part of the new fleet at a time", (strategy, size) => {
  const prod = someEndpoint({ size: Size.PROD, rollout: { strategy, stepPercent: 25, waitSeconds: 60 } });
  const { blue_green_update_policy } = prod.one("aws_sagemaker_endpoint").deployment_config as Block;
  expect(only(only(blue_green_update_policy).traffic_routing_configuration)).toEqual({
    type: strategy,
    wait_interval_in_seconds: 60,
    [size]: { type: "CAPACITY_PERCENT", value: 25 },
  });
});

test("an endpoint that exists is known by its name", () => {
  const existing = ModelEndpoint.fromModelEndpointAttributes(emptyStack(), "E", {
    name: "iris",
    endpointName: "Iris-Prod",
  });
  expect(existing.path).toBe("score/iris");
  expect(existing.endpointArn).toMatch(/:endpoint\/iris-prod$/);
  expect(existing.maxPayloadBytes).toBe(4_000_000);
  expect(() =>
    ModelEndpoint.fromModelEndpointAttributes(emptyStack(), "E", { name: "iris", endpointName: "x".repeat(64) }),
  ).toThrow(ValidationError);
});
