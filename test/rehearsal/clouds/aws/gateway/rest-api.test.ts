import type { HttpRequest } from "../../../../../src/rehearsal/snowflake";
import { AwsGateway } from "../../../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { NetworkError } from "../../../../../src/rehearsal/snowflake";
import {
  ADMIN,
  ALB_HOST,
  ALLOW_ROLE,
  DENY_OTHERS,
  EXECUTION,
  EchoBackend,
  PREFIX,
  ROLE,
  SESSION,
  accountOf,
  administrator,
  awsAccount,
  platform,
  policy,
} from "../../../snowflake/platform";
import type { AwsObjects } from "../../../snowflake/platform";

describe("the simulated REST API", () => {
  let backend: EchoBackend;
  beforeEach(async () => {
    backend = await EchoBackend.start();
    backend.replies = [{ body: "{}" }];
  });
  afterEach(() => backend.stop());

  const call = (aws: (objects: AwsObjects) => void) => platform(backend, { aws }).call("LOG", ["k", 1]);

  function send(request: Partial<HttpRequest>, aws?: (objects: AwsObjects) => void, gateway: object = {}) {
    const objects = awsAccount();
    aws?.(objects);
    const api = new AwsGateway({
      account: accountOf(objects),
      backend: { locate: () => ({ host: "127.0.0.1", port: backend.port }) },
      ...gateway,
    });
    const url = `${PREFIX}post/x`;
    const caller = api.snowflake({
      api_aws_role_arn: ROLE,
      api_aws_iam_user_arn: "arn:aws:iam::999988887777:user/snowflake",
      api_aws_external_id: "EXT_1",
    });
    return api.send(caller, { method: "POST", url, headers: {}, ...request });
  }
  const text = (answer: { body: Buffer }) => answer.body.toString("utf8");

  test("hands on path and query byte for byte, with the stage before the path", async () => {
    const path = "post/api/2.0/a%2Fb/%2e%2e//c;d/%E2%98%83?q=%2B+%20%3B&order_by=a&order_by=b";
    await send({ url: PREFIX + path });
    expect(backend.seen[0]?.path).toBe(`/dev/${path}`);
  });

  test.each([
    ["EDGE", [{ types: ["EDGE"] }]],
    ["EDGE", []],
    ["PRIVATE", [{ types: ["PRIVATE"] }]],
  ])("lets no call to an endpoint of type %s pass, which AWS makes of %j", async (type, endpoint_configuration) => {
    const made = send({}, ({ objects }) => {
      objects.aws_api_gateway_rest_api = { ...objects.aws_api_gateway_rest_api, endpoint_configuration };
    });
    await expect(made).rejects.toThrow(`an endpoint of type ${type}`);
    expect(backend.seen).toEqual([]);
  });

  test("hands on the path without the stage when it is told so", async () => {
    await send({ url: `${PREFIX}get/api/x?a=1` }, undefined, { stageInPath: false });
    expect(backend.seen[0]?.path).toBe("/get/api/x?a=1");
  });

  test("decodes path parameters when it is told so, but for the percent sign", async () => {
    await send({ url: `${PREFIX}post/a%20b%3Fc%2525%E2%98%83` }, undefined, { pathParameters: "decoded" });
    expect(backend.seen[0]?.path).toBe("/dev/post/a%20b?c%2525%E2%98%83");
  });

  test("adds what AWS adds to the headers and drops what ends at it", async () => {
    await send({
      headers: {
        "Content-Type": "application/json",
        "sf-custom-a": "b",
        Authorization: "AWS4-HMAC-SHA256 Credential=x",
        Connection: "close",
        "Transfer-Encoding": "chunked",
        Host: "evil",
      },
      body: "{}",
    });
    const headers = backend.seen[0]?.headers ?? {};
    expect(headers).toMatchObject({
      host: ALB_HOST,
      "content-type": "application/json",
      "content-length": "2",
      "sf-custom-a": "b",
      "x-forwarded-for": "203.0.113.10",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
      "x-amzn-apigateway-api-id": "api123",
      "x-amz-security-token": "rehearsal",
    });
    expect(headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(headers.authorization).toBeUndefined();
    expect(headers["transfer-encoding"]).toBeUndefined();
  });

  test("hands a backend's headers on under the names that AWS gives them", async () => {
    backend.replies = [{ headers: { "x-own": "1", "content-md5": "abc", server: "uvicorn" } }];
    const answer = await send({});
    expect(answer.headers).toMatchObject({
      "x-own": "1",
      "x-amzn-remapped-content-md5": "abc",
      "x-amzn-remapped-server": "uvicorn",
    });
    expect(answer.headers["content-md5"]).toBeUndefined();
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("has no method but POST: %s gets 403", async (method) => {
    const answer = await send({ method });
    expect([answer.status, text(answer)]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(backend.seen).toEqual([]);
  });

  test.each([
    [`${PREFIX}`, "Missing Authentication Token"],
    [`${PREFIX}closed`, "Missing Authentication Token"],
    [PREFIX.replace("/dev/", "/prod/x"), "Forbidden"],
  ])("answers 403 to %s, which is not deployed", async (url, message) => {
    const answer = await send({ url });
    expect([answer.status, text(answer)]).toEqual([403, JSON.stringify({ message })]);
  });

  test("serves what its deployment froze, not what came later", async () => {
    const objects = awsAccount();
    const account = accountOf(objects);
    account.put("aws_api_gateway_rest_api_policy", "api123", {
      policy: policy({ ...DENY_OTHERS, Condition: undefined }),
    });
    const api = new AwsGateway({ account, backend: { locate: () => ({ host: "127.0.0.1", port: backend.port }) } });
    const refused = await api.send(administrator(), { method: "POST", url: `${PREFIX}x`, headers: {} });
    expect(refused.status).toBe(403);
    account.put("aws_api_gateway_stage", "ags-api123-dev", {
      rest_api_id: "api123",
      stage_name: "dev",
      deployment_id: "dep2",
    });
    await expect(api.send(administrator(), { method: "POST", url: `${PREFIX}x`, headers: {} })).rejects.toThrow(
      "the simulated account holds no snapshot of the deployment dep2",
    );
  });

  test("does not exist under another host or region", async () => {
    for (const url of [
      PREFIX.replace("api123", "other"),
      PREFIX.replace("eu-west-1", "us-east-1"),
      "https://example.com/dev/x",
    ]) {
      await expect(send({ url })).rejects.toThrow(NetworkError);
    }
  });

  test("decodes the query when it is told so, and ends a parameter at a plain semicolon", async () => {
    await send({ url: `${PREFIX}get/x?name=a%2Bb%3B%20%26c;d=1` }, undefined, { query: "decoded" });
    expect(backend.seen[0]?.path).toBe("/dev/get/x?name=a+b;%20&c&d=1");
    // The bytes of UTF-8 are no characters of an address: Node.js answers as uvicorn does.
    expect((await send({ url: `${PREFIX}get/x?name=%C3%BC` }, undefined, { query: "decoded" })).status).toBe(400);
  });

  test("prefers the more exact resource, as API Gateway does", async () => {
    const answer = await send({ url: `${PREFIX}closed` }, ({ snapshot, method, integration }) => {
      snapshot.methods = [method, { ...method, resource_id: "res2" }];
      snapshot.integrations = [integration, { ...integration, resource_id: "res2", uri: `http://${ALB_HOST}/fixed` }];
    });
    expect([answer.status, backend.seen[0]?.path]).toEqual([200, "/dev/fixed"]);
  });

  test("keeps to AWS's sizes", async () => {
    expect((await send({ url: `${PREFIX}${"a".repeat(10_240)}` })).status).toBe(414);
    expect((await send({ headers: { "sf-custom-a": "a".repeat(10_240) } })).status).toBe(431);
    // An address that would fit alone leaves no room for Snowflake's signature.
    expect((await send({ url: `${PREFIX}${"a".repeat(5_700)}` })).status).toBe(431);
    expect((await send({ body: "a".repeat(10 * 1024 * 1024 + 1) })).status).toBe(413);
    expect((await send({ url: `${PREFIX}x?a={b}` })).status).toBe(400);
    expect(backend.seen).toEqual([]);
  });

  test("answers 429 beyond the stage's throttling", async () => {
    const objects = awsAccount();
    objects.more.push({
      type: "aws_api_gateway_method_settings",
      values: {
        id: "s",
        rest_api_id: "api123",
        stage_name: "dev",
        method_path: "*/*",
        settings: [{ throttling_rate_limit: 0.01, throttling_burst_limit: 2 }],
      },
    });
    const api = new AwsGateway({
      account: accountOf(objects),
      backend: { locate: () => ({ host: "127.0.0.1", port: backend.port }) },
    });
    const caller = administrator();
    objects.snapshot.policy = null;
    const statuses = [];
    for (let n = 0; n < 3; n++) {
      statuses.push((await api.send(caller, { method: "POST", url: `${PREFIX}x`, headers: {} })).status);
    }
    expect(statuses).toEqual([403, 403, 403]);
    const open = awsAccount();
    open.more.push(...objects.more);
    open.snapshot.policy = null;
    const admitted = new AwsGateway({
      account: accountOf(open),
      backend: { locate: () => ({ host: "127.0.0.1", port: backend.port }) },
    });
    const answers = [];
    for (let n = 0; n < 3; n++) {
      answers.push(await admitted.send(administrator(), { method: "POST", url: `${PREFIX}x`, headers: {} }));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  test("answers 504 when the integration's time is over", async () => {
    backend.replies = [{ delayMilliseconds: 500 }];
    const answer = await send({}, ({ integration }) => (integration.timeout_milliseconds = 60));
    expect([answer.status, text(answer)]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });

  describe("lets in", () => {
    const forbidden = (user: string, deny: string) =>
      JSON.stringify({
        Message: `User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${EXECUTION.replace(/\d{12}/, "********9012")}/dev/POST/post/api/x${deny}`,
      });

    test("Snowflake's session, and turns an administrator of the same account away", async () => {
      const runtime = platform(backend);
      expect((await runtime.call("LOG", ["k", 1])).status).toBe(200);
      const answer = await runtime.callAs(administrator, "LOG", ["k", 1]);
      expect(answer.status).toBe(403);
      expect(text(answer)).toBe(forbidden(ADMIN, " with an explicit deny"));
      expect(backend.seen).toHaveLength(1);
    });

    test("an administrator once the Deny statement is gone", async () => {
      const runtime = platform(backend, { aws: ({ snapshot }) => (snapshot.policy = policy(ALLOW_ROLE)) });
      expect((await runtime.callAs(administrator, "LOG", ["k", 1])).status).toBe(200);
      expect(backend.seen).toHaveLength(1);
    });

    test("nobody whom neither side allows", async () => {
      const result = await call((aws) => {
        aws.snapshot.policy = null;
        delete aws.objects.aws_iam_role_policy;
      });
      expect(result.error).toBe(
        `Request failed for external function LOG with remote service error: 403 '${forbidden(SESSION, "")}'`,
      );
    });

    test.each<[string, (aws: AwsObjects) => void]>([
      ["the resource policy alone", (aws) => delete aws.objects.aws_iam_role_policy],
      ["the role's policy alone", (aws) => (aws.snapshot.policy = policy(DENY_OTHERS))],
      [
        "an attached policy",
        (aws) => {
          const document = aws.objects.aws_iam_role_policy?.policy ?? null;
          delete aws.objects.aws_iam_role_policy;
          aws.snapshot.policy = policy(DENY_OTHERS);
          aws.objects.aws_iam_policy = { id: "arn:p", arn: "arn:p", policy: document };
          aws.objects.aws_iam_role_policy_attachment = { id: "a", role: "snowflake-caller", policy_arn: "arn:p" };
        },
      ],
      [
        "the short form of the resource",
        (aws) => {
          delete aws.objects.aws_iam_role_policy;
          aws.snapshot.policy = policy({ ...ALLOW_ROLE, Resource: "execute-api:/dev/POST/*" }, DENY_OTHERS);
        },
      ],
    ])("whoever %s allows", async (_, aws) => {
      expect((await call(aws)).status).toBe(200);
    });

    test.each<[string, (aws: AwsObjects) => void]>([
      ["another stage", (aws) => (aws.snapshot.policy = policy({ ...ALLOW_ROLE, Resource: `${EXECUTION}/prod/*` }))],
      ["another verb", (aws) => (aws.snapshot.policy = policy({ ...ALLOW_ROLE, Resource: `${EXECUTION}/dev/GET/*` }))],
      ["another role", (aws) => (aws.snapshot.policy = policy({ ...ALLOW_ROLE, Principal: { AWS: ADMIN } }))],
      [
        "the account only, which leaves it to identity policies",
        (aws) =>
          (aws.snapshot.policy = policy({ ...ALLOW_ROLE, Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
      ],
    ])("nobody when the policy allows %s", async (_, aws) => {
      const result = await call((objects) => {
        delete objects.objects.aws_iam_role_policy;
        aws(objects);
      });
      expect(result.status).toBe(403);
    });

    test("nobody unsigned when the method forgot its authorization but has a policy", async () => {
      expect((await call(({ method }) => (method.authorization = "NONE"))).error).toContain(
        "User: anonymous is not authorized",
      );
    });

    test("everybody when the method has neither authorization nor policy", async () => {
      const open = (aws: AwsObjects) => {
        aws.method.authorization = "NONE";
        aws.snapshot.policy = null;
      };
      expect((await platform(backend, { aws: open }).callAs(administrator, "LOG", ["k", 1])).status).toBe(200);
    });
  });
});
