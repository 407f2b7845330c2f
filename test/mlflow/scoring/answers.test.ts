import { runInNewContext } from "node:vm";
import { ModelColumnType, ModelSignature, ScoringProtocol } from "../../../src/mlflow";
import { SCORING_ADVICE, SCORING_ERRORS, SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { scoringResponse } from "../../../src/mlflow/scoring/response";
import { answering, ScoringRuntime, type Endpoint } from "../support/scoring";

const { DOUBLE, LONG, STRING } = ModelColumnType;
const one = (type: ModelColumnType, output?: ModelColumnType) =>
  new ModelSignature({ inputs: [{ name: "x", type }], outputs: output && [output] });
const rows = [[1], [2], [3]];
const saying =
  (body: string): Endpoint =>
  () => ({ status: 200, body });

function scoring(body: string, output?: ModelColumnType, protocol = ScoringProtocol.DATAFRAME_SPLIT): ScoringRuntime {
  return new ScoringRuntime(saying(body), { signature: one(DOUBLE, output), protocol });
}

describe("a prediction is the value of its row", () => {
  test.each([
    ["[1, 2.5, -3]", [1, 2.5, -3]],
    ['["a", null, true]', ["a", null, true]],
    ['[{"p": 0.5}, [1, 2], {"a": {"b": null}}]', [{ p: 0.5 }, [1, 2], { a: { b: null } }]],
    ["[9007199254740991, 1e300, -1e300]", [9007199254740991, 1e300, -1e300]],
  ])("%s", async (predictions, expected) => {
    expect(await scoring(`{"predictions": ${predictions}}`).predictions(rows)).toEqual(expected);
    expect(await scoring(predictions, undefined, ScoringProtocol.INPUT_DATA).predictions(rows)).toEqual(expected);
  });

  test("a floating-point one beyond 2^53 too, where the signature says that it is one", async () => {
    expect(await scoring('{"predictions": [9007199254740994, 1, 1]}', DOUBLE).predictions(rows)).toEqual([
      9007199254740994, 1, 1,
    ]);
  });
});

describe("an answer that is no prediction for each row fails the statement", () => {
  test.each([
    ["two for three rows", '{"predictions": [1, 2]}', "the endpoint gives 2 predictions for 3 rows"],
    ["four for three rows", '{"predictions": [1, 2, 3, 4]}', "the endpoint gives 4 predictions for 3 rows"],
    ["a dictionary of columns", '{"predictions": {"a": [1, 2, 3]}}', "the endpoint's predictions are no list"],
    ["one number", '{"predictions": 5}', "the endpoint's predictions are no list"],
    ["no predictions", "{}", "the endpoint's predictions are no list"],
    ["the other protocol", "[1, 2, 3]", "its protocol is input_data"],
    ["a text", '"ok"', "the endpoint's answer must be JSON with predictions"],
    ["null", "null", "the endpoint's answer must be JSON with predictions"],
    [
      "a whole number that JavaScript would change",
      '{"predictions": [1, 9007199254740993, 1]}',
      "the prediction of row 1 of the batch is a number beyond 2^53",
    ],
    [
      "one inside of a prediction",
      '{"predictions": [1, {"id": [-9007199254740993]}, 1]}',
      "the prediction of row 1 of the batch is a number beyond 2^53",
    ],
    ["bare NaN, as MLflow writes it", '{"predictions": [1, NaN, 1]}', "Error parsing JSON"],
  ])("%s", async (_, body, problem) => {
    expect(await scoring(body).failure(...rows)).toContain(problem);
  });

  test("an object where Azure ML gives a list", async () => {
    const azure = scoring('{"predictions": [1, 2, 3]}', undefined, ScoringProtocol.INPUT_DATA);
    expect(await azure.failure(...rows)).toContain("its protocol is dataframe_split");
  });
});

test("a number that is not finite is refused, should Snowflake let it through", () => {
  const source = scoringResponse({ name: "SCORE", protocol: ScoringProtocol.DATAFRAME_SPLIT });
  const event = "{ body: { predictions: [1, [NaN], 1] }, translatorData: { rows: 3 } }";
  expect(() => runInNewContext(`(function (EVENT) {${source}})(${event})`) as unknown).toThrow(
    "SCORE: the prediction of row 1 of the batch is NaN or infinite, which JSON cannot represent",
  );
});

describe("an error of the endpoint", () => {
  test.each(Object.values(SCORING_ERRORS))("has one message for its kind: $kind", async ({ kind, message }) => {
    const body = JSON.stringify({ error: kind, message: "secret of another row" });
    const failure = await scoring(body).failure(...rows);
    expect(failure).toContain(`SCORE: ${message}`);
    expect(failure).not.toContain("secret");
  });

  test.each([
    ['{"error_code": "BAD_REQUEST", "message": "secret", "stack_trace": "secret"}'],
    ['{"error": "constructor", "message": "secret"}'],
    ['{"error": {"secret": 1}, "predictions": [1, 2, 3]}'],
  ])("of MLflow's own form shows nothing that it holds: %s", async (body) => {
    const failure = await scoring(body).failure(...rows);
    expect(failure).toContain(SCORING_ERRORS.other.message);
    expect(failure).not.toContain("secret");
  });

  test("of a slow model or a large batch says what to do, with the limit of server and gateway", () => {
    expect(SCORING_ERRORS.timeout.message).toContain(`${SCORING_TIMEOUT_SECONDS} seconds. ${SCORING_ADVICE}`);
    expect(SCORING_ERRORS.tooLarge.message).toContain(SCORING_ADVICE);
  });

  test("that passes is repeated with the same request, and gives each row its prediction", async () => {
    const echo = answering(([value]) => value);
    const statuses = [429, 503, 502, 200];
    const repeated = new ScoringRuntime(
      (request, index) => (statuses[index] === 200 ? echo(request, index) : { status: statuses[index] ?? 0, body: "" }),
      { signature: one(DOUBLE) },
      { firstDelayMilliseconds: 1 },
    );
    expect(await repeated.predictions(rows)).toEqual([1, 2, 3]);
    expect(new Set(repeated.bodies).size).toBe(1);
    expect(repeated.bodies).toHaveLength(4);
  });

  test.each([400, 403, 404, 413, 422])("with status %d ends the statement after one request", async (status) => {
    const { kind, message } = SCORING_ERRORS.modelError;
    const failing = new ScoringRuntime(() => ({ status, body: JSON.stringify({ error: kind, message }) }), {
      signature: one(DOUBLE),
    });
    expect(await failing.failure(...rows)).toContain(message);
    expect(failing.bodies).toHaveLength(1);
  });
});

describe("a request larger than the endpoint accepts is not sent", () => {
  const given = { signature: one(STRING), maxPayloadBytes: 2_000, maxBatchRows: 10 };

  test("its message names bytes and remedy", async () => {
    const large = new ScoringRuntime(
      answering(() => 1),
      given,
    );
    const failure = await large.failure(["x".repeat(900)], ["x".repeat(900)], ["x".repeat(900)]);
    expect(failure).toMatch(/SCORE: 3 rows are 27\d\d bytes: the endpoint accepts 2000\. Set a smaller maxBatchRows/);
    expect(large.bodies).toHaveLength(0);
  });

  test("bytes count, not characters", async () => {
    const limited = new ScoringRuntime(
      answering(() => 1),
      given,
    );
    expect(await limited.predictions([["x".repeat(900)], ["x".repeat(900)]])).toEqual([1, 1]);
    expect(await limited.failure(["ü".repeat(900)], ["ü".repeat(900)])).toContain("2 rows are 36");
    expect(await limited.failure(["\u0001".repeat(400)])).toContain("1 rows are 24");
  });

  test("a request that fits is not larger than the limit", async () => {
    const limited = new ScoringRuntime(
      answering(() => 1),
      given,
    );
    for (let length = 1_900; length < 2_000; length++) await limited.batches([["x".repeat(length)]]);
    const sizes = limited.bodies.map((body) => Buffer.byteLength(body));
    expect(Math.max(...sizes)).toBe(2_000);
  });
});

test("100,000 rows are scored in as few requests as there are batches, in their order, and none is lost", async () => {
  const count = 100_000;
  const echo = new ScoringRuntime(
    answering(([value]) => value),
    { signature: one(LONG, LONG) },
  );
  const size = echo.made.maxBatchRows;
  const given = Array.from({ length: count }, (_, index) => [index]);
  expect(await echo.predictions(given)).toEqual(given.map(([value]) => value));
  expect(size).toBe(1_000);
  expect(echo.bodies).toHaveLength(Math.ceil(count / size));
}, 60_000);

test("the last batch may be a smaller one", async () => {
  const echo = new ScoringRuntime(
    answering(([value]) => value),
    { signature: one(LONG), maxBatchRows: 40 },
  );
  const given = Array.from({ length: 101 }, (_, index) => [index]);
  expect(await echo.predictions(given)).toEqual(given.map(([value]) => value));
  expect(echo.bodies).toHaveLength(3);
});
