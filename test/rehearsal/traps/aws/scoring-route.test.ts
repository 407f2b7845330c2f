import { AwsGateway } from "../../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { administratorOf } from "../../../../src/rehearsal/clouds/aws/identities/sessions";
import type { ModelAnswer } from "../../../../src/rehearsal/servers/model-runtime";
import { runTrap, type Blocks, type TrapResult } from "../trap";
import { ENDPOINT, ROUTE, integration } from "./model-endpoint";
import { ACCOUNT, REGION, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const all = (result: TrapResult) => result.errors.join("\n");
const wrong = (...changes: Blocks[]) => runTrap({ config: stackOf(ENDPOINT, ...changes), rules });
const account = ({ accounts }: TrapResult) => {
  const found = accounts.get("hashicorp/aws");
  if (found === undefined) throw new Error("there is no account");
  return found;
};

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

  test.each([
    ["without an override ends a batch that its container is too busy for", "", 400],
    ["with an override lets Snowflake repeat it", "#set($context.responseOverride.status = 503)\n", 503],
  ])(
    "%s",
    async (_, override, expected) => {
      const responses = ROUTE.aws_api_gateway_integration_response ?? {};
      const template = `#set($status = $input.path('$.OriginalStatusCode'))\n#if($status == 503)\n${override}#end`;
      const result = await runTrap({
        config: stackOf(ENDPOINT, ROUTE, {
          aws_api_gateway_integration_response: {
            s400: { ...responses.s400, response_templates: { "application/json": template } },
          },
        }),
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(await call(result, 503)).toBe(expected);
      expect(await call(result, 500)).toBe(400);
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
