import { MAX_TIMEOUT_SECONDS } from "../../../src/aws/gateway/defaults";
import { Size } from "../../../src/core";
import { SCORING_ERRORS, SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { Synthesized, statements, type Block } from "../synthesized";
import { IRIS, SERVERLESS } from "./fixture";

const plain = Synthesized.environment();
const scored = Synthesized.environment({ endpoints: [IRIS, { ...SERVERLESS, name: "small", readers: ["OTHER"] }] });

const named = (type: string, text: string): Block => {
  const found = Object.entries(scored.all(type)).filter(([name]) => name.includes(text));
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? {};
};

test("an environment without endpoints is what it was", () => {
  expect(Synthesized.environment({ endpoints: [] }).json).toEqual(plain.json);
  expect(JSON.stringify(plain.json)).not.toContain("sagemaker");
});

test("each endpoint has a route of the gateway that Snowflake calls, beside MLflow's", () => {
  const paths = Object.values(scored.all("aws_api_gateway_resource")).map(({ path_part }) => path_part);
  expect(paths.sort()).toEqual(["iris", "score", "small", "{proxy+}"]);
  expect(Object.keys(scored.all("aws_api_gateway_rest_api"))).toHaveLength(1);
  for (const { authorization, http_method } of Object.values(scored.all("aws_api_gateway_method")))
    expect([authorization, http_method]).toEqual(["AWS_IAM", "POST"]);
});

test("the gateway calls the SageMaker runtime by a role that may call this endpoint alone", () => {
  const integration = named("aws_api_gateway_integration", "Score-iris");
  expect(integration).toMatchObject({ type: "AWS", integration_http_method: "POST", timeout_milliseconds: 29000 });
  expect(integration.uri).toMatch(/:runtime\.sagemaker:path\/endpoints\/mlops-aws-dev-iris\/invocations$/);
  expect(integration.credentials).toContain("aws_iam_role");
  const [call, ...more] = statements(named("aws_iam_role_policy", "Score-iris").policy);
  expect(more).toEqual([]);
  expect(call?.Action).toBe("sagemaker:InvokeEndpoint");
  expect(call?.Resource).toMatch(/:endpoint\/mlops-aws-dev-iris$/);
});

test("a model's server ends a slow call before the gateway does, whatever time MLflow's calls have", () => {
  const quick = Synthesized.environment({ endpoints: [IRIS], gateway: { timeoutSeconds: 10 } });
  const limits = Object.values(quick.all("aws_api_gateway_integration")).map((each) => each.timeout_milliseconds);
  expect(limits.sort()).toEqual([10_000, 29_000]);
  const container = JSON.stringify(quick.one("aws_sagemaker_model").primary_container);
  expect(container).toContain(`"MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT":"${SCORING_TIMEOUT_SECONDS}"`);
  expect(SCORING_TIMEOUT_SECONDS).toBeLessThan(MAX_TIMEOUT_SECONDS);
});

test("the route waits for no endpoint, nor does the deployment", () => {
  const text = JSON.stringify([
    scored.all("aws_api_gateway_integration"),
    scored.all("aws_api_gateway_deployment"),
    scored.all("aws_iam_role_policy"),
  ]);
  expect(text).not.toContain("aws_sagemaker_endpoint.");
});

test("every status of SageMaker has one response, and none but 200 is the default", () => {
  const responses = Object.entries(scored.all("aws_api_gateway_integration_response"))
    .filter(([name]) => name.includes("Score-iris"))
    .map(([, value]) => value);
  const declared = (reference: unknown): string => {
    const name = /aws_api_gateway_method_response\.([^.]+)\./.exec(String(reference))?.[1] ?? "";
    return String(scored.all("aws_api_gateway_method_response")[name]?.status_code);
  };
  const statusOf = (code: number): string[] =>
    responses
      .filter(({ selection_pattern: pattern }) =>
        typeof pattern === "string" ? new RegExp(`^(${pattern})$`).test(String(code)) : false,
      )
      .map(({ status_code }) => declared(status_code));
  const expected = (code: number): string => {
    if (code === 424) return "422";
    if ([403, 413, 429, 503, 504].includes(code)) return String(code);
    return code < 500 ? "400" : "500";
  };
  for (let code = 400; code < 600; code++) expect([code, statusOf(code)]).toEqual([code, [expected(code)]]);
  expect(responses.filter(({ selection_pattern: pattern }) => pattern === undefined)).toHaveLength(1);
});

test("no error hands on what the model or SageMaker wrote", () => {
  for (const [name, { response_templates: templates }] of Object.entries(
    scored.all("aws_api_gateway_integration_response"),
  )) {
    const text = (templates as Record<string, string> | undefined)?.["application/json"];
    if (name.includes("Response200")) expect(text).toBeUndefined();
    else {
      const bodies = (text ?? "").split("\n").filter((line) => line.startsWith("{"));
      expect(bodies.length).toBeGreaterThan(0);
      for (const body of bodies) {
        const { error, message } = JSON.parse(body) as { error: string; message: string };
        expect(Object.values(SCORING_ERRORS)).toContainEqual({ kind: error, message });
      }
      expect(text).not.toContain("OriginalMessage");
      expect(text).not.toContain("$input.body");
    }
  }
});

test("a route is part of what deploys the API again, and its responses exist before", () => {
  const deployment = scored.one("aws_api_gateway_deployment");
  const triggers = deployment.triggers as Record<string, string>;
  expect(Object.keys(triggers).sort()).toEqual([
    "caller",
    "integration",
    "method",
    "policy",
    "resource",
    "score_iris",
    "score_small",
  ]);
  expect(triggers.score_iris).toContain("selectionPattern");
  expect(triggers.score_iris).toContain("$context.responseOverride.status = 503");
  expect(triggers.score_iris).toMatch(/\.uri\}.*\.credentials\}/);
  const waits = deployment.depends_on as string[];
  expect(waits.filter((each) => each.startsWith("aws_api_gateway_integration_response."))).toHaveLength(18);
});

test("each endpoint has a function in the workspace, which calls its route", () => {
  const iris = named("snowflake_external_function", "iris");
  expect(iris.name).toBe("SCORE_IRIS");
  expect(iris.url_of_proxy_and_resource).toMatch(/\/v1\/score\/iris$/);
  expect((scored.json.output as Record<string, Block>).scoring_functions?.value).toEqual(["SCORE_IRIS", "SCORE_SMALL"]);
  const grants = Object.values(scored.all("snowflake_grant_privileges_to_account_role"))
    .filter(({ account_role_name }) => account_role_name === "OTHER")
    .map(({ on_schema_object }) => String((on_schema_object as Block).object_name));
  expect(grants.filter((name) => name.startsWith("${snowflake_external_function."))).toHaveLength(1);
  expect(grants.filter((name) => !name.includes("Endpoints_small"))).toEqual([]);
});

test("in prod the alarms of endpoints notify the platform's topic", () => {
  const prod = Synthesized.environment({ name: "aws-prod", size: Size.PROD, endpoints: [IRIS] });
  const alarms = Object.values(prod.all("aws_cloudwatch_metric_alarm")).filter((alarm) =>
    JSON.stringify(alarm).includes("AWS/SageMaker"),
  );
  expect(alarms).toHaveLength(2);
  for (const { alarm_actions } of alarms) expect(JSON.stringify(alarm_actions)).toContain("aws_sns_topic");
});
