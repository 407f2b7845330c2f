import { KEDRO_SET } from "../../../src/mlflow/definitions/kedro-set";
import { requestTranslator } from "../../../src/mlflow/translators/request";
import { CONTEXT, MAX_URL, NOW, refusal, request, run } from "../support/translators";

const RUN = "948e2671de8647c1acc0559c010325e0";

describe("the kedro functions send what MLflow's operations take", () => {
  test("an experiment is searched by its name", () => {
    expect(request("MLFLOW_EXPERIMENT_GET_BY_NAME", ["Default"])).toEqual({
      urlSuffix: "post/api/2.0/mlflow/experiments/search",
      body: { filter: "name = 'Default'", max_results: "1" },
      translatorData: { errors: "fail" },
    });
  });

  test("a run starts at the statement's time and carries user, role and session", () => {
    expect(request("MLFLOW_RUN_CREATE", ["123456789012345678"])).toEqual({
      urlSuffix: "post/api/2.0/mlflow/runs/create",
      body: {
        experiment_id: "123456789012345678",
        start_time: NOW,
        tags: [
          { key: "snowflake.user", value: "ANNA" },
          { key: "snowflake.role", value: "KEDRO" },
          { key: "snowflake.session", value: "36028797018963969" },
          { key: "mlflow.user", value: "ANNA" },
        ],
      },
      translatorData: { errors: "fail" },
    });
  });

  test("a metric has the statement's time", () => {
    expect(request("MLFLOW_RUN_LOG_METRIC", [RUN, "train/loss", 0.30000000000000004])).toEqual({
      urlSuffix: "post/api/2.0/mlflow/runs/log-metric",
      body: { run_id: RUN, key: "train/loss", value: 0.30000000000000004, timestamp: NOW },
      translatorData: { errors: "fail" },
    });
  });

  test("a parameter is text, empty text too", () => {
    expect(request("MLFLOW_RUN_LOG_PARAMETER", [RUN, "note", ""]).body).toEqual({
      run_id: RUN,
      key: "note",
      value: "",
    });
  });

  test("a run that ends gets an end time, one that goes on does not", () => {
    for (const status of ["FINISHED", "FAILED", "KILLED"]) {
      expect(request("MLFLOW_RUN_UPDATE", [RUN, status]).body).toEqual({ run_id: RUN, status, end_time: NOW });
    }
    for (const status of ["RUNNING", "SCHEDULED"]) {
      expect(request("MLFLOW_RUN_UPDATE", [RUN, status]).body).toEqual({ run_id: RUN, status });
    }
  });

  test.each(
    ["it's", 'say "x"', "100%", "back\\slash", "a_b", "ünï ☃ 😀", " ", "name = 'x"].filter((n) => n.trim() !== ""),
  )("the name %s stands in quotes that it does not hold", (name) => {
    const quote = name.includes("'") ? '"' : "'";
    expect(request("MLFLOW_EXPERIMENT_GET_BY_NAME", [name]).body?.filter).toBe(`name = ${quote}${name}${quote}`);
  });
});

describe("a call that cannot work sends nothing and names function and field", () => {
  const metric = "MLFLOW_RUN_LOG_METRIC";
  test.each<[string, unknown[], RegExp]>([
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", [null], /NAME is required/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", ["  "], /NAME must not be empty/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", [`it's "x"`], /NAME holds both kinds of quotes/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", ["x".repeat(501)], /NAME has 501 characters: MLflow takes at most 500/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", [{ a: 1 }], /NAME must be text, but is \{"a":1\}/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", ["a\u0000b"], /NAME holds a NUL/],
    ["MLFLOW_EXPERIMENT_GET_BY_NAME", ["\ud800"], /NAME holds a NUL or half a character/],
    ["MLFLOW_RUN_CREATE", [null], /EXPERIMENT_ID is required/],
    ["MLFLOW_RUN_CREATE", [5], /EXPERIMENT_ID must be the id of an experiment, in digits, but is 5/],
    ["MLFLOW_RUN_CREATE", ["Default"], /EXPERIMENT_ID must be the id of an experiment, in digits, but is "Default"/],
    ["MLFLOW_RUN_CREATE", ["1; drop"], /EXPERIMENT_ID must be the id/],
    ["MLFLOW_RUN_UPDATE", [null, "FINISHED"], /RUN_ID is required/],
    ["MLFLOW_RUN_UPDATE", ["../x", "FINISHED"], /RUN_ID must be the id of a run/],
    ["MLFLOW_RUN_UPDATE", [RUN, null], /STATUS is required/],
    [
      "MLFLOW_RUN_UPDATE",
      [RUN, "DONE"],
      /STATUS must be one of RUNNING, SCHEDULED, FINISHED, FAILED, KILLED, but is "DONE"/,
    ],
    ["MLFLOW_RUN_UPDATE", [RUN, "finished"], /STATUS must be one of/],
    [metric, [null, "k", 1], /RUN_ID is required/],
    [metric, [RUN, null, 1], /KEY is required/],
    [metric, [RUN, "", 1], /KEY may hold/],
    [metric, [RUN, "a#b", 1], /KEY may hold letters, digits, blanks and _ - \. : \/ only/],
    [metric, [RUN, "it's", 1], /KEY may hold/],
    [metric, [RUN, "a//b", 1], /KEY must not read as a path/],
    [metric, [RUN, "../b", 1], /KEY must not read as a path/],
    [metric, [RUN, "/b", 1], /KEY must not read as a path/],
    [metric, [RUN, "..b", 1], /KEY must not read as a path/],
    [metric, [RUN, "k".repeat(251), 1], /KEY has 251 characters: MLflow takes at most 250/],
    [metric, [RUN, "k", null], /VALUE is required/],
    [metric, [RUN, "k", "0.5"], /VALUE must be a number, but is "0\.5"/],
    [metric, [RUN, "k", true], /VALUE must be a number/],
    [metric, [RUN, "k", "NaN"], /VALUE must be a number, but is "NaN"/],
    [metric, [RUN, "k", "inf"], /VALUE must be a finite number/],
    [metric, [RUN, "k", "-Infinity"], /VALUE must be a finite number/],
    ["MLFLOW_RUN_LOG_PARAMETER", [RUN, "k", null], /VALUE is required/],
    ["MLFLOW_RUN_LOG_PARAMETER", [RUN, "k", 1], /VALUE must be text, but is 1/],
    ["MLFLOW_RUN_LOG_PARAMETER", [RUN, "k", "x".repeat(6001)], /VALUE has 6001 characters: MLflow takes at most 6000/],
    [metric, [RUN, "k"], /the row does not hold its number 0 and 3 arguments/],
    [metric, [RUN, "k", 1, 2], /the row does not hold its number 0 and 3 arguments/],
  ])("%s%j", (name, args, message) => {
    const text = refusal(name, args);
    expect(text).toMatch(new RegExp(`^${name}: `));
    expect(text).toMatch(message);
  });

  test("a length counts characters, not UTF-16 units", () => {
    expect(request(metric, [RUN, "é".repeat(250), 1]).body?.key).toHaveLength(250);
    expect(request("MLFLOW_RUN_LOG_PARAMETER", [RUN, "k", "😀".repeat(6000)]).body?.value).toHaveLength(12_000);
  });

  test.each<[string, unknown, RegExp]>([
    [
      "two rows",
      {
        data: [
          [0, RUN, "k", 1],
          [1, RUN, "k", 2],
        ],
      },
      /the batch has 2 rows: one call takes one row/,
    ],
    ["no row", { data: [] }, /the batch has 0 rows/],
    ["no data", {}, /the request holds no rows/],
    ["no body", undefined, /the request holds no rows/],
    ["another row number", { data: [[1, RUN, "k", 1]] }, /the row does not hold its number 0/],
  ])("%s", (_, body, message) => {
    const source = requestTranslator(KEDRO_SET.runLogMetric, MAX_URL);
    expect(() => run(source, { body, contextHeaders: CONTEXT })).toThrow(message);
  });
});
