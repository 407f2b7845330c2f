import { Gateway } from "../../../src/aws";
import { emptyStack, someGateway } from "../fixture";
import { statements, type Block } from "../synthesized";

const gateway = someGateway();

test("the API is regional, the only kind besides private that Snowflake calls", () => {
  expect(gateway.one("aws_api_gateway_rest_api").endpoint_configuration).toEqual({ types: ["REGIONAL"] });
});

test("one resource takes every path, by POST alone, signed by AWS IAM", () => {
  expect(gateway.one("aws_api_gateway_resource").path_part).toBe("{proxy+}");
  const method = gateway.one("aws_api_gateway_method");
  expect([method.http_method, method.authorization]).toEqual(["POST", "AWS_IAM"]);
  expect(method.request_parameters).toEqual({ "method.request.path.proxy": true });
});

test("calls go through a VPC link to the load balancer, the whole path kept", () => {
  expect(gateway.one("aws_api_gateway_integration")).toMatchObject({
    type: "HTTP_PROXY",
    integration_http_method: "POST",
    connection_type: "VPC_LINK",
    integration_target: expect.stringContaining(":loadbalancer/app/mlflow/1") as string,
    uri: "http://internal-mlflow.eu-central-1.elb.amazonaws.com/{proxy}",
    request_parameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    timeout_milliseconds: 29000,
  });
});

test("the policy allows Snowflake's session and denies everybody else, each by a whole ARN", () => {
  const [allow, deny, ...more] = statements(gateway.one("aws_api_gateway_rest_api_policy").policy);
  expect(more).toEqual([]);
  expect(allow).toMatchObject({ Effect: "Allow", Action: "execute-api:Invoke" });
  expect(JSON.stringify(allow?.Principal)).toContain(":assumed-role/mlops-dev-snowflake-api/snowflake");
  expect(allow?.Resource).toMatch(/^\$\{aws_api_gateway_rest_api\..+\.execution_arn\}\/v1\/POST\/\*$/);
  expect(deny).toMatchObject({ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke" });
  expect(deny?.Resource).toMatch(/^\$\{aws_api_gateway_rest_api\..+\.execution_arn\}\/\*$/);
  const spared = (deny?.Condition as { StringNotEquals: Record<string, string[]> }).StringNotEquals["aws:PrincipalArn"];
  expect(spared).toHaveLength(1);
  expect(spared?.[0]).toMatch(/:role\/mlops-dev-snowflake-api$/);
});

test("roles for emergencies are spared by the Deny, and allowed by nothing", () => {
  const arn = "arn:aws:iam::123456789012:role/break-glass";
  const [allow, deny] = statements(
    someGateway({ allowedRoleArns: [arn] }).one("aws_api_gateway_rest_api_policy").policy,
  );
  expect(JSON.stringify(allow)).not.toContain(arn);
  expect(JSON.stringify(deny)).toContain(arn);
});

test("the policy waits until IAM shows the role, and the deployment for the policy and the integration", () => {
  expect(gateway.one("aws_api_gateway_rest_api_policy").depends_on).toEqual([gateway.address("time_sleep")]);
  expect(gateway.one("time_sleep").create_duration).toBe("60s");
  expect(JSON.stringify(gateway.one("time_sleep").triggers)).toContain(gateway.address("aws_iam_role"));
  expect(gateway.one("aws_api_gateway_deployment").depends_on).toEqual([
    gateway.address("aws_api_gateway_integration"),
    gateway.address("aws_api_gateway_rest_api_policy"),
  ]);
});

test("a changed policy, method, path or target is deployed again before the old deployment goes", () => {
  const deployment = gateway.one("aws_api_gateway_deployment");
  const triggers = deployment.triggers as Record<string, string>;
  expect(Object.keys(triggers).sort()).toEqual(["caller", "integration", "method", "policy", "resource"]);
  expect(triggers.policy).toBe(gateway.one("aws_api_gateway_rest_api_policy").policy);
  for (const attribute of ["uri", "integration_target", "connection_id", "timeout_milliseconds"])
    expect(triggers.integration).toContain(`.${attribute}}`);
  expect(deployment.lifecycle).toMatchObject({ create_before_destroy: true });
  expect(deployment).not.toHaveProperty("stage_name");
});

test("a changed VPC link is made before the old one goes, which a deployment may still use", () => {
  expect(gateway.one("aws_apigatewayv2_vpc_link").lifecycle).toMatchObject({ create_before_destroy: true });
});

test("the link reaches the load balancer's port and nothing else", () => {
  const rules = Object.values(gateway.all("aws_vpc_security_group_egress_rule"));
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({ referenced_security_group_id: "sg-balancer", from_port: 80, to_port: 80 });
  expect(gateway.one("aws_vpc_security_group_ingress_rule")).toMatchObject({ security_group_id: "sg-balancer" });
});

test("calls are throttled, and neither credentials nor bodies are logged", () => {
  expect(gateway.one("aws_api_gateway_method_settings").settings).toEqual({
    throttling_rate_limit: 20,
    throttling_burst_limit: 50,
    logging_level: "OFF",
    data_trace_enabled: false,
  });
  expect(gateway.one("aws_api_gateway_stage")).not.toHaveProperty("access_log_settings");
});

test("the role trusts Snowflake's user with its external id alone, has no path, and may only POST to the stage", () => {
  const role = gateway.one("aws_iam_role");
  expect(role.path).toBe("/");
  expect(statements(role.assume_role_policy)).toEqual([
    {
      Sid: "Snowflake",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::210987654321:user/snowflake" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "EXTERNAL_ID" } },
    },
  ]);
  const [call, ...more] = statements(gateway.one("aws_iam_role_policy").policy);
  expect(more).toEqual([]);
  expect(call?.Resource).toMatch(/\/v1\/POST\/\*$/);
});

test("a gateway that exists is known by its URL", () => {
  const url = "https://abc123.execute-api.eu-central-1.amazonaws.com/prod/";
  const invokeArn = "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/POST/*";
  const existing = Gateway.fromGatewayAttributes(emptyStack(), "Gateway", { url, invokeArn });
  expect([existing.url, existing.invokeArn]).toEqual([url, invokeArn]);
});

test("the plan fails in a region without VPC links, which only the credentials tell", () => {
  const { precondition } = gateway.one("aws_apigatewayv2_vpc_link").lifecycle as { precondition: Block[] };
  expect(precondition).toHaveLength(1);
  expect(precondition[0]?.condition).toMatch(
    /^\$\{contains\(\[.*"eu-central-1".*\], data\.aws_region\..*\.region\)\}$/,
  );
  expect(precondition[0]?.condition).not.toContain("eu-central-2");
});
