import { OperationGroup } from "../../../src/mlflow/catalogue/types";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { callTranslator, takesIdempotencyTag } from "../../../src/mlflow/translators/call";
import { CONTEXT, MAX_URL, run, type Translated } from "../support/translators";

interface Called {
  readonly urlSuffix: string;
  readonly body?: string;
  readonly translatorData: Translated["translatorData"];
}

function call(args: unknown[], groups = Catalogue.defaultGroups()): Called {
  const event = { body: { data: [[0, ...args]] }, serviceUrl: "https://gateway/dev/", contextHeaders: CONTEXT };
  return run(callTranslator("MLFLOW_CALL", groups, MAX_URL), event) as Called;
}

function refusal(args: unknown[], groups?: OperationGroup[]): string {
  try {
    call(args, groups);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

const CREATE = "/api/2.0/mlflow/runs/create";
const BATCH = "/api/3.0/mlflow/traces/batchGet";

describe("MLFLOW_CALL", () => {
  test("always asks for errors as values", () => {
    expect(call(["GET", "/api/2.0/mlflow/runs/get", '{"run_id":"1"}', null]).translatorData).toEqual({
      errors: "return",
    });
    expect(call(["POST", CREATE, null, null]).translatorData).toEqual({ errors: "return" });
  });

  test("sends the body as it was written, to the last digit and blank", () => {
    const text = '{ "experiment_id": "1", "start_time": 9223372036854775807, "x": 0.10 }';
    expect(call(["POST", CREATE, text, null])).toMatchObject({ urlSuffix: `post${CREATE}`, body: text });
    expect(call(["POST", CREATE, "", null]).body).toBe("{}");
  });

  test("leaves in the body what also stands in the path", () => {
    const path = "/api/2.0/mlflow/logged-models/m-1";
    const text = '{"model_id":"m-1","status":"LOGGED_MODEL_READY"}';
    expect(call(["PATCH", path, text, null])).toMatchObject({ urlSuffix: `patch${path}`, body: text });
  });

  test("sends the arguments of a GET as the body, as they were written", () => {
    const text =
      '{"filter":"a = \'b\' & c+d;é","order_by":["x ASC","y"],"max_results":9007199254740993,"page_token":null}';
    const path = "/api/2.0/mlflow/model-versions/search";
    expect(call(["GET", path, text, null])).toMatchObject({ urlSuffix: `get${path}`, body: text });
  });

  test("moves the arguments of the one GET that reads the query alone there: lists repeated, NULL left out", () => {
    const text = '{"trace_ids":["a+b","c"],"experiment_ids":null,"flag":true}';
    const { urlSuffix, body } = call(["GET", BATCH, text, null], Catalogue.allGroups());
    expect(urlSuffix).toBe(`get${BATCH}?trace_ids=a%2Bb&trace_ids=c&flag=true`);
    expect(body).toBeUndefined();
  });

  test("encodes a path once, whether or not the caller did", () => {
    const tag = (part: string): string =>
      call(["DELETE", `/api/2.0/mlflow/logged-models/m-1/tags/${part}`, null, null]).urlSuffix;
    expect(tag("a b(é)")).toBe("delete/api/2.0/mlflow/logged-models/m-1/tags/a%20b%28%C3%A9%29");
    expect(tag("a%20b%28%C3%A9%29")).toBe(tag("a b(é)"));
    expect(tag("a%3Fb")).toMatch(/a%3Fb$/);
  });

  test.each<[string, unknown[], RegExp]>([
    ["another method", ["PUT", CREATE, null, null], /METHOD must be one of GET, POST, PATCH, DELETE, but is "PUT"/],
    ["a method in lower case", ["get", CREATE, null, null], /METHOD must be one of/],
    ["no method", [null, CREATE, null, null], /METHOD is required/],
    ["no path", ["GET", null, null, null], /PATH is required/],
    ["the wrong method for a path", ["GET", CREATE, null, null], /PATH is no operation .*: GET "\/api\/2\.0/],
    ["administration", ["POST", "/api/2.0/mlflow/users/create", "{}", null], /PATH is no operation/],
    ["a path without its prefix", ["POST", "runs/create", "{}", null], /PATH is no operation/],
    ["another version", ["POST", "/api/3.0/mlflow/runs/create", "{}", null], /PATH is no operation/],
    ["a path that goes on", ["POST", `${CREATE}/x`, "{}", null], /PATH is no operation/],
    ["a path with a line after it", ["POST", `${CREATE}\n`, "{}", null], /PATH is no operation/],
    ["a doubled slash", ["POST", CREATE.replace("/runs/", "//runs/"), "{}", null], /PATH is no operation/],
    ["a trailing slash", ["POST", `${CREATE}/`, "{}", null], /PATH is no operation/],
    ["a query in the path", ["POST", `${CREATE}?a=b`, "{}", null], /PATH must not hold \? or #/],
    ["an encoded slash", ["GET", "/api/2.0/mlflow/logged-models/a%2Fb", null, null], /PATH .* must not hold \//],
    ["a dot segment", ["GET", "/api/2.0/mlflow/logged-models/%2e%2e", null, null], /PATH .* must not be "\.\."/],
    ["half an escape", ["GET", "/api/2.0/mlflow/logged-models/%E2", null, null], /PATH must be percent-encoded/],
    ["what is no JSON", ["POST", CREATE, "{a", null], /REQUEST must be JSON/],
    ["a list", ["POST", CREATE, "[1]", null], /REQUEST must be an object/],
  ])("refuses %s", (_what, args, message) => {
    expect(refusal(args)).toMatch(message);
    expect(refusal(args)).toMatch(/^MLFLOW_CALL: /);
  });

  test.each<[string, string, RegExp]>([
    ["an object", '{"a":{}}', /REQUEST\.a is an argument of a GET/],
    ["a list in a list", '{"a":[[]]}', /REQUEST\.a\[0\] is an argument/],
    ["a number too long", '{"a":9007199254740993}', /REQUEST\.a is a number that/],
    ["a long address", JSON.stringify({ a: "x".repeat(11_000) }), /10240/],
  ])("refuses %s in a query", (_what, text, message) => {
    expect(refusal(["GET", BATCH, text, null], Catalogue.allGroups())).toMatch(message);
  });

  test("reaches the chosen groups alone", () => {
    const args = ["GET", "/api/2.0/mlflow/runs/get", '{"run_id":"1"}', null];
    expect(call(args, [OperationGroup.TRACKING]).urlSuffix).toMatch(/^get/);
    expect(refusal(args, [OperationGroup.REGISTRY])).toMatch(/PATH is no operation/);
    expect(refusal(["PATCH", CREATE, null, null], [OperationGroup.TRACKING])).toMatch(
      /METHOD must be one of GET, POST,/,
    );
  });

  test("reaches every operation of all groups by its own method and path", () => {
    const source = callTranslator("MLFLOW_CALL", Catalogue.allGroups(), MAX_URL);
    for (const { verb, path } of Catalogue.operations()) {
      const real = path.replace(/\{\w+\}/g, "x-1");
      const event = { body: { data: [[0, verb, real, "{}", null]] }, serviceUrl: "https://gateway/dev/" };
      expect(run(source, event)).toMatchObject({ urlSuffix: `${verb.toLowerCase()}${real}` });
    }
  });
});

describe("the idempotency key", () => {
  const tags = (args: unknown[]): unknown => (JSON.parse(call(args).body ?? "{}") as { tags?: unknown }).tags;

  test("becomes a tag of a new experiment, run, registered model, model version and logged model", () => {
    const creating = Catalogue.operations(Catalogue.defaultGroups()).filter(takesIdempotencyTag);
    expect(creating.map((operation) => operation.rpc).sort()).toEqual(
      ["createExperiment", "createLoggedModel", "createModelVersion", "createRegisteredModel", "createRun"].sort(),
    );
    for (const { path } of creating) {
      const given = '{"tags":[{"key":"a","value":"b"}]}';
      expect(tags(["POST", path, given, "k-1"])).toEqual([
        { key: "a", value: "b" },
        { key: "snowflake.idempotency_key", value: "k-1" },
      ]);
      expect(tags(["POST", path, null, "k-1"])).toEqual([{ key: "snowflake.idempotency_key", value: "k-1" }]);
    }
  });

  test("changes nothing else, and nothing where there is no tag to set", () => {
    expect(tags(["POST", CREATE, "{}", null])).toBeUndefined();
    expect(call(["POST", "/api/2.0/mlflow/runs/set-tag", '{"key":"a"}', "k-1"]).body).toBe('{"key":"a"}');
    expect(call(["GET", "/api/2.0/mlflow/runs/get", '{"run_id":"1"}', "k-1"]).body).toBe('{"run_id":"1"}');
  });

  test("is refused twice, and beyond 250 characters", () => {
    const twice = '{"tags":[{"key":"snowflake.idempotency_key","value":"x"}]}';
    expect(refusal(["POST", CREATE, twice, "k"])).toMatch(/REQUEST\.tags must not hold snowflake\.idempotency_key/);
    expect(refusal(["POST", CREATE, '{"tags":{}}', "k"])).toMatch(/REQUEST\.tags must be an array/);
    expect(refusal(["POST", CREATE, "{}", "x".repeat(251)])).toMatch(/IDEMPOTENCY_KEY has 251 characters/);
  });
});
