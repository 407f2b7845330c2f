import { renderTemplate } from "../../../../../src/rehearsal/clouds/aws/gateway/mapping-template";
import { AwsGateway } from "../../../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { invokeEndpoint } from "../../../../../src/rehearsal/clouds/aws/sagemaker/runtime";
import { Account } from "../../../../../src/rehearsal/simulator/account";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { ACCOUNT, EXECUTION, PREFIX, administrator, policy } from "../../../snowflake/platform";

const SPLIT = '{"dataframe_split":{"columns":["a"],"data":[[1]]}}';
const PREDICTIONS = '{"predictions":[1]}';

const variant = (name: string, weight: number, more: object = {}) => ({
  ...{ name, weight, isServerless: false, image: "i", uri: `s3://models/${name}/`, environment: {} },
  ...more,
});

/** An account with an endpoint in service. */
function account(...variants: object[]): Account {
  const held = new Account();
  held.put("aws_sagemaker_endpoint", "iris", { id: "iris", name: "iris" });
  held.memory("aws_sagemaker_endpoint:iris", () => ({ frozen: { configuration: "c", variants } }));
  return held;
}

async function invoke(body: string, of = account(variant("blue", 1)), random = 0, contentType = "application/json") {
  const seen: string[] = [];
  const answer = await invokeEndpoint({
    ...{ account: of, accountId: ACCOUNT, endpoint: "iris", contentType, body, random: () => random },
    models: {
      invoke: ({ deployment }) => {
        seen.push(deployment);
        return Promise.resolve({ status: 200, body: Buffer.from(PREDICTIONS) });
      },
    },
  });
  return { status: answer.status, seen, answer: JSON.parse(answer.body.toString("utf8")) as Record<string, unknown> };
}

describe("the simulated SageMaker runtime", () => {
  test("hands a data frame on to the model and its predictions back", async () => {
    expect(await invoke(SPLIT)).toMatchObject({ status: 200, seen: ["blue"], answer: { predictions: [1] } });
  });

  test.each([
    ["input_data, which Azure ML takes", '{"input_data":{"columns":["a"],"index":[0],"data":[[1]]}}'],
    ["instances, which other servers take", '{"instances":[[1]]}'],
    ["Snowflake's own rows", '{"data":[[0,1]]}'],
    ["no JSON", "a,b"],
    ["nothing", ""],
  ])("lets the model refuse %s", async (_, body) => {
    expect(await invoke(body)).toMatchObject({ status: 424, seen: [], answer: { OriginalStatusCode: 400 } });
  });

  test("lets the model refuse another content type", async () => {
    const refused = await invoke(SPLIT, account(variant("blue", 1)), 0, "text/csv");
    expect(refused).toMatchObject({ status: 424, seen: [], answer: { OriginalStatusCode: 415 } });
  });

  test.each([
    [true, 4_000_001],
    [false, 6_000_001],
  ])("takes no request over the limit (serverless: %s)", async (isServerless, size) => {
    const of = account(variant("blue", 1, { isServerless }));
    const padded = SPLIT.replace("[[1]]", `[["${"x".repeat(size)}"]]`);
    expect(await invoke(padded, of)).toMatchObject({ status: 413, seen: [] });
  });

  test.each([
    [0, "blue"],
    [0.89, "blue"],
    [0.91, "green"],
    [0.999, "green"],
  ])("chooses by weight: %d reaches %s", async (random, name) => {
    const of = account(variant("blue", 90), variant("green", 10), variant("off", 0));
    expect((await invoke(SPLIT, of, random)).seen).toEqual([name]);
  });

  test("does not know an endpoint that is not there", async () => {
    const of = account(variant("blue", 1));
    of.remove("aws_sagemaker_endpoint", "iris");
    expect(await invoke(SPLIT, of)).toMatchObject({ status: 400, seen: [] });
  });
});

describe("an integration of type AWS", () => {
  const URI = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/iris/invocations";
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/scoring`;
  const trust = (service: string) =>
    policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });

  interface Changes {
    readonly integration?: Values;
    readonly responses?: Values[];
    readonly trust?: string;
    readonly resource?: string;
  }

  function call({ integration = {}, responses = [{ status_code: "200" }], ...changes }: Changes) {
    const held = account(variant("blue", 1));
    const at = { rest_api_id: "api123", resource_id: "r", http_method: "POST" };
    const restApi = {
      ...{ id: "api123", execution_arn: EXECUTION, root_resource_id: "root" },
      endpoint_configuration: [{ types: ["REGIONAL"] }],
    };
    held.put("aws_api_gateway_rest_api", "api123", restApi);
    held.put("aws_api_gateway_stage", "s", { rest_api_id: "api123", stage_name: "dev", deployment_id: "d" });
    held.put("aws_iam_role", "scoring", {
      ...{ id: "scoring", name: "scoring", arn: ROLE },
      assume_role_policy: changes.trust ?? trust("apigateway.amazonaws.com"),
    });
    const Resource = changes.resource ?? `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:endpoint/iris`;
    held.put("aws_iam_role_policy", "scoring:call", {
      ...{ id: "scoring:call", role: "scoring", name: "call" },
      policy: policy({ Effect: "Allow", Action: "sagemaker:InvokeEndpoint", Resource }),
    });
    held.memory("aws_api_gateway_deployment:d", () => ({
      restApi,
      policy: null,
      resources: [{ id: "r", rest_api_id: "api123", parent_id: "root", path_part: "iris" }],
      methods: [{ ...at, authorization: "AWS_IAM" }],
      integrations: [{ ...at, type: "AWS", uri: URI, credentials: ROLE, ...integration }],
      integrationResponses: responses.map((response) => ({ ...at, ...response })),
    }));
    const models = { invoke: () => Promise.resolve({ status: 200, body: Buffer.from(PREDICTIONS) }) };
    return new AwsGateway({ account: held, backend: { locate: () => undefined, models } }).send(administrator(), {
      ...{ method: "POST", url: `${PREFIX}iris`, headers: {}, body: SPLIT },
    });
  }

  test("answers with what the service answers", async () => {
    const { status, body } = await call({});
    expect([status, body.toString("utf8")]).toEqual([200, PREDICTIONS]);
  });

  test("is 500 when its role does not trust API Gateway", async () => {
    const { status, notes } = await call({ trust: trust("lambda.amazonaws.com") });
    expect(status).toBe(500);
    expect(notes.join()).toContain("does not have permission to assume the provided role");
  });

  test("maps the 403 of a role that may call another endpoint", async () => {
    const resource = `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:endpoint/other`;
    const responses: Values[] = [{ status_code: "200" }, { status_code: "403", selection_pattern: "403" }];
    expect((await call({ resource, responses })).status).toBe(403);
    // Without a mapping the default response makes it a success.
    expect((await call({ resource })).status).toBe(200);
  });

  test("is 500 when no response matches and none is the default", async () => {
    expect((await call({ responses: [{ status_code: "400", selection_pattern: "4\\d{2}" }] })).status).toBe(500);
  });

  test("is an error where several patterns match: their order is not documented", async () => {
    const responses = ["2\\d{2}", "200"].map((selection_pattern) => ({ status_code: "200", selection_pattern }));
    await expect(call({ responses })).rejects.toThrow("2 integration responses match the status 200");
  });

  test("answers with the status that its template sets, and with 500 where it sets two", async () => {
    const override = (status: number) => `#set($context.responseOverride.status = ${status})`;
    const mapped = (...lines: string[]) =>
      call({
        responses: [{ status_code: "200", response_templates: { "application/json": lines.join("\n") } }],
      });
    const { status, body } = await mapped(override(503), "busy");
    expect([status, body.toString("utf8")]).toEqual([503, "busy"]);
    const { status: defect, notes } = await mapped(override(503), override(429), "busy");
    expect([defect, notes.join()]).toEqual([500, expect.stringContaining("overrides the status twice")]);
  });

  test("with another service is not simulated", async () => {
    const uri = "arn:aws:apigateway:eu-west-1:sqs:path/1/queue";
    await expect(call({ integration: { uri } })).rejects.toThrow("is not simulated");
  });
});

describe("a mapping template", () => {
  const CHOICE = [
    "#set($status = $input.path('$.OriginalStatusCode'))",
    "#if($status == 504)",
    "late",
    "#elseif($status == 400)",
    "bad",
    "#else",
    "failed",
    "#end",
  ].join("\n");

  test.each([
    ['{"OriginalStatusCode":504}', "late"],
    ['{"OriginalStatusCode":400}', "bad"],
    ['{"OriginalStatusCode":500}', "failed"],
    ["no JSON", "failed"],
  ])("of %s is %s", (body, expected) => {
    expect(renderTemplate(CHOICE, body)).toEqual({ body: expected, statuses: [] });
  });

  test("is text without directives", () => {
    expect(renderTemplate('{"error":"X"}', "{}").body).toBe('{"error":"X"}');
  });

  test("overrides the status in the branch that is taken alone", () => {
    const override = (status: number) => `#set($context.responseOverride.status = ${status})`;
    const template = CHOICE.replace("late", `${override(503)}\nlate`).replace("failed", `${override(500)}\nfailed`);
    const statuses = (status: number) =>
      renderTemplate(template, JSON.stringify({ OriginalStatusCode: status })).statuses;
    expect([504, 400, 418].map(statuses)).toEqual([[503], [], [500]]);
  });

  test.each([
    "$input.body",
    "#foreach($x in $y)",
    "#if($other == 1)\na\n#end",
    "#set($a = $context.requestId)",
    "#set($context.responseOverride.status = $a)",
  ])("with %s is not simulated", (template) => {
    expect(() => renderTemplate(template, "{}")).toThrow("is not simulated");
  });
});
