import type { Blocks, JsonObject } from "../trap";
import { deployment, METHOD } from "./gateway";
import { policy, trusting } from "./stack";

export const IMAGE = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow:3.17.2";

const role = (name: string, service: string): JsonObject => ({ name, assume_role_policy: trusting(service) });
const allow = (Action: string[], Resource: string): JsonObject => ({ Effect: "Allow", Action, Resource });

/** What the containers' role may do; each statement is needed. */
export const STATEMENTS: Record<string, JsonObject> = {
  models: allow(["s3:GetObject"], "arn:aws:s3:::models/mlflow/*"),
  list: allow(["s3:ListBucket"], "arn:aws:s3:::models"),
  login: allow(["ecr:GetAuthorizationToken"], "*"),
  image: allow(
    ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    "arn:aws:ecr:eu-central-1:123456789012:repository/mlflow",
  ),
  alarms: allow(["cloudwatch:DescribeAlarms"], "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:errors"),
  logs: allow(
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/sagemaker/Endpoints/iris:*",
  ),
};

export const rolePolicy = (...without: string[]): JsonObject => ({
  name: "serve",
  role: "${aws_iam_role.containers.id}",
  policy: policy(...Object.entries(STATEMENTS).flatMap(([name, each]) => (without.includes(name) ? [] : [each]))),
});

/** A model, with changes; its name tells what it is made of. */
export function model(container: JsonObject = {}, changes: JsonObject = {}): JsonObject {
  const uri = "s3://models/mlflow/1/models/m-1/artifacts/";
  const source = { s3_data_source: [{ s3_uri: uri, s3_data_type: "S3Prefix", compression_type: "None" }] };
  return {
    name: "iris-1",
    execution_role_arn: "${aws_iam_role.containers.arn}",
    primary_container: { image: IMAGE, model_data_source: source, ...container },
    depends_on: ["aws_iam_role_policy.containers"],
    lifecycle: { create_before_destroy: true },
    ...changes,
  };
}

export const ARCHIVE = { model_data_source: null, model_data_url: "s3://models/mlflow/1/models/m-1/model.tar.gz" };

export const VARIANT: JsonObject = {
  variant_name: "blue",
  model_name: "${aws_sagemaker_model.iris.name}",
  instance_type: "ml.m5.large",
  initial_instance_count: 1,
};

export function configuration(changes: JsonObject = {}): JsonObject {
  return {
    name_prefix: "iris-",
    production_variants: [VARIANT],
    lifecycle: { create_before_destroy: true },
    ...changes,
  };
}

export function endpoint(changes: JsonObject = {}): JsonObject {
  return {
    name: "iris",
    endpoint_config_name: "${aws_sagemaker_endpoint_configuration.iris.name}",
    depends_on: ["aws_cloudwatch_log_group.iris"],
    ...changes,
  };
}

/** An endpoint without a mistake. */
export const ENDPOINT: Blocks = {
  aws_cloudwatch_log_group: { iris: { name: "/aws/sagemaker/Endpoints/iris" } },
  aws_iam_role: { containers: role("containers", "sagemaker.amazonaws.com") },
  aws_iam_role_policy: { containers: rolePolicy() },
  aws_sagemaker_model: { iris: model() },
  aws_sagemaker_endpoint_configuration: { iris: configuration() },
  aws_sagemaker_endpoint: { iris: endpoint() },
};

const API = { rest_api_id: "${aws_api_gateway_rest_api.api.id}", resource_id: "${aws_api_gateway_resource.iris.id}" };

/** The integration with the SageMaker runtime, with changes. */
export function integration(changes: JsonObject = {}): JsonObject {
  return {
    ...API,
    http_method: "${aws_api_gateway_method.iris.http_method}",
    type: "AWS",
    integration_http_method: "POST",
    uri: "arn:aws:apigateway:eu-central-1:runtime.sagemaker:path/endpoints/iris/invocations",
    credentials: "${aws_iam_role.scoring.arn}",
    ...changes,
  };
}

const declared = (status: string): JsonObject => ({
  ...API,
  http_method: "${aws_api_gateway_method.iris.http_method}",
  status_code: status,
});
const mapped = (status: string, pattern?: string): JsonObject => ({
  ...API,
  http_method: "${aws_api_gateway_integration.iris.http_method}",
  status_code: `\${aws_api_gateway_method_response.s${status}.status_code}`,
  ...(pattern && { selection_pattern: pattern }),
});

/** A route to the endpoint on a REST API of its own, open to whom its method's authorization admits. */
export const ROUTE: Blocks = {
  aws_iam_role: { scoring: role("scoring", "apigateway.amazonaws.com") },
  aws_iam_role_policy: {
    scoring: {
      name: "call",
      role: "${aws_iam_role.scoring.id}",
      policy: policy(allow(["sagemaker:InvokeEndpoint"], "arn:aws:sagemaker:eu-central-1:111122223333:endpoint/iris")),
    },
  },
  aws_api_gateway_rest_api: { api: { name: "scoring", endpoint_configuration: { types: ["REGIONAL"] } } },
  aws_api_gateway_resource: {
    iris: {
      rest_api_id: API.rest_api_id,
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
      path_part: "iris",
    },
  },
  aws_api_gateway_method: { iris: { ...METHOD, ...API, request_parameters: null } },
  aws_api_gateway_integration: { iris: integration() },
  aws_api_gateway_method_response: { s200: declared("200"), s400: declared("400"), s500: declared("500") },
  aws_api_gateway_integration_response: {
    s200: mapped("200"),
    s400: mapped("400", "4\\d{2}"),
    s500: mapped("500", "5\\d{2}"),
  },
  aws_api_gateway_deployment: {
    deployment: deployment({
      triggers: { all: "${sha1(jsonencode(aws_api_gateway_integration.iris))}" },
      depends_on: ["s200", "s400", "s500"].map((name) => `aws_api_gateway_integration_response.${name}`),
    }),
  },
  aws_api_gateway_stage: {
    stage: {
      rest_api_id: API.rest_api_id,
      deployment_id: "${aws_api_gateway_deployment.deployment.id}",
      stage_name: "v1",
    },
  },
};
