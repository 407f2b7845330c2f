import { LiveProxy } from "../../support/live-proxy";

const CALL = "POST /dev/post/api/2.0/mlflow/runs/create";
const ACCOUNT = "Sf-Context-Current-Account: AB12345";
const REGION = "sf-context-current-region: AWS_EU_CENTRAL_1";
const OURS = [ACCOUNT, REGION];
const KEY = "x-mlops-gateway-key: Abc123";
const VARIABLES = { MLOPS_SNOWFLAKE_ACCOUNT: "AB12345", MLOPS_SNOWFLAKE_REGION: "AWS_EU_CENTRAL_1" };

/** The proxy with an account and a key, with an account alone, and with a key that is empty. */
let both: LiveProxy;
let account: LiveProxy;
let empty: LiveProxy;
beforeAll(async () => {
  both = await LiveProxy.start(
    { snowflakeAccount: true, gatewayKey: true },
    { ...VARIABLES, MLOPS_GATEWAY_KEY: "Abc123" },
  );
  account = await LiveProxy.start({ snowflakeAccount: true }, VARIABLES);
  empty = await LiveProxy.start({ gatewayKey: true }, { MLOPS_GATEWAY_KEY: "" });
}, 300_000);
afterAll(() => Promise.all([both, account, empty].map((proxy) => proxy.stop())));
beforeEach(() => [both, account, empty].forEach((proxy) => proxy.reset()));

async function refusal(proxy: LiveProxy, headers: string[], line = CALL) {
  const { status, body, headers: answered } = await proxy.send(line, headers, "{}");
  expect(proxy.received).toEqual([]);
  expect(answered).toContain("Content-Type: application/json");
  const { error_code: code, message } = JSON.parse(body) as { error_code: string; message: string };
  return [status, code, message];
}

const OTHER_ACCOUNT = [
  403,
  "PERMISSION_DENIED",
  "mlops proxy: only functions of this server's own Snowflake account are admitted",
];
const NO_KEY = [403, "PERMISSION_DENIED", "mlops proxy: the gateway's key is missing; call through the gateway"];
const OTHER_KEY = [503, "TEMPORARILY_UNAVAILABLE", "mlops proxy: the gateway's key is not this server's; try again"];

describe("the account", () => {
  test("that is ours passes, and its headers arrive as Snowflake sent them", async () => {
    const { headers } = await account.only(CALL, OURS, "{}");
    expect(headers).toEqual(expect.arrayContaining(["AB12345", "AWS_EU_CENTRAL_1"]));
  });

  test.each([
    ["no header", []],
    ["another account", ["sf-context-current-account: ZZ99999", REGION]],
    ["our locator in another region", [ACCOUNT, "sf-context-current-region: AWS_US_EAST_1"]],
    ["no region", [ACCOUNT]],
    ["no account", [REGION]],
    ["an empty account", ["sf-context-current-account:", REGION]],
    ["other case", ["sf-context-current-account: ab12345", REGION]],
    ["the account within a text", ["sf-context-current-account: xAB12345x", REGION]],
    ["a wildcard", ["sf-context-current-account: *", "sf-context-current-region: *"]],
    [
      "a placeholder",
      [
        "sf-context-current-account: {env.MLOPS_SNOWFLAKE_ACCOUNT}",
        "sf-context-current-region: {env.MLOPS_SNOWFLAKE_REGION}",
      ],
    ],
    [
      "headers of the function's own",
      ["sf-custom-sf-context-current-account: AB12345", "sf-custom-sf-context-current-region: AWS_EU_CENTRAL_1"],
    ],
    [
      "underscores in place of hyphens",
      ["sf_context_current_account: AB12345", "sf_context_current_region: AWS_EU_CENTRAL_1"],
    ],
  ])("is refused for %s", async (_, headers) => {
    expect(await refusal(account, headers)).toEqual(OTHER_ACCOUNT);
  });

  test("is looked at before the address: who is refused learns nothing of what is offered", async () => {
    for (const line of ["POST /", "PUT /post/api/2.0/mlflow/runs/create", "POST //x", "GET /version"])
      expect(await refusal(account, [], line)).toEqual(OTHER_ACCOUNT);
  });
});

describe("the gateway's key", () => {
  test("admits, and does not arrive", async () => {
    const { headers } = await both.only(CALL, [...OURS, KEY], "{}");
    expect(headers.join(" ").toLowerCase()).not.toContain("gateway-key");
    expect(headers).not.toContain("Abc123");
  });

  test("is asked for besides the account, and the account besides the key", async () => {
    expect(await refusal(both, OURS)).toEqual(NO_KEY);
    expect(await refusal(both, [KEY])).toEqual(OTHER_ACCOUNT);
  });

  test.each([
    ["x-mlops-gateway-key: Abc124"],
    ["x-mlops-gateway-key: *"],
    ["x-mlops-gateway-key: {env.MLOPS_GATEWAY_KEY}"],
  ])("%s is another key: Snowflake repeats the call", async (header) => {
    expect(await refusal(both, [...OURS, header])).toEqual(OTHER_KEY);
  });

  test.each([
    ["no header", []],
    ["an empty header", ["x-mlops-gateway-key:"]],
    ["an empty and another header", ["x-mlops-gateway-key:", "x-mlops-gateway-key: a"]],
  ])("that is empty by mistake admits nobody with %s", async (_, headers) => {
    expect(await refusal(empty, headers)).toEqual(NO_KEY);
  });

  test("that is empty by mistake admits nobody with a key", async () => {
    expect(await refusal(empty, ["x-mlops-gateway-key: a"])).toEqual(OTHER_KEY);
  });
});

test("health and the UI's listener need neither key nor account", async () => {
  expect((await both.send("GET /health")).status).toBe(200);
  expect((await both.send("GET /ajax-api/2.0/mlflow/experiments/search", [], "", both.uiPort)).status).toBe(200);
  expect(both.received).toHaveLength(2);
});
