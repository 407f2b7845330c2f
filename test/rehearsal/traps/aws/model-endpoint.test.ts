import { AwsGateway } from "../../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { administratorOf } from "../../../../src/rehearsal/clouds/aws/identities/sessions";
import { frozenOf } from "../../../../src/rehearsal/clouds/aws/sagemaker/frozen";
import type { ModelAnswer } from "../../../../src/rehearsal/servers/model-runtime";
import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import {
  ARCHIVE,
  ENDPOINT,
  IMAGE,
  ROUTE,
  VARIANT,
  configuration,
  endpoint,
  integration,
  model,
  rolePolicy,
} from "./model-endpoint";
import { ACCOUNT, REGION, rules, stackOf, trusting } from "./stack";

const TIMEOUT = 60_000;

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
      const changed = model(
        {
          model_data_source: {
            s3_data_source: [{ s3_uri: "s3://models/mlflow/2/", s3_data_type: "S3Prefix", compression_type: "None" }],
          },
        },
        { name: "iris-2" },
      );
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
    "has instances or is serverless",
    async () => {
      const { instance_type: _, initial_instance_count: __, ...bare } = VARIANT;
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
      const alarm = {
        alarm_name: "errors",
        comparison_operator: "GreaterThanThreshold",
        evaluation_periods: 1,
        metric_name: "Invocation5XXErrors",
        namespace: "AWS/SageMaker",
        period: 60,
        statistic: "Sum",
        threshold: 1,
      };
      const deployment_config = {
        auto_rollback_configuration: { alarms: [{ alarm_name: "${aws_cloudwatch_metric_alarm.errors.alarm_name}" }] },
      };
      const result = await runTrap({
        config: stackOf(ENDPOINT),
        then: [
          stackOf(ENDPOINT, {
            aws_cloudwatch_metric_alarm: { errors: alarm },
            aws_sagemaker_endpoint: { iris: endpoint({ deployment_config }) },
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

describe("autoscaling", () => {
  const target = (changes: JsonObject = {}): JsonObject => ({
    service_namespace: "sagemaker",
    scalable_dimension: "sagemaker:variant:DesiredInstanceCount",
    resource_id: "endpoint/${aws_sagemaker_endpoint.iris.name}/variant/blue",
    min_capacity: 1,
    max_capacity: 2,
    ...changes,
  });
  const scaled = (changes: JsonObject, policyChanges: JsonObject = {}) =>
    wrong({
      aws_appautoscaling_target: { iris: target(changes) },
      aws_appautoscaling_policy: {
        iris: {
          name: "calls",
          policy_type: "TargetTrackingScaling",
          service_namespace: "${aws_appautoscaling_target.iris.service_namespace}",
          scalable_dimension: "${aws_appautoscaling_target.iris.scalable_dimension}",
          resource_id: "${aws_appautoscaling_target.iris.resource_id}",
          target_tracking_scaling_policy_configuration: {
            target_value: 60,
            predefined_metric_specification: {
              predefined_metric_type: "SageMakerVariantInvocationsPerInstance",
            },
          },
          ...policyChanges,
        },
      },
    });

  test(
    "of a variant applies and plans empty",
    async () => {
      const result = await scaled({});
      expect([result.errors, result.changes]).toEqual([[], {}]);
    },
    TIMEOUT,
  );

  test.each<[string, JsonObject, JsonObject, string]>([
    [
      "of a variant that does not exist",
      { resource_id: "endpoint/iris/variant/red", depends_on: ["aws_sagemaker_endpoint.iris"] },
      {},
      "Could not find the variant",
    ],
    ["to less than its minimum", { min_capacity: 3 }, {}, "Maximum capacity cannot be less than minimum capacity"],
    ["to no instance", { min_capacity: 0 }, {}, "Minimum capacity of a real-time variant is 1"],
    ["of the default type", {}, { policy_type: null }, "has no target tracking configuration"],
    [
      "by a metric of another dimension",
      {},
      {
        target_tracking_scaling_policy_configuration: {
          target_value: 60,
          predefined_metric_specification: {
            predefined_metric_type: "SageMakerVariantProvisionedConcurrencyUtilization",
          },
        },
      },
      "only supports the following predefined metric types",
    ],
  ])(
    "%s is refused",
    async (_, changes, policyChanges, message) => {
      expect(all(await scaled(changes, policyChanges))).toContain(message);
    },
    TIMEOUT,
  );
});

describe("the route", () => {
  const models = (answer: ModelAnswer) => ({ invoke: () => Promise.resolve(answer) });

  /** What an administrator gets of a stage without a policy of its own, while the model answers so. */
  async function call(result: TrapResult, status: number) {
    const held = account(result);
    const [api] = held.list("aws_api_gateway_rest_api");
    const body = Buffer.from('{"predictions":[1]}');
    const gateway = new AwsGateway({
      account: held,
      backend: { locate: () => undefined, models: models({ status, body }) },
    });
    const answer = await gateway.send(administratorOf(ACCOUNT, "aws"), {
      method: "POST",
      url: `https://${api?.id ?? ""}.execute-api.${REGION}.amazonaws.com/v1/iris`,
      headers: {},
      body: '{"dataframe_split":{"columns":["a"],"data":[[1]]}}',
    });
    return answer.status;
  }

  test(
    "maps what its responses say",
    async () => {
      const result = await runTrap({ config: stackOf(ENDPOINT, ROUTE), rules });
      expect(await call(result, 200)).toBe(200);
      expect(await call(result, 500)).toBe(400);
    },
    TIMEOUT,
  );

  test(
    "with the default response alone answers 200 to every error",
    async () => {
      const bare = {
        aws_api_gateway_integration_response: { s400: null, s500: null },
        aws_api_gateway_deployment: {
          deployment: {
            rest_api_id: "${aws_api_gateway_rest_api.api.id}",
            depends_on: ["aws_api_gateway_integration_response.s200"],
          },
        },
      };
      const result = await runTrap({ config: stackOf(ENDPOINT, ROUTE, bare), rules });
      expect(result.errors).toEqual([]);
      expect(await call(result, 500)).toBe(200);
    },
    TIMEOUT,
  );

  test(
    "serves the responses that its deployment froze",
    async () => {
      const api = { rest_api_id: "${aws_api_gateway_rest_api.api.id}" };
      const frozen = (pattern: string) => ({
        aws_api_gateway_integration_response: {
          s400: {
            ...api,
            resource_id: "${aws_api_gateway_resource.iris.id}",
            http_method: "POST",
            status_code: "${aws_api_gateway_method_response.s400.status_code}",
            selection_pattern: pattern,
            depends_on: ["aws_api_gateway_integration.iris"],
          },
        },
      });
      const result = await runTrap({
        config: stackOf(ENDPOINT, ROUTE, frozen("4\\d{2}")),
        then: [stackOf(ENDPOINT, ROUTE, frozen("404"))],
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(await call(result, 500)).toBe(400);
    },
    TIMEOUT,
  );

  test(
    "without a role is refused",
    async () => {
      const result = await wrong(ROUTE, {
        aws_api_gateway_integration: { iris: integration({ credentials: null }) },
      });
      expect(all(result)).toContain("Role ARN must be specified for AWS integrations");
    },
    TIMEOUT,
  );

  test(
    "with a URI without path or action is refused",
    async () => {
      const result = await wrong(ROUTE, {
        aws_api_gateway_integration: {
          iris: integration({ uri: "arn:aws:sagemaker:eu-central-1:111122223333:endpoint/iris" }),
        },
      });
      expect(all(result)).toContain("AWS ARN for integration must contain path or action");
    },
    TIMEOUT,
  );

  test(
    "needs the method's response before the integration's",
    async () => {
      const result = await wrong(ROUTE, {
        aws_api_gateway_integration_response: {
          s400: {
            rest_api_id: "${aws_api_gateway_rest_api.api.id}",
            resource_id: "${aws_api_gateway_resource.iris.id}",
            http_method: "${aws_api_gateway_integration.iris.http_method}",
            status_code: "422",
            selection_pattern: "424",
          },
        },
      });
      expect(all(result)).toContain("No method response exists for method.");
    },
    TIMEOUT,
  );
});
