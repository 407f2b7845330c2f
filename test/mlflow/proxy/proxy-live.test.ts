import fc from "fast-check";
import { translate } from "../support/fuzz";
import { argumentsOf, difference, validCall } from "../support/fuzz-cases";
import { LiveProxy } from "../../support/live-proxy";
import { DEFINITIONS } from "../support/translators";

const MAX_BODY = 2000;
let proxy: LiveProxy;

beforeAll(async () => {
  proxy = await LiveProxy.start({ maxBodyBytes: MAX_BODY, maxRequests: 2, maxWaitSeconds: 3 });
}, 300_000);

afterAll(() => proxy.stop());

beforeEach(() => proxy.reset());

describe("what is in the catalogue passes", () => {
  test.each([
    ["POST /post/api/2.0/mlflow/runs/create", "POST", "/api/2.0/mlflow/runs/create"],
    ["POST /dev/post/api/2.0/mlflow/runs/create", "POST", "/api/2.0/mlflow/runs/create"],
    ["POST /get/api/2.0/mlflow/runs/get?run_id=a%2Fb%3F+c", "GET", "/api/2.0/mlflow/runs/get?run_id=a%2Fb%3F+c"],
    ["POST /patch/api/2.0/mlflow/logged-models/m-1/tags", "PATCH", "/api/2.0/mlflow/logged-models/m-1/tags"],
    ["POST /dev/delete/api/2.0/mlflow/registered-models/alias", "DELETE", "/api/2.0/mlflow/registered-models/alias"],
    ["POST /get/api/3.0/mlflow/traces/tr-1", "GET", "/api/3.0/mlflow/traces/tr-1"],
  ])("%s arrives as %s %s", async (line, method, url) => {
    expect(await proxy.only(line)).toMatchObject({ method, url });
  });

  test.each(["a%3Fb", "a%23b", "%25", "%2541", "%252f", "%E2%98%83", "a%20b", "~!$&'()*+,;=:@-._", "%7Benv.HOME%7D"])(
    "the path segment %s arrives byte for byte",
    async (segment) => {
      const { url } = await proxy.only(`POST /dev/delete/api/2.0/mlflow/logged-models/m-1/tags/${segment}`);
      expect(url).toBe(`/api/2.0/mlflow/logged-models/m-1/tags/${segment}`);
    },
  );

  test("a body arrives byte for byte, with its type", async () => {
    const body = '{"key":"ünï ☃ 😀","value":"{{http.request.host}} ${x} \\u0041"}';
    const one = await proxy.only("POST /post/api/2.0/mlflow/runs/set-tag", ["Content-Type: application/json"], body);
    expect(one.body).toBe(body);
    expect(one.headers.join(" ")).toContain("Content-Type application/json");
  });

  test("credentials and forwarding headers do not arrive, and the Host is localhost", async () => {
    const { headers } = await proxy.only("POST /post/api/2.0/mlflow/runs/create", [
      "Authorization: AWS4-HMAC-SHA256 x",
      "X-Amz-Security-Token: x",
      "x-amzn-trace-id: x",
      "X-Api-Key: x",
      // The original of what Google's gateway replaces, where it takes a token from, and what it says about the caller.
      "X-Forwarded-Authorization: Bearer x",
      "X-Serverless-Authorization: Bearer x",
      "x-goog-iap-jwt-assertion: x",
      "X-Apigateway-Api-Userinfo: x",
      "X-Endpoint-API-UserInfo: x",
      "Cookie: a=b",
      "Origin: https://evil.example",
      "Forwarded: for=1.2.3.4",
      "X-Forwarded-For: 1.2.3.4",
      "X-Forwarded-Host: evil.example",
      "X-Real-IP: 1.2.3.4",
      "X-HTTP-Method-Override: DELETE",
      "sf-external-function-query-batch-id: 42",
    ]);
    const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names.sort()).toEqual(["content-length", "host", "sf-external-function-query-batch-id"]);
    expect(headers[headers.indexOf("Host") + 1]).toBe("localhost");
  });

  test.each([
    ["alone", "?access_token=e.y.J", ""],
    ["among others", "?run_id=a%2Fb+c&access_token=e.y.J&x=1", "?run_id=a%2Fb+c&x=1"],
    ["twice", "?access_token=e.y.J&run_id=1&access_token=", "?run_id=1"],
    ["encoded", "?access%5Ftoken=e.y.J&run_id=1", "?run_id=1"],
  ])("a token in the query does not arrive: %s", async (_what, query, arrives) => {
    const { url } = await proxy.only(`POST /get/api/2.0/mlflow/runs/get${query}`);
    expect(url).toBe(`/api/2.0/mlflow/runs/get${arrives}`);
  });

  test("the path stays byte for byte when a token is removed from the query", async () => {
    const { url } = await proxy.only(`POST /delete/api/2.0/mlflow/logged-models/m-1/tags/a%3Fb?access_token=x`);
    expect(url).toBe("/api/2.0/mlflow/logged-models/m-1/tags/a%3Fb");
  });

  test("a query without a token arrives byte for byte", async () => {
    const query = "?z=1&order_by=b%20c&order_by=a+d&access_tokens=1&x=%7e";
    const { url } = await proxy.only(`POST /get/api/2.0/mlflow/runs/get${query}`);
    expect(url).toBe(`/api/2.0/mlflow/runs/get${query}`);
  });
});

test("generated calls of every function arrive as they were asked", async () => {
  let calls = 0;
  for (const each of DEFINITIONS.filter(({ arguments: args }) => !args.some((argument) => argument.asNameFilter))) {
    for (const values of fc.sample(validCall(each), { numRuns: 3, seed: 20261121 })) {
      const outcome = translate(each, argumentsOf(each, values));
      if ("refused" in outcome) throw new Error(outcome.refused);
      const body = outcome.sent.body === undefined ? "" : JSON.stringify(outcome.sent.body);
      if (Buffer.byteLength(body) > MAX_BODY) continue;
      proxy.received = [];
      const one = await proxy.only(`POST /dev/${outcome.sent.urlSuffix}`, ["Content-Type: application/json"], body);
      const decoded: unknown = one.body === "" ? undefined : JSON.parse(one.body);
      expect([each.name, difference(each, values, one.method, one.url, decoded)]).toEqual([each.name, undefined]);
      calls++;
    }
  }
  expect(calls).toBeGreaterThan(250);
}, 60_000);

describe("what is not in the catalogue gets a JSON error and does not arrive", () => {
  test.each([
    ["POST /post/api/2.0/mlflow/users/create", 404],
    ["POST /api/2.0/mlflow/runs/create", 404],
    ["POST /get/api/2.0/mlflow/runs/create", 404],
    ["POST /put/api/2.0/mlflow/runs/create", 404],
    ["POST /%67et/api/2.0/mlflow/runs/get", 404],
    ["POST /a/b/get/api/2.0/mlflow/runs/get", 404],
    ["POST /get/api/2.0/mlflow/runs/get/", 404],
    ["POST /get/api/2.0/mlflow/runs/get%0A", 404],
    ["POST /get/api/2.0/mlflow/RUNS/get", 404],
    ["POST /health", 404],
    ["POST /", 404],
    ["GET /get/api/2.0/mlflow/runs/get", 405],
    ["PUT /post/api/2.0/mlflow/runs/create", 405],
    ["DELETE /delete/api/2.0/mlflow/registered-models/alias", 405],
    ["OPTIONS /post/api/2.0/mlflow/runs/create", 405],
    ["GET /", 405],
    ["GET /version", 405],
    ["GET /health/x", 405],
    ["POST //post/api/2.0/mlflow/runs/create", 400],
    ["POST /post/api/2.0/mlflow//runs/create", 400],
    ["POST /post/api/2.0/mlflow/x/../runs/create", 400],
    ["POST /post/api/2.0/mlflow/./runs/create", 400],
    ["POST /post/api/2.0/mlflow/x/%2e%2E/runs/create", 400],
    ["POST /post/api/2.0/mlflow/x/.%2e/runs/create", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/..", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/%2e?x", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/a%2fb", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/a%2Fb", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/a%5cb", 400],
    ["POST /delete/api/2.0/mlflow/logged-models/m/tags/a\\b", 400],
    ["POST http://evil.example/get/api/2.0/mlflow/runs/get", 400],
  ])("%s is %s", async (line, status) => {
    const refused = await proxy.send(line);
    expect(refused.status).toBe(status);
    expect(Object.keys(JSON.parse(refused.body) as object)).toEqual(["error_code", "message"]);
    expect(refused.headers).toContain("Content-Type: application/json");
    expect(proxy.received).toEqual([]);
  });

  test("a body over the limit, with its length or in chunks", async () => {
    const body = "x".repeat(MAX_BODY + 1);
    const plain = await proxy.send("POST /post/api/2.0/mlflow/runs/create", [], body);
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const chunked = await proxy.send("POST /post/api/2.0/mlflow/runs/create", ["Transfer-Encoding: chunked"], chunks);
    for (const { status, body: text } of [plain, chunked]) {
      expect(status).toBe(413);
      expect(JSON.parse(text)).toMatchObject({ error_code: "REQUEST_TOO_LARGE" });
    }
    expect(proxy.received).toEqual([]);
  });

  test("more requests at once than allowed wait for their turn", async () => {
    proxy.answer = { ...proxy.answer, waitMs: 200 };
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => proxy.send("POST /post/api/2.0/mlflow/runs/create", [], "{}")),
    );
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(proxy.received).toHaveLength(6);
  });

  test("those whose turn does not come get 429, and nothing of them arrives", async () => {
    proxy.answer = { ...proxy.answer, waitMs: 4500 };
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => proxy.send("POST /post/api/2.0/mlflow/runs/create", [], "{}")),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 429, 429, 429]);
    expect(proxy.received).toHaveLength(2);
  }, 20_000);
});

describe("MLflow's errors", () => {
  const GET = "POST /get/api/2.0/mlflow/runs/get?run_id=x";
  const RETURN = ["sf-custom-mlops-errors: return"];
  const error = '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no {http.request.host}"}';

  test.each([
    [500, 422],
    [501, 422],
    [400, 400],
    [404, 404],
    [429, 429],
    [502, 502],
    [503, 503],
    [504, 504],
  ])("%s stays or becomes %s, with its body", async (status, seen) => {
    proxy.answer = { status, type: "application/json", body: error };
    expect(await proxy.send(GET)).toMatchObject({ status: seen, body: expect.stringContaining(error) as string });
  });

  test.each([400, 401, 403, 404, 409, 422])(
    "%s is 200 with the same body where errors are returned",
    async (status) => {
      proxy.answer = { status, type: "application/json", body: error };
      expect(await proxy.send(GET, RETURN)).toMatchObject({
        status: 200,
        body: expect.stringContaining(error) as string,
      });
    },
  );

  test.each([429, 503])("%s stays where errors are returned: Snowflake repeats it", async (status) => {
    proxy.answer = { status, type: "application/json", body: error };
    expect((await proxy.send(GET, RETURN)).status).toBe(status);
  });

  test("without JSON become a JSON body with their status where errors are returned", async () => {
    proxy.answer = { status: 405, type: "text/html", body: "<html>no</html>" };
    const { status, body } = await proxy.send(GET, RETURN);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      error_code: "HTTP_405",
      message: "MLflow answered 405 with a body that is not JSON",
    });
    expect((await proxy.send(GET)).status).toBe(405);
  });
});
