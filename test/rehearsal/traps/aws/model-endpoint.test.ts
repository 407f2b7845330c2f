import { frozenOf } from "../../../../src/rehearsal/clouds/aws/sagemaker/frozen";
import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import {
  ARCHIVE,
  ENDPOINT,
  IMAGE,
  ROUTE,
  STATEMENTS,
  VARIANT,
  configuration,
  endpoint,
  model,
  rolePolicy,
} from "./model-endpoint";
import { policy, rules, stackOf, trusting } from "./stack";

const TIMEOUT = 60_000;

const ALARM: JsonObject = {
  alarm_name: "errors",
  comparison_operator: "GreaterThanThreshold",
  evaluation_periods: 1,
  metric_name: "Invocation5XXErrors",
  namespace: "AWS/SageMaker",
  period: 60,
  statistic: "Sum",
  threshold: 1,
};
const ROLLBACK: JsonObject = {
  auto_rollback_configuration: { alarms: [{ alarm_name: "${aws_cloudwatch_metric_alarm.errors.alarm_name}" }] },
  blue_green_update_policy: {
    traffic_routing_configuration: { type: "ALL_AT_ONCE", wait_interval_in_seconds: 0 },
  },
};

const at = (version: string): JsonObject => ({
  s3_data_source: [{ s3_uri: `s3://models/mlflow/${version}/`, s3_data_type: "S3Prefix", compression_type: "None" }],
});

const all = (result: TrapResult) => result.errors.join("\n");
const wrong = (...changes: (Blocks | Record<string, Record<string, JsonObject | null>>)[]) =>
  runTrap({ config: stackOf(ENDPOINT, ...changes), rules });
const account = ({ accounts }: TrapResult) => {
  const found = accounts.get("hashicorp/aws");
  if (found === undefined) throw new Error("there is no account");
  return found;
};
const served = (result: TrapResult) => frozenOf(account(result), "iris")?.variants.map(({ uri }) => uri);

test(
  "an endpoint without a mistake applies, plans empty and is destroyed to nothing",
  async () => {
    const config = stackOf(ENDPOINT, ROUTE);
    const applied = await runTrap({ config, rules });
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
    const destroyed = await runTrap({ config, rules, destroy: true });
    expect([destroyed.errors, destroyed.accounts.get("hashicorp/aws")?.size]).toEqual([[], 0]);
  },
  TIMEOUT,
);

describe("a model", () => {
  test.each<[string, JsonObject, string]>([
    ["from another registry is refused", { image: "ghcr.io/mlflow/mlflow:v3.17.2" }, "Using non-ECR image"],
    [
      "with an image of another region is refused",
      { image: IMAGE.replace("eu-central-1", "us-east-1") },
      "is in another region than the model",
    ],
    [
      "with a prefix without a slash at its end is refused",
      {
        model_data_source: {
          s3_data_source: [{ s3_uri: "s3://models/mlflow/x", s3_data_type: "S3Prefix", compression_type: "None" }],
        },
      },
      "must end with a trailing slash",
    ],
  ])(
    "%s",
    async (_, container, message) => {
      expect(all(await wrong({ aws_sagemaker_model: { iris: model(container) } }))).toContain(message);
    },
    TIMEOUT,
  );

  test(
    "of a fixed name cannot be replaced by one beside it",
    async () => {
      const second = { aws_sagemaker_model: { iris: model({ environment: { A: "b" } }) } };
      const result = await runTrap({ config: stackOf(ENDPOINT), then: [stackOf(ENDPOINT, second)], rules });
      expect(all(result)).toContain("Cannot create already existing model");
    },
    TIMEOUT,
  );
});

describe("a serverless configuration", () => {
  const serverless = (changes: JsonObject = {}): JsonObject =>
    configuration({
      production_variants: [
        {
          variant_name: "blue",
          model_name: "${aws_sagemaker_model.iris.name}",
          serverless_config: { memory_size_in_mb: 2048, max_concurrency: 5 },
        },
      ],
      ...changes,
    });
  const archived = { aws_sagemaker_model: { iris: model(ARCHIVE) } };

  test(
    "serves an archive",
    async () => {
      const result = await wrong(archived, { aws_sagemaker_endpoint_configuration: { iris: serverless() } });
      expect([result.errors, result.changes]).toEqual([[], {}]);
    },
    TIMEOUT,
  );

  test(
    "serves no uncompressed model",
    async () => {
      const result = await wrong({ aws_sagemaker_endpoint_configuration: { iris: serverless() } });
      expect(all(result)).toContain("ModelDataSource is not supported for serverless endpoints");
    },
    TIMEOUT,
  );

  test(
    "captures no data",
    async () => {
      const data_capture_config = {
        destination_s3_uri: "s3://models/kept",
        initial_sampling_percentage: 100,
        capture_options: [{ capture_mode: "Input" }],
      };
      const result = await wrong(archived, {
        aws_sagemaker_endpoint_configuration: { iris: serverless({ data_capture_config }) },
      });
      expect(all(result)).toContain("Data capture is not supported for serverless endpoints");
    },
    TIMEOUT,
  );

  test(
    "has no network isolation",
    async () => {
      const result = await wrong(
        { aws_sagemaker_model: { iris: model(ARCHIVE, { enable_network_isolation: true }) } },
        { aws_sagemaker_endpoint_configuration: { iris: serverless() } },
      );
      expect(all(result)).toContain("do not support network isolation");
    },
    TIMEOUT,
  );
});

describe("the role of the containers", () => {
  test.each([
    ["models", "Failed to download model data"],
    ["list", "Failed to download model data"],
    ["login", "may not pull from it"],
    ["image", "may not pull from it"],
    ["logs", "may not write the log"],
  ])(
    "without %s the endpoint fails, and stays in the state as tainted",
    async (statement, message) => {
      const result = await wrong({ aws_iam_role_policy: { containers: rolePolicy(statement) } });
      expect(all(result)).toContain(message);
      expect(all(result)).toContain("unexpected state 'Failed'");
      expect(result.state.resources.some(({ type }) => type === "aws_sagemaker_endpoint")).toBe(true);
    },
    TIMEOUT,
  );

  test(
    "that may not use the key of the volumes lets no instance start",
    async () => {
      const kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-4222-8333-aaaabbbbcccc";
      const encrypted = { aws_sagemaker_endpoint_configuration: { iris: configuration({ kms_key_arn }) } };
      const grant = { Effect: "Allow", Action: ["kms:CreateGrant"], Resource: kms_key_arn };
      const allowed = { ...rolePolicy(), policy: policy(...Object.values(STATEMENTS), grant) };
      expect(all(await wrong(encrypted))).toContain("may not let the volumes of the variant blue use the key");
      expect((await wrong(encrypted, { aws_iam_role_policy: { containers: allowed } })).errors).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    "without the alarms the endpoint cannot roll back",
    async () => {
      const result = await wrong({
        aws_cloudwatch_metric_alarm: { errors: ALARM },
        aws_sagemaker_endpoint: { iris: endpoint({ deployment_config: ROLLBACK }) },
        aws_iam_role_policy: { containers: rolePolicy("alarms") },
      });
      expect(all(result)).toContain("may not read the alarm errors");
    },
    TIMEOUT,
  );

  test(
    "that does not trust SageMaker lets no endpoint start",
    async () => {
      const other = { name: "containers", assume_role_policy: trusting("ecs-tasks.amazonaws.com") };
      expect(all(await wrong({ aws_iam_role: { containers: other } }))).toContain("trust relationship policy");
    },
    TIMEOUT,
  );
});

describe("a configuration", () => {
  const second = model({ environment: { VERSION: "2" } }, { name: "iris-2" });

  test(
    "under a fixed name is not noticed by the endpoint, which serves the old model",
    async () => {
      const fixed = configuration({ name_prefix: null, name: "iris", lifecycle: {} });
      const changed = model({ model_data_source: at("2") }, { name: "iris-2" });
      const before = { aws_sagemaker_endpoint_configuration: { iris: fixed } };
      const result = await runTrap({
        config: stackOf(ENDPOINT, before),
        then: [stackOf(ENDPOINT, before, { aws_sagemaker_model: { iris: changed } })],
        rules,
      });
      // Terraform sees the name that it wrote: what is served is what counts.
      expect(served(result)).toEqual(["s3://models/mlflow/1/models/m-1/artifacts/"]);
    },
    TIMEOUT,
  );

  test(
    "that goes before its successor is used leaves the endpoint without one",
    async () => {
      const before = { aws_sagemaker_endpoint_configuration: { iris: configuration({ lifecycle: {} }) } };
      const result = await runTrap({
        config: stackOf(ENDPOINT, before),
        then: [stackOf(ENDPOINT, before, { aws_sagemaker_model: { iris: second } })],
        rules,
      });
      expect(all(result)).toContain("Could not find endpoint configuration");
    },
    TIMEOUT,
  );

  test(
    "beside the old one moves the endpoint in place",
    async () => {
      const result = await runTrap({
        config: stackOf(ENDPOINT),
        then: [stackOf(ENDPOINT, { aws_sagemaker_model: { iris: second } })],
        rules,
      });
      expect([result.errors, result.changes]).toEqual([[], {}]);
      expect(result.planned[1]).toMatchObject({
        "aws_sagemaker_endpoint.iris": "update",
        "aws_sagemaker_endpoint_configuration.iris": "replace",
      });
    },
    TIMEOUT,
  );

  test(
    "with a key has no instances with local storage",
    async () => {
      const kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-4222-8333-aaaabbbbcccc";
      const production_variants = [{ ...VARIANT, instance_type: "ml.m5d.large" }];
      const result = await wrong({
        aws_sagemaker_endpoint_configuration: { iris: configuration({ kms_key_arn, production_variants }) },
      });
      expect(all(result)).toContain("KmsKeyId cannot be specified with the instance type ml.m5d.large");
    },
    TIMEOUT,
  );

  test(
    "has instances or is serverless",
    async () => {
      const bare = { ...VARIANT, instance_type: null, initial_instance_count: null };
      const result = await wrong({
        aws_sagemaker_endpoint_configuration: { iris: configuration({ production_variants: [bare] }) },
      });
      expect(all(result)).toContain("either an InstanceType or a ServerlessConfig");
    },
    TIMEOUT,
  );
});

describe("an endpoint", () => {
  test(
    "without a log group leaves the one that SageMaker makes",
    async () => {
      const config = stackOf(ENDPOINT, {
        aws_cloudwatch_log_group: { iris: null },
        aws_sagemaker_endpoint: { iris: endpoint({ depends_on: [] }) },
      });
      const { accounts } = await runTrap({ config, rules, destroy: true });
      expect(accounts.get("hashicorp/aws")?.all.map(({ id }) => id)).toEqual(["/aws/sagemaker/Endpoints/iris"]);
    },
    TIMEOUT,
  );

  test(
    "is replaced when its alarms change",
    async () => {
      const result = await runTrap({
        config: stackOf(ENDPOINT),
        then: [
          stackOf(ENDPOINT, {
            aws_cloudwatch_metric_alarm: { errors: ALARM },
            aws_sagemaker_endpoint: { iris: endpoint({ deployment_config: ROLLBACK }) },
          }),
        ],
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(result.planned[1]?.["aws_sagemaker_endpoint.iris"]).toBe("replace");
    },
    TIMEOUT,
  );

  test(
    "of one instance takes no steps",
    async () => {
      const routing = {
        type: "CANARY",
        wait_interval_in_seconds: 60,
        canary_size: { type: "CAPACITY_PERCENT", value: 20 },
      };
      const deployment_config = { blue_green_update_policy: { traffic_routing_configuration: routing } };
      const result = await wrong({ aws_sagemaker_endpoint: { iris: endpoint({ deployment_config }) } });
      expect(all(result)).toContain("needs two instances at least");
    },
    TIMEOUT,
  );
});
