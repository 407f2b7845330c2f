import { ScoringProxy } from "../../../src/mlflow/scoring-proxy/scoring-proxy";
import { SCORING_ERRORS } from "../../../src/mlflow/scoring/errors";
import { LiveProxy } from "../../support/live-proxy";

const CALL = "POST /score/iris";
const ACCOUNT = "sf-context-current-account: AB12345";
const REGION = "sf-context-current-region: AWS_EU_CENTRAL_1";
const OURS = [ACCOUNT, REGION, "Content-Type: application/json"];
const ROWS = '{"dataframe_split": {"data": [[1]]}}';
const SECRET = "Traceback (most recent call last): row 7 holds 4.9";
const VARIABLES = { MLOPS_SNOWFLAKE_ACCOUNT: "AB12345", MLOPS_SNOWFLAKE_REGION: "AWS_EU_CENTRAL_1" };
const PROPS = { path: "score/iris", upstreams: [{ port: 5001, weight: 100 }], maxBodyBytes: 1000 };

/** A proxy on local ports; the second server is none, and the first has a second to answer. */
const start = (upstreams = PROPS.upstreams): Promise<LiveProxy> =>
  LiveProxy.run(
    ({ listenPort, upstreamPort }) =>
      ScoringProxy.render({ ...PROPS, upstreams })
        .replaceAll('":8080"', `":${listenPort}"`)
        .replaceAll("127.0.0.1:5001", `127.0.0.1:${upstreamPort}`)
        .replaceAll("127.0.0.1:5002", "127.0.0.1:1")
        .replaceAll('"response_header_timeout":"28s"', '"response_header_timeout":"1s"'),
    VARIABLES,
  );

let proxy: LiveProxy;
let half: LiveProxy;
beforeAll(async () => {
  proxy = await start();
  half = await start([...PROPS.upstreams, { port: 5002, weight: 100 }]);
}, 300_000);
afterAll(() => Promise.all([proxy.stop(), half.stop()]));
beforeEach(() => [proxy, half].forEach((each) => each.reset()));

async function refusal(line = CALL, headers = OURS, body = ROWS, at = proxy): Promise<[number, string]> {
  const { status, headers: answered, body: said } = await at.send(line, headers, body);
  expect(answered).toContain("Content-Type: application/json");
  expect(said).not.toContain("Traceback");
  return [status, said];
}

const saying = (status: number, { kind, message }: { kind: string; message: string }): [number, string] => [
  status,
  JSON.stringify({ error: kind, message }),
];

test("a call reaches the server's route as it was sent, without who called and for whom", async () => {
  const headers = [...OURS, "Authorization: Bearer a.b.c", "X-Forwarded-Authorization: Bearer d.e.f", "X-Goog-X: 1"];
  const one = await proxy.only(
    `${CALL}?access_token=a.b.c`,
    [...headers, "sf-external-function-query-batch-id: 1"],
    ROWS,
  );
  expect([one.method, one.url, one.body]).toEqual(["POST", "/invocations", ROWS]);
  const names = one.headers.filter((_, index) => index % 2 === 0).map((each) => each.toLowerCase());
  expect(names.filter((each) => /^(sf-|authorization|x-)/.test(each))).toEqual([]);
  expect(names).toContain("content-type");
});

test("the predictions are the server's own, also where they are no JSON", async () => {
  proxy.answer = { status: 200, type: "application/json", body: '{"predictions": [NaN]}' };
  expect((await proxy.send(CALL, OURS, ROWS)).body).toContain('\r\n{"predictions": [NaN]}\r\n');
});

const { forbidden, modelError, notFound, other, timeout, tooLarge, tooManyRequests, unavailable } = SCORING_ERRORS;
test.each([
  [400, 422, modelError],
  [422, 422, modelError],
  [500, 422, modelError],
  [504, 422, timeout],
  [403, 403, forbidden],
  [404, 404, notFound],
  [413, 413, tooLarge],
  [429, 429, tooManyRequests],
  [502, 503, unavailable],
  [503, 503, unavailable],
  [415, 400, other],
  [409, 400, other],
  [307, 400, other],
  [204, 400, other],
  [501, 500, other],
  [599, 500, other],
])("%i of a server is %i for Snowflake, with nothing that the server wrote", async (status, expected, error) => {
  proxy.answer = { status, type: "text/plain", body: status === 204 ? "" : SECRET };
  expect(await refusal()).toEqual(saying(expected, error));
});

test("a server that is too slow for its own limit is final too", async () => {
  proxy.answer = { status: 200, type: "application/json", body: "{}", waitMs: 1500 };
  expect(await refusal()).toEqual(saying(422, timeout));
});

test("a server that is not there is 503, and its call goes to no other", async () => {
  const answers = [];
  for (let call = 0; call < 6; call++) answers.push((await half.send(CALL, OURS, ROWS)).status);
  expect(answers.filter((status) => status === 200)).toHaveLength(3);
  expect(answers.filter((status) => status === 503)).toHaveLength(3);
  expect(half.received).toHaveLength(3);
  expect((await refusal(CALL, OURS, ROWS, half))[1]).toContain(unavailable.kind);
});

test("a body over the limit is refused and does not reach the model", async () => {
  expect(await refusal(CALL, OURS, "x".repeat(1001))).toEqual(saying(413, tooLarge));
  expect((await proxy.send(CALL, OURS, "x".repeat(1000))).status).toBe(200);
  expect(proxy.received).toHaveLength(1);
});

test.each([
  ["no header", []],
  ["another account", ["sf-context-current-account: ZZ99999", REGION]],
  ["our locator in another region", [ACCOUNT, "sf-context-current-region: AWS_US_EAST_1"]],
  ["no region", [ACCOUNT]],
  ["a wildcard", ["sf-context-current-account: *", "sf-context-current-region: *"]],
  ["headers of the function's own", ["sf-custom-sf-context-current-account: AB12345", REGION]],
])("%s is not our account", async (_, headers) => {
  const message = "only functions of this endpoint's own Snowflake account are admitted";
  expect(await refusal(CALL, headers)).toEqual(saying(403, { kind: "FORBIDDEN", message }));
  expect(proxy.received).toEqual([]);
});

test.each([
  "GET /score/iris",
  "PUT /score/iris",
  "POST /score/other",
  "POST /score/iris/",
  "POST /score/irisx",
  "POST /invocations",
  "POST /",
  "GET /ping",
  "GET /version",
])("%s is not served", async (line) => {
  expect(await refusal(line)).toEqual(saying(404, notFound));
  expect(proxy.received).toEqual([]);
});

test("health is the proxy's own, for whoever asks", async () => {
  expect((await proxy.send("GET /health")).status).toBe(200);
  expect(proxy.received).toEqual([]);
});
