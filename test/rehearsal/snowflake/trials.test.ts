import { SqlError } from "../../../src/rehearsal/snowflake";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { Trials } from "../../../src/rehearsal/snowflake/trials";
import { AppliedState } from "../../../src/rehearsal/state";
import { snowflakeResources, stateOf, type SnowflakeResources } from "./platform";

/** Translators of a function that nothing calls, tried as they were applied. */
async function tried(change: (resources: SnowflakeResources) => void): Promise<Trials> {
  const resources = snowflakeResources();
  change(resources);
  const state = stateOf(resources);
  const trials = new Trials(state, new ExternalFunctionRuntime({ state, gateways: [] }));
  await trials.translators();
  return trials;
}

const requestBody = (body: string) => tried(({ request }) => void (request.function_definition = body));
const ANSWER = "return { body: { data: [[0, {}]] } };";

test("a function's translators run with a row of its argument types, and give the request", async () => {
  const { defects, trials } = await tried(() => undefined);
  expect(defects).toEqual([]);
  expect(trials).toMatchObject([
    {
      name: "LOG",
      taken: { row: ["1", 1], request: { method: "POST", url: expect.stringContaining("post/api/x?k=1") } },
    },
  ]);
});

test("only the functions that are asked for are tried", async () => {
  const state = stateOf(snowflakeResources());
  const trials = new Trials(state, new ExternalFunctionRuntime({ state, gateways: [] }), []);
  await trials.translators();
  expect([trials.defects, trials.trials]).toEqual([[], []]);
});

test("words of a refusal are tried as values of the argument that it names", async () => {
  const { defects, trials } = await requestBody(
    "var k = EVENT.body.data[0][1];\n" +
      "if (k !== 'FINISHED') throw new Error('LOG: KEY must be one of RUNNING, FINISHED');\nreturn { body: {}, urlSuffix: k };",
  );
  expect(defects).toEqual([]);
  expect(trials[0]?.taken?.row).toEqual(["FINISHED", 1]);
});

test("a function that takes no row of its types is said to take none, in its own words", async () => {
  const { defects, trials } = await requestBody("throw new Error('KEY is never right');");
  expect(defects).toEqual([]);
  expect(trials[0]).toMatchObject({ name: "LOG", refusal: expect.stringContaining("KEY is never right") });
  expect(trials[0]?.taken).toBeUndefined();
});

test.each([
  ["a syntax error", "return { body: {};", "Uncaught SyntaxError: Unexpected token"],
  ["syntax newer than ES2015", "return { body: { n: 2 ** 3 } };", "(read as ES2015)"],
  ["an optional chain", "return { body: EVENT.body?.data };", "(read as ES2015)"],
  ["a library function newer than ES2015", "return { body: { all: Object.entries(EVENT) } };", "not a function"],
  ["a name that nothing defines", "return { body: encodeURI0(EVENT) };", "'encodeURI0' is not defined"],
  ["a method that nothing has", "return { body: { k: EVENT.body.data[0][1].substrng(1) } };", "not a function"],
  [
    "a name that only an invalid row meets",
    "if (EVENT.body.data[0][1] === null) refuse('KEY'); return { body: {} };",
    "'refuse' is not defined",
  ],
  ["an address that is not encoded", "return { body: {}, urlSuffix: 'post/a b' };", "urlSuffix must be URL-encoded"],
  ["no object", "return 'x';", "must return an OBJECT"],
])("a request translator with %s is found although nothing calls its function", async (_what, body, message) => {
  const { defects } = await requestBody(body);
  expect(defects.map(({ message: each }) => each).join("\n")).toContain(message);
});

test.each([
  ["a syntax error", "return {;", "Unexpected token"],
  ["a name that nothing defines", `statuses.push(1); ${ANSWER}`, "'statuses' is not defined"],
  [
    "a name that only an error meets",
    `if (EVENT.body && EVENT.body.error_code) fail(EVENT); ${ANSWER}`,
    "'fail' is not defined",
  ],
])("a response translator with %s is found", async (_what, body, message) => {
  const { defects } = await tried(({ response }) => void (response.function_definition = body));
  expect(defects.map(({ message: each }) => each).join("\n")).toContain(message);
});

test("a function that no other uses is held to the engine's level too", async () => {
  const resources = snowflakeResources();
  const spare = { ...resources.request, name: "SPARE", function_definition: "const a = { ...EVENT }; return a;" };
  const state = new AppliedState({
    resources: [
      { mode: "managed", type: "snowflake_function_javascript", name: "spare", instances: [{ attributes: spare }] },
    ],
  });
  const trials = new Trials(state, new ExternalFunctionRuntime({ state, gateways: [] }));
  await trials.translators();
  expect(trials.defects).toMatchObject([
    { of: "snowflake_function_javascript.spare", message: expect.stringContaining("ES2015") },
  ]);
});

describe("a procedure", () => {
  async function run(body: string, result: unknown = { body: { n: 1 } }) {
    const attributes = {
      name: "TWICE",
      arguments: [{ arg_name: "KEY", arg_data_type: "VARCHAR" }],
      procedure_definition: body,
    };
    const state = new AppliedState({
      resources: [{ mode: "managed", type: "snowflake_procedure_javascript", name: "p", instances: [{ attributes }] }],
    });
    const statements: unknown[] = [];
    const trials = new Trials(state, new ExternalFunctionRuntime({ state, gateways: [] }));
    await trials.procedures((name, args) => {
      statements.push([name, args]);
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    });
    return { ...trials, statements };
  }
  const CALL =
    'const rows = snowflake.execute({ sqlText: \'SELECT "DB"."S".F(?, PARSE_JSON(?)::OBJECT, NULL)\', binds: [KEY, "{\\"a\\":1}"] });\n' +
    "rows.next();\nconst answer = rows.getColumnValue(1);\n";

  test("runs with its statements executed", async () => {
    const { defects, trials, statements } = await run(`${CALL}return answer.body.n;`);
    expect(defects).toEqual([]);
    expect(trials).toMatchObject([{ name: "TWICE", taken: { row: ["1"] } }]);
    expect(statements[0]).toEqual(['"DB"."S".F', ["1", { a: 1 }, null]]);
  });

  test("gets the message of a statement that fails", async () => {
    const { defects, trials } = await run(`${CALL}return answer;`, new SqlError("no such run"));
    expect(defects).toEqual([]);
    expect(trials[0]?.refusal).toContain("no such run");
  });

  test("that uses what nothing defines behind its first statement is found", async () => {
    const { defects } = await run(`${CALL}return summarise(answer);`);
    expect(defects[0]).toMatchObject({ of: "TWICE", message: expect.stringContaining("'summarise' is not defined") });
  });
});
