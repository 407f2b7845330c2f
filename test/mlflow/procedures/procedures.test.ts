import { appliedFunctions } from "../support/applied";
import { callProcedure, type Select } from "../support/procedures";

const state = appliedFunctions();
const run = (id: string, start = 5, status = "RUNNING") => ({
  info: { run_id: id, start_time: start, status },
  data: { tags: [{ key: "snowflake.session", value: "7" }] },
});

/** A server that answers from a list and writes down what it was asked. */
function script(...answers: unknown[]): { select: Select; asked: [string, unknown[]][] } {
  const asked: [string, unknown[]][] = [];
  const select: Select = (name, args) => {
    asked.push([name.replace(/^"MLOPS"\."MLFLOW"\./, ""), args]);
    return Promise.resolve(answers[asked.length - 1]);
  };
  return { select, asked };
}

describe("MLFLOW_RUN_GET_OR_CREATE", () => {
  const call = (select: Select, ...args: unknown[]) => callProcedure(state, "MLFLOW_RUN_GET_OR_CREATE", args, select);

  test("gives the run that has the token, and makes none", async () => {
    const { select, asked } = script({ body: { runs: [run("b"), run("a")] } });
    expect(await call(select, "1", "job-1", null)).toEqual({ run: run("a"), created: false });
    expect(asked).toEqual([
      [
        "MLFLOW_RUNS_SEARCH",
        [
          {
            experiment_ids: ["1"],
            filter: "tags.\"snowflake.run_token\" = 'job-1'",
            order_by: ["attributes.start_time ASC"],
          },
        ],
      ],
    ]);
  });

  test("makes a run with the token among its tags, and looks again", async () => {
    const { select, asked } = script({ body: {} }, { body: { run: run("a") } }, { body: { runs: [run("a")] } });
    const options = { run_name: "n", tags: [{ key: "x", value: "y" }] };
    expect(await call(select, "1", "job-1", options)).toEqual({ run: run("a"), created: true });
    expect(asked[1]).toEqual([
      "MLFLOW_RUNS_CREATE",
      [
        "1",
        {
          run_name: "n",
          tags: [
            { key: "x", value: "y" },
            { key: "snowflake.run_token", value: "job-1" },
          ],
        },
      ],
    ]);
  });

  test("ends what a repeated request has made besides, and nothing of another session", async () => {
    const other = { ...run("c", 9), data: { tags: [{ key: "snowflake.session", value: "8" }] } };
    const { select, asked } = script(
      { body: {} },
      { body: { run: run("b") } },
      { body: { runs: [run("b"), run("a"), other] } },
      { body: {} },
    );
    expect(await call(select, "1", "t", null)).toEqual({ run: run("a"), created: true });
    expect(asked.slice(3)).toEqual([["MLFLOW_RUNS_UPDATE", ["b", { status: "KILLED" }]]]);
  });

  test("yields to a run of another session that began earlier", async () => {
    const other = { ...run("z", 1), data: { tags: [{ key: "snowflake.session", value: "8" }] } };
    const { select, asked } = script(
      { body: {} },
      { body: { run: run("a") } },
      { body: { runs: [other, run("a")] } },
      { body: {} },
    );
    expect(await call(select, "1", "t", null)).toEqual({ run: other, created: false });
    expect(asked[3]).toEqual(["MLFLOW_RUNS_UPDATE", ["a", { status: "KILLED" }]]);
  });

  test.each<[unknown[], RegExp]>([
    [[null, "t", null], /MLFLOW_RUN_GET_OR_CREATE: EXPERIMENT_ID is required/],
    [["1", null, null], /TOKEN must be 1 to 250/],
    [["1", "it's", null], /TOKEN must be 1 to 250/],
    [["1", "", null], /TOKEN must be 1 to 250/],
    [
      ["1", "t", { tags: [{ key: "snowflake.run_token", value: "x" }] }],
      /OPTIONS\.tags must not hold snowflake\.run_token/,
    ],
  ])("refuses %j before it asks anything", async (args, message) => {
    const { select, asked } = script();
    await expect(call(select, ...args)).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  test("fails with MLflow's error where the functions return errors", async () => {
    const { select } = script({ http_status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "gone" } });
    await expect(call(select, "1", "t", null)).rejects.toThrow(
      "MLFLOW_RUN_GET_OR_CREATE: MLFLOW_RUNS_SEARCH answered 404 RESOURCE_DOES_NOT_EXIST: gone",
    );
  });
});

describe("MLFLOW_LIST_ALL", () => {
  const call = (select: Select, ...args: unknown[]) => callProcedure(state, "MLFLOW_LIST_ALL", args, select);

  test("gives the items of all pages in the shape of one", async () => {
    const { select, asked } = script(
      { body: { runs: [1, 2], next_page_token: "p2" } },
      { body: { next_page_token: "p3" } },
      { body: { runs: [3] } },
    );
    const options = { experiment_ids: ["1"], max_results: 2 };
    expect(await call(select, "MLFLOW_RUNS_SEARCH", [options])).toEqual({ body: { runs: [1, 2, 3] } });
    expect(asked).toEqual([
      ["MLFLOW_RUNS_SEARCH", [options]],
      ["MLFLOW_RUNS_SEARCH", [{ ...options, page_token: "p2" }]],
      ["MLFLOW_RUNS_SEARCH", [{ ...options, page_token: "p3" }]],
    ]);
  });

  test("hands arguments on by their types", async () => {
    const { select, asked } = script({ body: { metrics: [] } });
    await call(select, "MLFLOW_METRICS_GET_HISTORY", ["r", "k"]);
    expect(asked).toEqual([["MLFLOW_METRICS_GET_HISTORY", ["r", "k", {}]]]);
    const models = script({ body: { models: [1] } });
    await call(models.select, "MLFLOW_LOGGED_MODELS_SEARCH", [["1", "2"], { max_results: 5 }]);
    expect(models.asked).toEqual([["MLFLOW_LOGGED_MODELS_SEARCH", [["1", "2"], { max_results: 5 }]]]);
  });

  test("does not go round for ever", async () => {
    const same = { body: { runs: [1], next_page_token: "p" } };
    await expect(call(script(same, same, same).select, "MLFLOW_RUNS_SEARCH", [])).rejects.toThrow(/same page twice/);
  });

  test.each<[unknown[], RegExp]>([
    [["MLFLOW_RUNS_CREATE", []], /FUNCTION_NAME must be one of .*MLFLOW_RUNS_SEARCH/],
    [["constructor", []], /FUNCTION_NAME must be one of/],
    [["MLFLOW_RUNS_SEARCH", [1, 2]], /ARGUMENTS must be an array of the 1 arguments of MLFLOW_RUNS_SEARCH/],
  ])("refuses %j", async (args, message) => {
    await expect(call(script().select, ...args)).rejects.toThrow(message);
  });
});
