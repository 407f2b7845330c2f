import type { Blocks, JsonObject } from "../trap";
import { group, policy, PRIVATE } from "./stack";

/** The policy that names a role and spares nobody else. */
export function apiPolicy(role: string, resource = "${aws_api_gateway_rest_api.api.execution_arn}/*"): string {
  return policy({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:sts::111122223333:assumed-role/${role}/snowflake` },
    Action: "execute-api:Invoke",
    Resource: resource,
  });
}

export const ROLE: JsonObject = {
  name: "caller",
  assume_role_policy: policy({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::999988887777:user/snowflake" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "id" } },
  }),
};

/** An integration over the link, with changes. */
export function integration(changes: JsonObject = {}): JsonObject {
  return {
    rest_api_id: "${aws_api_gateway_rest_api.api.id}",
    resource_id: "${aws_api_gateway_resource.proxy.id}",
    http_method: "${aws_api_gateway_method.post.http_method}",
    type: "HTTP_PROXY",
    integration_http_method: "POST",
    uri: "http://${aws_lb.lb.dns_name}/{proxy}",
    connection_type: "VPC_LINK",
    connection_id: "${aws_apigatewayv2_vpc_link.link.id}",
    integration_target: "${aws_lb.lb.arn}",
    request_parameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    ...changes,
  };
}

export const METHOD: JsonObject = {
  rest_api_id: "${aws_api_gateway_rest_api.api.id}",
  resource_id: "${aws_api_gateway_resource.proxy.id}",
  http_method: "POST",
  authorization: "AWS_IAM",
  request_parameters: { "method.request.path.proxy": true },
};

/** A deployment that holds everything it freezes. */
export function deployment(changes: JsonObject = {}): JsonObject {
  return {
    rest_api_id: "${aws_api_gateway_rest_api.api.id}",
    triggers: {
      all: "${sha1(jsonencode([aws_api_gateway_integration.post, aws_api_gateway_method.post, aws_api_gateway_rest_api_policy.policy]))}",
    },
    lifecycle: { create_before_destroy: true },
    ...changes,
  };
}

/** A REST API with one resource and one method before an internal load balancer; needs the network. */
export const GATEWAY: Blocks = {
  aws_security_group: { lb: group("balancer", [80]), link: group("link", []) },
  aws_lb: { lb: { name: "mlops", internal: true, subnets: PRIVATE, security_groups: ["${aws_security_group.lb.id}"] } },
  aws_apigatewayv2_vpc_link: {
    link: { name: "mlops", subnet_ids: PRIVATE, security_group_ids: ["${aws_security_group.link.id}"] },
  },
  aws_iam_role: { caller: ROLE },
  aws_api_gateway_rest_api: { api: { name: "mlops", endpoint_configuration: { types: ["REGIONAL"] } } },
  aws_api_gateway_rest_api_policy: {
    policy: {
      rest_api_id: "${aws_api_gateway_rest_api.api.id}",
      policy: apiPolicy("caller"),
      depends_on: ["aws_iam_role.caller"],
    },
  },
  aws_api_gateway_resource: {
    proxy: {
      rest_api_id: "${aws_api_gateway_rest_api.api.id}",
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
      path_part: "{proxy+}",
    },
  },
  aws_api_gateway_method: { post: METHOD },
  aws_api_gateway_integration: { post: integration() },
  aws_api_gateway_deployment: { deployment: deployment() },
  aws_api_gateway_stage: {
    stage: {
      rest_api_id: "${aws_api_gateway_rest_api.api.id}",
      deployment_id: "${aws_api_gateway_deployment.deployment.id}",
      stage_name: "v1",
    },
  },
};
