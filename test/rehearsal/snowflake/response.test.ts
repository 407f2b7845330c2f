import { createHash } from "node:crypto";
import type { GatewaySimulator } from "../../../src/rehearsal/snowflake";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import type { Reply } from "./platform";
import { EchoBackend, platform, snowflakeResources, stateOf } from "./platform";

describe("Snowflake's rules for answers", () => {
  let backend: EchoBackend;
  beforeEach(async () => {
    backend = await EchoBackend.start();
  });
  afterEach(() => backend.stop());

  const call = (replies: Reply[]) => {
    backend.replies = replies;
    return platform(backend, { delivery: { retryMilliseconds: 10_000 } }).call("LOG", ["k", 1]);
  };
  const raw = (body: string) => {
    backend.replies = [{ body }];
    return platform(backend, { snowflake: ({ fn }) => (fn.response_translator = null) }).call("LOG", ["k", 1]);
  };

  test.each([201, 204, 301, 400, 403, 404, 409, 418])("a %d fails at once and shows the body", async (status) => {
    const body = status === 204 ? "" : '{"error_code":"X"}';
    const result = await call([{ status, body }]);
    expect(result.error).toBe(
      `Request failed for external function LOG with remote service error: ${status} '${body}'`,
    );
    expect(result).toMatchObject({ status, attempts: 1 });
  });

  test.each([429, 500, 502, 503])("a %d is sent again with the same batch id", async (status) => {
    const result = await call([{ status }, { status }, { body: "{}" }]);
    expect(result).toMatchObject({ status: 200, attempts: 3 });
    expect(result.error).toBeUndefined();
    const [first, second, third] = backend.seen;
    expect(second?.headers["sf-external-function-query-batch-id"]).toBe(
      first?.headers["sf-external-function-query-batch-id"],
    );
    expect(third?.body).toBe(first?.body);
  });

  test("a 202 is polled by GET without a body, with the same headers", async () => {
    const requests: { method: string; body?: string; headers: Readonly<Record<string, string>> }[] = [];
    const statuses = [202, 202, 200];
    const gateway: GatewaySimulator = {
      apiProviders: ["aws_api_gateway"],
      snowflake: () => ({ name: "s" }),
      send: (_, request) => {
        requests.push(request);
        return Promise.resolve({
          status: statuses.shift() ?? 500,
          headers: {},
          body: Buffer.from('{"a":1}'),
          notes: [],
        });
      },
    };
    const runtime = new ExternalFunctionRuntime({
      state: stateOf(snowflakeResources()),
      gateways: [gateway],
      delivery: { firstDelayMilliseconds: 1 },
    });
    expect(await runtime.call("LOG", ["k", 1])).toMatchObject({ status: 200, attempts: 3 });
    expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
    expect(requests[2]?.body).toBeUndefined();
    expect(requests[2]?.headers["Content-Type"]).toBeUndefined();
    expect(requests[2]?.headers["sf-external-function-query-batch-id"]).toBe(
      requests[0]?.headers["sf-external-function-query-batch-id"],
    );
  });

  test("a 202 behind a gateway that only has POST fails at the first poll", async () => {
    const result = await call([{ status: 202, body: "{}" }]);
    expect(result.error).toBe(
      'Request failed for external function LOG with remote service error: 403 \'{"message":"Missing Authentication Token"}\' (after 2 requests)',
    );
  });

  test("polls end", async () => {
    const gateway: GatewaySimulator = {
      apiProviders: ["aws_api_gateway"],
      snowflake: () => ({ name: "s" }),
      send: () => Promise.resolve({ status: 202, headers: {}, body: Buffer.from(""), notes: [] }),
    };
    const runtime = new ExternalFunctionRuntime({
      state: stateOf(snowflakeResources()),
      gateways: [gateway],
      delivery: { firstDelayMilliseconds: 5, pollMilliseconds: 60 },
    });
    expect((await runtime.call("LOG", ["k", 1])).error).toContain(
      "still answered 202 at the end of the time for polls",
    );
  });

  test.each([
    ["no json", "Error parsing JSON: Invalid response"],
    ["", "Error parsing JSON: Invalid response"],
    ['{"rows":[]}', 'top-level JSON object must contain "data" JSON array element'],
    ["[]", 'top-level JSON object must contain "data" JSON array element'],
    ['{"data":[]}', "Function received the wrong number of rows"],
    ['{"data":[[0,1],[1,2]]}', "Function received the wrong number of rows"],
    ['{"data":[[1,"x"]]}', "Row numbers out of order"],
    ['{"data":[["0","x"]]}', "Row numbers out of order"],
    ['{"data":[[0]]}', "Error parsing JSON: Invalid response"],
    ['{"data":[[0,1,2]]}', "Error parsing JSON: Invalid response"],
    ['{"data":["x"]}', "Error parsing JSON: Invalid response"],
  ])("a body %j is refused: %s", async (body, message) => {
    expect((await raw(body)).error).toBe(`Request failed for external function LOG: ${message}`);
  });

  test("a response translator that drops its value loses the row", async () => {
    backend.replies = [{ body: "{}" }];
    const runtime = platform(backend, {
      snowflake: ({ response }) =>
        (response.function_definition = "return { body: { data: [[0, EVENT.body.missing]] } };"),
    });
    expect((await runtime.call("LOG", ["k", 1])).error).toBe(
      "Request failed for external function LOG: Error parsing JSON: Invalid response",
    );
  });

  test("a response over 10 MB is refused", async () => {
    const gateway = answering(Buffer.alloc(10 * 1024 * 1024 + 1, 0x20), {});
    expect((await gateway.call("LOG", ["k", 1])).error).toContain(
      "the response has 10485761 bytes; at most 10485760 are allowed",
    );
  });

  test("a Content-MD5 must match", async () => {
    const body = Buffer.from("{}");
    const md5 = createHash("md5").update(body).digest("base64");
    expect((await answering(body, { "content-md5": md5 }).call("LOG", ["k", 1])).error).toBeUndefined();
    expect((await answering(Buffer.from("{ }"), { "content-md5": md5 }).call("LOG", ["k", 1])).error).toBe(
      "Request failed for external function LOG: Content-MD5 does not match the response body",
    );
  });

  test("a return type that is not simulated is an error", async () => {
    const runtime = platform(backend, {
      snowflake: ({ fn }) => {
        fn.return_type = "NUMBER(38,0)";
        fn.response_translator = null;
      },
    });
    await expect(runtime.call("LOG", ["k", 1])).rejects.toThrow("functions that return NUMBER(38,0) are not simulated");
  });
});

function answering(body: Buffer, headers: Record<string, string>): ExternalFunctionRuntime {
  const gateway: GatewaySimulator = {
    apiProviders: ["aws_api_gateway"],
    snowflake: () => ({ name: "s" }),
    send: () => Promise.resolve({ status: 200, headers, body, notes: [] }),
  };
  return new ExternalFunctionRuntime({ state: stateOf(snowflakeResources()), gateways: [gateway] });
}
