import { EchoBackend, PREFIX, platform } from "./platform";
import type { SnowflakeResources } from "./platform";

const AT = new Date("2026-11-21T09:15:02.123Z");

describe("a call of an external function", () => {
  let backend: EchoBackend;
  beforeEach(async () => {
    backend = await EchoBackend.start();
    backend.replies = [{ body: '{"ok":true}' }];
  });
  afterEach(() => backend.stop());

  const without = (resources: SnowflakeResources) => {
    resources.fn.request_translator = null;
    resources.fn.response_translator = null;
    resources.fn.url_of_proxy_and_resource = `${PREFIX}x`;
  };

  test("goes through both translators and gives the VARIANT", async () => {
    const result = await platform(backend).call("log", ["a b", 0.5], { timestamp: AT });
    expect(result).toMatchObject({
      function: "LOG",
      arguments: ["a b", 0.5],
      verb: "POST",
      path: "/api/x?k=a%20b",
      status: 200,
      attempts: 1,
      result: { body: { ok: true }, from: { row: 0 } },
    });
    expect(result.error).toBeUndefined();
    expect(result.httpCalls[0]).toMatchObject({ method: "POST", url: `${PREFIX}post/api/x?k=a%20b`, status: 200 });
    expect(backend.seen).toHaveLength(1);
    expect(JSON.parse(backend.seen[0]?.body ?? "")).toEqual({
      row: [0, "a b", 0.5],
      context: {
        SF_CONTEXT_CURRENT_TIMESTAMP: "2026-11-21 01:15:02.123 -0800",
        SF_CONTEXT_CURRENT_USER: "DATA_SCIENTIST",
      },
    });
  });

  test("sends the rows themselves when there is no request translator, and takes rows when there is no response translator", async () => {
    backend.replies = [{ body: '{"data":[[0,{"n":1}]]}' }];
    const result = await platform(backend, { snowflake: without }).call("DB.S.LOG", ["k", 1]);
    expect(backend.seen[0]?.body).toBe('{"data":[[0,"k",1]]}');
    expect(backend.seen[0]?.path).toBe("/dev/x");
    expect(result.result).toEqual({ n: 1 });
  });

  test("carries exactly the headers that Snowflake documents", async () => {
    await platform(backend).call("LOG", ["k", 1], { timestamp: AT, user: "ZOË", timezone: "UTC" });
    const sent =
      (await platform(backend).call("LOG", ["k", 1], { timestamp: AT, user: "ZOË", timezone: "UTC" })).httpCalls[0]
        ?.requestHeaders ?? {};
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const queryId = sent["sf-external-function-current-query-id"];
    expect(queryId).toMatch(/^01[0-9a-f]{6}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(sent).toEqual({
      "User-Agent": "snowflake/1.0",
      "Content-Type": "application/json",
      "sf-external-function-format": "json",
      "sf-external-function-format-version": "1.0",
      "sf-external-function-current-query-id": queryId,
      "sf-external-function-query-batch-id": `${queryId}:1:1:0:0`,
      "sf-external-function-name": "LOG",
      "sf-external-function-name-base64": base64("LOG"),
      "sf-external-function-signature": "(KEY VARCHAR, VALUE FLOAT)",
      "sf-external-function-signature-base64": base64("(KEY VARCHAR, VALUE FLOAT)"),
      "sf-external-function-return-type": "VARIANT",
      "sf-external-function-return-type-base64": base64("VARIANT"),
      "sf-custom-mlops-errors": "return",
      "sf-context-current-timestamp": "2026-11-21 09:15:02.123 +0000",
      "sf-context-current-timestamp-base64": base64("2026-11-21 09:15:02.123 +0000"),
      "sf-context-current-user": "ZO ",
      "sf-context-current-user-base64": base64("ZOË"),
    });
  });

  test("is refused for a signature that two headers cannot hold", async () => {
    const change = (resources: SnowflakeResources) => {
      without(resources);
      resources.fn.arg = Array.from({ length: 250 }, (_, index) => ({ name: `ARGUMENT_${index}`, type: "FLOAT" }));
    };
    const long = platform(backend, { snowflake: change });
    const { error, attempts } = await long.call(
      "LOG",
      Array.from({ length: 250 }, () => 1),
      { role: "ACCOUNTADMIN" },
    );
    expect(error).toMatch(/LOG: its signature has \d+ bytes in headers; at most 9800 are allowed/);
    expect(attempts).toBe(0);
  });

  test("names the account that it comes from, which no caller can set", async () => {
    const change = (resources: SnowflakeResources) => {
      resources.fn.context_headers = ["CURRENT_ACCOUNT", "CURRENT_REGION"];
      resources.fn.header = [{ name: "sf-context-current-account", value: "ZZ99999" }];
    };
    const { httpCalls } = await platform(backend, { snowflake: change }).call("LOG", ["k", 1]);
    expect(httpCalls[0]?.requestHeaders).toMatchObject({
      "sf-context-current-account": "REHEARSAL",
      "sf-context-current-region": "AWS_EU_CENTRAL_1",
      "sf-custom-sf-context-current-account": "ZZ99999",
    });
  });

  test("spells the context headers of a translator either way", async () => {
    await platform(backend).call("LOG", ["k", 1], {
      timestamp: AT,
      contextHeaderSpelling: "sf-context-current-timestamp",
    });
    expect(JSON.parse(backend.seen[0]?.body ?? "")).toMatchObject({
      context: {
        "sf-context-current-timestamp": "2026-11-21 01:15:02.123 -0800",
        "sf-context-current-user": "DATA_SCIENTIST",
      },
    });
  });

  test("writes the timestamp in the session's format", async () => {
    const runtime = platform(backend);
    const header = async (timestampFormat: string) =>
      (await runtime.call("LOG", ["k", 1], { timestamp: AT, timestampFormat })).httpCalls[0]?.requestHeaders[
        "sf-context-current-timestamp"
      ];
    expect(await header("YYYY-MM-DDTHH24:MI:SS.FF9TZH:TZM")).toBe("2026-11-21T01:15:02.123000000-08:00");
    expect(await header('YYYY-MM-DD"T"HH24:MI:SS')).toBe("2026-11-21T01:15:02");
    await expect(header("AM MM")).rejects.toThrow('the timestamp format element "AM" is not simulated');
  });

  test.each([
    ["VARCHAR", 12, "12"],
    ["VARCHAR", 0.1, "0.1"],
    ["VARCHAR", true, "true"],
    ["VARCHAR", null, null],
    ["FLOAT", "1e-3", 0.001],
    ["FLOAT", "NaN", "NaN"],
    ["FLOAT", NaN, "NaN"],
    ["FLOAT", -Infinity, "-inf"],
    ["NUMBER", 2.5, 3],
    ["NUMBER", " 7 ", 7],
    ["BOOLEAN", "yes", true],
    ["BOOLEAN", 0, false],
    ["OBJECT", { a: [1] }, { a: [1] }],
    ["ARRAY", [1, { a: 2 }], '[1,{"a":2}]'],
    ["VARIANT", { a: 1 }, '{"a":1}'],
    ["VARIANT", "text", '"text"'],
    ["TIMESTAMP_NTZ", "2026-11-21 09:15:02.5", "2026-11-21 09:15:02.500"],
  ])("sends %s from %p as %p", async (type, value, json) => {
    const runtime = platform(backend, {
      snowflake: (resources) => {
        without(resources);
        resources.fn.arg = [{ name: "A", type }];
        resources.grants[2] = grantOf(type);
      },
    });
    await runtime.call("LOG", [value]);
    expect(JSON.parse(backend.seen[0]?.body ?? "")).toEqual({ data: [[0, json]] });
  });

  test("sends ARRAY and VARIANT as JSON when asked to", async () => {
    const runtime = platform(backend, {
      snowflake: (resources) => {
        without(resources);
        resources.fn.arg = [
          { name: "A", type: "ARRAY" },
          { name: "B", type: "VARIANT" },
        ];
        resources.grants[2] = grantOf("ARRAY, VARIANT");
      },
    });
    await runtime.call("LOG", [[1], { a: 1 }], { semiStructured: "json" });
    expect(backend.seen[0]?.body).toBe('{"data":[[0,[1],{"a":1}]]}');
  });

  test.each([
    [["k"], "Invalid argument types for function 'LOG': (VARCHAR(1))"],
    [["k", 1, 2], "Invalid argument types for function 'LOG': (VARCHAR(1), NUMBER(1,0), NUMBER(1,0))"],
    [["k", { a: 1 }], "Invalid argument types for function 'LOG': (VARCHAR(1), OBJECT)"],
    [["k", true], "Invalid argument types for function 'LOG': (VARCHAR(1), BOOLEAN)"],
    [[[1], 1], "Invalid argument types for function 'LOG': (ARRAY, NUMBER(1,0))"],
    [["k", "abc"], "Numeric value 'abc' is not recognized"],
    [["k", ""], "Numeric value '' is not recognized"],
  ])("refuses the arguments %j without sending anything", async (args, message) => {
    const result = await platform(backend).call("LOG", args);
    expect(result.error).toContain(message);
    expect(result).toMatchObject({ attempts: 0, status: 0, httpCalls: [] });
    expect(backend.seen).toEqual([]);
  });

  test("of an unknown function is refused as Snowflake does", async () => {
    expect((await platform(backend).call("nothing", [])).error).toBe(
      "SQL compilation error:\nUnknown function NOTHING",
    );
    expect((await platform(backend).call("DB.X.LOG", ["k", 1])).error).toBe(
      "SQL compilation error:\nUnknown user-defined function DB.X.LOG",
    );
    expect((await platform(backend).call('"log"', ["k", 1])).error).toBe(
      "SQL compilation error:\nUnknown function log",
    );
  });

  test("is not sent when a request translator throws, and shows its message", async () => {
    const runtime = platform(backend, {
      snowflake: ({ request }) =>
        (request.function_definition = "throw new Error('MLFLOW_LOG: KEY must not be empty');"),
    });
    expect((await runtime.call("LOG", ["", 1])).error).toMatch(
      /^JavaScript execution error: Uncaught Error: MLFLOW_LOG: KEY must not be empty in REQUEST_1 at /,
    );
    expect(backend.seen).toEqual([]);
  });

  test.each([
    ["return { urlSuffix: 'a b' };", "urlSuffix must be URL-encoded"],
    ["return { urlSuffix: 'caf\\u00e9' };", "urlSuffix must be URL-encoded"],
    ["return { urlSuffix: 5 };", "urlSuffix must be a string"],
    ["return { body: 5 };", "body must be a string or an object"],
  ])("is not sent when a request translator returns %s", async (body, message) => {
    const runtime = platform(backend, { snowflake: ({ request }) => (request.function_definition = body) });
    expect((await runtime.call("LOG", ["k", 1])).error).toContain(message);
    expect(backend.seen).toEqual([]);
  });

  test("has no body when the request translator returns none, and sends a text as it is", async () => {
    const body = (text: string) =>
      platform(backend, { snowflake: ({ request }) => (request.function_definition = text) }).call("LOG", ["k", 1]);
    await body("return { urlSuffix: 'get/x' };");
    await body("return { body: '{\"a\" : 1}', urlSuffix: 'x' };");
    expect(backend.seen.map((seen) => seen.body)).toEqual(["", '{"a" : 1}']);
  });

  test("with NULL under RETURNS NULL ON NULL INPUT gives NULL and sends nothing", async () => {
    const runtime = platform(backend, {
      snowflake: ({ fn }) => (fn.null_input_behavior = "RETURNS NULL ON NULL INPUT"),
    });
    expect(await runtime.call("LOG", [null, 1])).toMatchObject({ result: null, attempts: 0 });
  });

  test("with compression is an error, as it is not simulated", async () => {
    const runtime = platform(backend, { snowflake: ({ fn }) => (fn.compression = "AUTO") });
    await expect(runtime.call("LOG", ["k", 1])).rejects.toThrow("LOG: COMPRESSION = AUTO is not simulated; set NONE");
  });

  test("of several rows sends one request a batch of MAX_BATCH_ROWS", async () => {
    const results = await platform(backend).callRows("LOG", [
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200]);
    const ids = results.map(({ httpCalls }) => httpCalls[0]?.requestHeaders["sf-external-function-query-batch-id"]);
    expect(new Set(ids).size).toBe(3);
  });

  test("of several rows in one batch fails when a translator keeps the first row only", async () => {
    const runtime = platform(backend, { snowflake: ({ fn }) => (fn.max_batch_rows = 0) });
    const [result, ...others] = await runtime.callRows("LOG", [
      ["a", 1],
      ["b", 2],
    ]);
    expect(others).toEqual([]);
    expect(result?.error).toBe("Request failed for external function LOG: Function received the wrong number of rows");
  });

  test.each(["DB.S", "DB.S.REQUEST_1(OBJECT)"])("cannot use the translator name %s", async (name) => {
    const runtime = platform(backend, { snowflake: ({ fn }) => (fn.request_translator = name) });
    await expect(runtime.call("LOG", ["k", 1])).rejects.toThrow(
      `the translator name ${name} is not <database>.<schema>.<name>`,
    );
  });

  test("fails when its translator does not exist or is none", async () => {
    const missing = platform(backend, { snowflake: ({ fn }) => (fn.request_translator = "DB.S.GONE") });
    expect((await missing.call("LOG", ["k", 1])).error).toContain(
      "Function 'DB.S.GONE' does not exist or not authorized.",
    );
    const variant = platform(backend, { snowflake: ({ request }) => (request.return_type = "VARIANT") });
    expect((await variant.call("LOG", ["k", 1])).error).toContain("must take one OBJECT and return an OBJECT");
  });

  test("stays under the prefixes of its API integration", async () => {
    const call = (snowflake: (resources: SnowflakeResources) => void) =>
      platform(backend, { snowflake }).call("LOG", ["k", 1]);
    expect(
      (await call(({ fn }) => (fn.url_of_proxy_and_resource = PREFIX.replace("/dev/", "/prod/")))).error,
    ).toContain("is not allowed by API integration 'API'.");
    expect((await call(({ integration }) => (integration.api_blocked_prefixes = [`${PREFIX}post/`]))).error).toContain(
      `URL '${PREFIX}post/api/x?k=k' is not allowed by API integration 'API'.`,
    );
    expect((await call(({ integration }) => (integration.enabled = false))).error).toBe(
      "API integration 'API' is not enabled.",
    );
    expect(backend.seen).toEqual([]);
  });

  test("leads to a cloud that is simulated, or is an error", async () => {
    const runtime = platform(backend, {
      snowflake: ({ integration }) => (integration.api_provider = "azure_api_management"),
    });
    await expect(runtime.call("LOG", ["k", 1])).rejects.toThrow(
      "API: API_PROVIDER azure_api_management is not simulated",
    );
  });

  test("tells which of its limits are not Snowflake's", () => {
    expect(platform(backend, { delivery: { retryMilliseconds: 7000 } }).differences()[0]).toBe(
      "a failed request is retried for 7 s; Snowflake does not publish its time",
    );
  });
});

function grantOf(types: string): Record<string, unknown> {
  return {
    account_role_name: "KEDRO",
    privileges: ["USAGE"],
    on_schema_object: [{ object_type: "FUNCTION", object_name: `"DB"."S"."LOG"(${types})` }],
  };
}
