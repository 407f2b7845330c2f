import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { OperationGroup } from "../../../src/mlflow/catalogue/types";
import { ErrorMode } from "../../../src/mlflow/definitions/error-mode";
import { restSet } from "../../../src/mlflow/definitions/rest-set";
import { requestTranslator } from "../../../src/mlflow/translators/request";
import { CONTEXT, definition, NOW, refusal, request, run } from "../support/translators";

const RUN = "948e2671de8647c1acc0559c010325e0";

describe("GET arguments", () => {
  test("are the body, so that no gateway changes them on their way, whatever characters they hold", () => {
    const name = "aZ09-._~ !'()*/?#&=+%2B;é☃😀";
    const { urlSuffix, body } = request("MLFLOW_REGISTERED_MODELS_GET", [name]);
    expect(urlSuffix).toBe("get/api/2.0/mlflow/registered-models/get");
    expect(body).toEqual({ name });
  });

  test("are lists and booleans as JSON has them", () => {
    const order = { order_by: ["name ASC", "version_number DESC"] };
    expect(request("MLFLOW_MODEL_VERSIONS_SEARCH", [order]).body).toEqual({ max_results: "200", ...order });
    expect(request("MLFLOW_TRACES_GET", ["tr-1", { allow_partial: true }]).body).toMatchObject({ allow_partial: true });
  });

  test("are not limited by the gateway's addresses", () => {
    const filter = "x".repeat(20_000);
    expect(request("MLFLOW_MODEL_VERSIONS_SEARCH", [{ filter }]).body).toMatchObject({ filter });
  });

  // MLflow looks for one of its arguments in the query itself.
  const BATCH = "MLFLOW_TRACES_BATCH_GET";

  test("of the one operation that reads the query alone stand there, percent-encoded, a list by a repeated key", () => {
    const { urlSuffix, body } = request(BATCH, [["tr-1", "aZ09-._~ !'()*/?#&=+%é"], { experiment_ids: ["7"] }]);
    expect(urlSuffix).toBe(
      "get/api/3.0/mlflow/traces/batchGet?trace_ids=tr-1&trace_ids=aZ09-._~%20%21%27%28%29%2A%2F%3F%23%26%3D%2B%25%C3%A9&experiment_ids=7",
    );
    expect(body).toBeUndefined();
  });

  test("in a query that is longer than the gateway's addresses are refused with the limit", () => {
    expect(refusal(BATCH, [["x".repeat(10_300)], null])).toMatch(
      /^MLFLOW_TRACES_BATCH_GET: the address has \d+ characters: the gateway takes at most 10240/,
    );
  });
});

describe("path fields", () => {
  test("are one encoded segment of the address and leave the body", () => {
    const { urlSuffix, body } = request("MLFLOW_DELETE_LOGGED_MODEL_TAG", ["m-1", "a?b#%41 ☃"]);
    expect(urlSuffix).toBe("delete/api/2.0/mlflow/logged-models/m-1/tags/a%3Fb%23%2541%20%E2%98%83");
    expect(body).toEqual({});
  });

  test("stay in the body where MLflow wants them in both places", () => {
    const call = request("MLFLOW_FINALIZE_LOGGED_MODEL", ["m-1", "LOGGED_MODEL_READY"]);
    expect(call.urlSuffix).toBe("patch/api/2.0/mlflow/logged-models/m-1");
    expect(call.body).toEqual({ model_id: "m-1", status: "LOGGED_MODEL_READY" });
  });

  test.each(["a/b", "a\\b", ".", "..", ""])("%j is refused by name", (key) => {
    expect(refusal("MLFLOW_DELETE_LOGGED_MODEL_TAG", ["m-1", key])).toMatch(
      /^MLFLOW_DELETE_LOGGED_MODEL_TAG: TAG_KEY is part of the address and must not/,
    );
  });
});

describe("OPTIONS", () => {
  test("hold what is optional; NULL is none", () => {
    expect(request("MLFLOW_RUNS_CREATE", ["0", null]).body).toMatchObject({ experiment_id: "0", start_time: NOW });
    const options = { run_name: "n", start_time: "5", tags: [{ key: "a", value: "b" }], user_id: null };
    const body = request("MLFLOW_RUNS_CREATE", ["0", options]).body;
    expect(body).toMatchObject({ run_name: "n", start_time: "5" });
    expect(body).not.toHaveProperty("user_id");
    expect(body?.tags).toContainEqual({ key: "a", value: "b" });
  });

  test("may arrive as JSON text", () => {
    expect(request("MLFLOW_RUNS_CREATE", ["0", '{"run_name":"n"}']).body).toMatchObject({ run_name: "n" });
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", "{run_name"])).toMatch(/OPTIONS must be JSON, but is "\{run_name"/);
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", [1]])).toMatch(/OPTIONS must be an object/);
  });

  test("that MLflow does not know are refused with those that it knows", () => {
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", { runname: "n" }])).toMatch(
      /OPTIONS\.runname is not an option of this function; it has user_id, run_name, start_time, tags/,
    );
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", { experiment_id: "1" }])).toMatch(/OPTIONS\.experiment_id is not an/);
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", '{"__proto__":{"a":1}}'])).toMatch(/OPTIONS\.__proto__ is not an/);
  });

  test("cannot say who the caller is", () => {
    const options = { tags: [{ key: "snowflake.user", value: "EVE" }] };
    expect(refusal("MLFLOW_RUNS_CREATE", ["0", options])).toMatch(/OPTIONS\.tags must not hold snowflake\.user/);
  });

  test("may name another MLflow user than Snowflake's", () => {
    const options = { tags: [{ key: "mlflow.user", value: "eve" }] };
    const tags = request("MLFLOW_RUNS_CREATE", ["0", options]).body?.tags as { key: string; value: string }[];
    expect(tags.filter((tag) => tag.key === "mlflow.user")).toEqual([{ key: "mlflow.user", value: "eve" }]);
    expect(tags).toContainEqual({ key: "snowflake.user", value: "ANNA" });
  });
});

describe("whole numbers of 64 bits", () => {
  const step = (value: unknown): unknown =>
    request("MLFLOW_RUNS_LOG_METRIC", [RUN, "k", 1, null, { step: value }]).body?.step;
  const refused = (value: unknown): string => refusal("MLFLOW_RUNS_LOG_METRIC", [RUN, "k", 1, null, { step: value }]);

  test.each([
    ["9223372036854775807", "9223372036854775807"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["+007", "7"],
    ["-0", "0"],
    [9007199254740991, "9007199254740991"],
    [-3, "-3"],
  ])("%s travels exactly, as text", (value, sent) => {
    expect(step(value)).toBe(sent);
  });

  test.each([
    ["9223372036854775808", /OPTIONS\.step must be a whole number of 64 bits/],
    ["-9223372036854775809", /OPTIONS\.step must be a whole number of 64 bits/],
    [9007199254740992, /OPTIONS\.step must be a whole number that JSON carries exactly/],
    [1.5, /OPTIONS\.step must be a whole number/],
    ["1.0", /OPTIONS\.step must be a whole number, but is "1\.0"/],
    ["1e3", /OPTIONS\.step must be a whole number/],
    ["", /OPTIONS\.step must be a whole number/],
    [true, /OPTIONS\.step must be a whole number/],
  ])("%s is refused", (value, message) => {
    expect(refused(value)).toMatch(message);
  });

  test("have the limits of their field", () => {
    expect(refusal("MLFLOW_RUNS_LOG_METRIC", [RUN, "k", 1, "-1", null])).toMatch(
      /TIMESTAMP must be at least 0, but is -1/,
    );
    expect(refusal("MLFLOW_RUNS_SEARCH", [{ max_results: 50_001 }])).toMatch(
      /OPTIONS\.max_results must be at most 50000/,
    );
    expect(refusal("MLFLOW_RUNS_SEARCH", [{ max_results: 2 ** 31 }])).toMatch(/max_results must be at most 2147483647/);
  });
});

describe("a batch", () => {
  const metrics = (count: number) => Array.from({ length: count }, (_, i) => ({ key: "k", value: i, step: i }));
  const batch = (m: unknown, p: unknown = null, t: unknown = null, o: unknown = null): unknown[] => [RUN, m, p, t, o];

  test("gives every point without a time the statement's", () => {
    const { body } = request(
      "MLFLOW_RUNS_LOG_BATCH",
      batch([
        { key: "a", value: 1 },
        { key: "b", value: 2, timestamp: 5 },
      ]),
    );
    expect(body).toEqual({
      run_id: RUN,
      metrics: [
        { key: "a", value: 1, timestamp: NOW },
        { key: "b", value: 2, timestamp: "5" },
      ],
    });
  });

  test("with two equal points is refused, unless they may be merged", () => {
    const twice = [
      { key: "a", value: 1, step: 0, timestamp: 5 },
      { key: "a", value: 2, timestamp: "5" },
      { key: "a", value: 1, timestamp: "5" },
    ];
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(twice))).toMatch(
      /METRICS\[2\] equals METRICS\[0\]: MLflow would keep one of them\. Leave it out, or set OPTIONS\.merge to TRUE/,
    );
    const merged = request("MLFLOW_RUNS_LOG_BATCH", batch(twice, null, null, { merge: true }));
    expect(merged.body?.metrics).toHaveLength(3);
    expect(merged.body).not.toHaveProperty("merge");
    const near = [twice[0], twice[1], { key: "b", value: 1, timestamp: 5 }, { key: "a", value: 1, timestamp: 6 }];
    expect(request("MLFLOW_RUNS_LOG_BATCH", batch(near)).body?.metrics).toHaveLength(4);
    const noStep = [twice[0], { key: "a", value: 1, timestamp: 5 }];
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(noStep))).toMatch(/METRICS\[1\] equals METRICS\[0\]/);
    const nan = [1, 2].map(() => ({ key: "a", value: "NaN", timestamp: 5 }));
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(nan))).toMatch(/METRICS\[1\] equals METRICS\[0\]/);
  });

  test("tells points apart whose keys, times and steps read alike in a row", () => {
    const alike = [
      { key: "a1", value: 1, timestamp: 2, step: 3 },
      { key: "a", value: 1, timestamp: 12, step: 3 },
      { key: "a1", value: 1, timestamp: 23, step: 0 },
      { key: "a1", value: 1, timestamp: 2, step: 30 },
    ];
    expect(request("MLFLOW_RUNS_LOG_BATCH", batch(alike)).body?.metrics).toHaveLength(4);
  });

  test.each<[string, object, object]>([
    ["time and step", { timestamp: 1795280400000, step: -3 }, { timestamp: "1795280400000", step: "-3" }],
    ["largest numbers", { timestamp: 9007199254740991, step: -0 }, { timestamp: "+09007199254740991", step: "-0" }],
    ["no time", { step: 3 }, { step: "3", timestamp: null }],
    ["no step", { timestamp: 0 }, { timestamp: "0", step: null }],
  ])("holds the same point in numbers and in text: %s", (_, numbers, text) => {
    // A key with a slash is looked at in full.
    for (const key of ["a b.c", "a/b"]) {
      const sent = (point: object) =>
        request("MLFLOW_RUNS_LOG_BATCH", batch([{ key, value: -1e-7, ...point }])).body?.metrics;
      expect(sent(numbers)).toEqual(sent(text));
    }
  });

  test("of a statement that says it has equal points elsewhere is refused too", () => {
    const one = [{ key: "a", value: 1 }];
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(one, null, null, { equal_points: 3 }))).toMatch(
      /METRICS belong to a statement with 3 points that equal another one/,
    );
    for (const options of [{ equal_points: 0 }, { equal_points: 3, merge: true }])
      expect(request("MLFLOW_RUNS_LOG_BATCH", batch(one, null, null, options)).body?.metrics).toHaveLength(1);
  });

  test("may arrive as JSON text", () => {
    expect(request("MLFLOW_RUNS_LOG_BATCH", batch('[{"key":"a","value":1}]')).body?.metrics).toHaveLength(1);
  });

  test("keeps a NaN as MLflow stores it", () => {
    const { body } = request("MLFLOW_RUNS_LOG_BATCH", batch([{ key: "a", value: "nan" }]));
    expect(body?.metrics).toEqual([{ key: "a", value: "NaN", timestamp: NOW }]);
  });

  test("holds 1000 metrics, or 1000 of all kinds", () => {
    const params = Array.from({ length: 100 }, (_, i) => ({ key: `p${i}`, value: "v" }));
    expect(request("MLFLOW_RUNS_LOG_BATCH", batch(metrics(1000))).body?.metrics).toHaveLength(1000);
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(metrics(1001)))).toMatch(
      /METRICS has 1001 items: MLflow takes at most 1000/,
    );
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(null, [...params, { key: "p", value: "v" }]))).toMatch(
      /PARAMS has 101 items: MLflow takes at most 100/,
    );
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(metrics(950), params))).toMatch(
      /metrics, params, tags have 1050 items together: MLflow takes at most 1000/,
    );
  });

  test.each<[string, unknown[], RegExp]>([
    ["a missing value", [{ key: "a", value: 1 }, { key: "b" }], /METRICS\[1\]\.value is required/],
    ["a wrong type", [{ key: "a", value: "x" }], /METRICS\[0\]\.value must be a number/],
    ["a fractional time", [{ key: "a", value: 1, timestamp: 1.5 }], /METRICS\[0\]\.timestamp must be a whole number/],
    ["an unknown field", [{ key: "a", value: 1, stepp: 1 }], /METRICS\[0\]\.stepp is not known to MLflow/],
    ["a null", [{ key: "a", value: 1 }, null], /METRICS\[1\] is required: it must not be NULL/],
    ["no object", ["a"], /METRICS\[0\] must be JSON/],
    ["a bad key", [{ key: "a//b", value: 1 }], /METRICS\[0\]\.key must not read as a path/],
  ])("with %s sends nothing", (_, items, message) => {
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", batch(items))).toMatch(message);
  });
});

describe("what else MLflow does not check", () => {
  test.each<[string, unknown[], RegExp]>([
    ["MLFLOW_REGISTERED_MODELS_CREATE", ["a/b", null], /NAME must be a name without \/ and :/],
    ["MLFLOW_REGISTERED_MODELS_CREATE", [" ", null], /NAME must be a name/],
    [
      "MLFLOW_SET_REGISTERED_MODEL_ALIAS",
      ["m", "latest", "1"],
      /ALIAS must not be a name that MLflow keeps for itself/,
    ],
    ["MLFLOW_SET_REGISTERED_MODEL_ALIAS", ["m", "v1", "1"], /ALIAS must not be a name that MLflow keeps for itself/],
    ["MLFLOW_SET_REGISTERED_MODEL_ALIAS", ["m", "a b", "1"], /ALIAS must be an alias of letters/],
    ["MLFLOW_SET_REGISTERED_MODEL_ALIAS", ["m", "a", "one"], /VERSION must be the number of a version/],
    [
      "MLFLOW_MODEL_VERSIONS_TRANSITION_STAGE",
      ["m", "1", "Staging", "yes"],
      /ARCHIVE_EXISTING_VERSIONS must be TRUE or FALSE/,
    ],
    ["MLFLOW_CREATE_LOGGED_MODEL", ["0", { name: "a.b" }], /OPTIONS\.name must be a name without/],
    [
      "MLFLOW_EXPERIMENTS_SEARCH",
      [{ view_type: "EVERYTHING" }],
      /OPTIONS\.view_type must be one of ACTIVE_ONLY, DELETED_ONLY, ALL/,
    ],
    [
      "MLFLOW_START_TRACE_V3",
      [{ trace_info: { execution_duration: "soon" } }],
      /TRACE\.trace_info\.execution_duration must be a length/,
    ],
  ])("%s%j", (name, args, message) => {
    expect(refusal(name, args)).toMatch(message);
  });

  test("a search of experiments always says how many", () => {
    expect(request("MLFLOW_EXPERIMENTS_SEARCH", [null]).body).toEqual({ max_results: "200" });
  });

  test("a history of a metric always says how many", () => {
    expect(request("MLFLOW_METRICS_GET_HISTORY", [RUN, "k", null]).body).toMatchObject({ max_results: 10000 });
  });
});

test("every function refuses a call whose arguments are all NULL, unless nothing is required", () => {
  for (const each of restSet(Catalogue.allGroups(), ErrorMode.FAIL)) {
    const count = each.arguments.length + (each.options.length + each.ownOptions.length > 0 ? 1 : 0);
    const needed = each.operation.fields.filter((f) => f.required && !f.now && f.fallback === undefined);
    const args = Array<null>(count).fill(null);
    if (needed.length === 0) expect(request(each.name, args).urlSuffix).toBeTruthy();
    else expect(refusal(each.name, args)).toMatch(new RegExp(`^${each.name}: [A-Z_0-9]+ is required`));
  }
});

test("a function that returns errors says so to the response translator", () => {
  const [first] = restSet([OperationGroup.TRACKING], ErrorMode.RETURN);
  if (first === undefined) throw new Error("no function");
  const event = { body: { data: [[0, RUN, null]] }, contextHeaders: CONTEXT };
  expect(run(requestTranslator(first, 10_240), event)).toMatchObject({ translatorData: { errors: "return" } });
  expect(definition("MLFLOW_RUNS_GET").errors).toBe(ErrorMode.FAIL);
});
