import type { Live } from "../support/live";
import { NOW } from "../support/translators";

interface Run {
  readonly info: Record<string, unknown> & { readonly run_id: string };
  readonly data: Record<string, Record<string, unknown>[]>;
}

/** Starts a run of the experiment that every MLflow has. */
export async function newRun(live: Live): Promise<string> {
  return ((await live.call("MLFLOW_RUN_CREATE", "0")).body.run as Run).info.run_id;
}

export function kedroSet(live: Live): void {
  test.each(["it's", 'say "x"', "100%", "back\\slash", "ends with \\", "\\'", "ünï ☃ 😀", "name = 'x'"])(
    "the experiment %s is found by its name",
    async (name) => {
      const { experiment_id } = (await live.call("MLFLOW_EXPERIMENTS_CREATE", name, null)).body;
      const found = (await live.call("MLFLOW_EXPERIMENT_GET_BY_NAME", name)).body.experiments;
      expect(found).toEqual([expect.objectContaining({ experiment_id, name })]);
    },
  );

  test("a name is never a pattern", async () => {
    await live.call("MLFLOW_EXPERIMENTS_CREATE", "axb", null);
    for (const name of ["a_b", "a%b", "%", "AXB"]) {
      expect((await live.call("MLFLOW_EXPERIMENT_GET_BY_NAME", name)).body.experiments).toBeUndefined();
    }
  });

  test("logs a run with exactly the values given", async () => {
    const id = await newRun(live);
    await live.call("MLFLOW_RUN_LOG_PARAMETER", id, "lr", "0.1");
    await live.call("MLFLOW_RUN_LOG_METRIC", id, "train/acc", 0.30000000000000004);
    await live.call("MLFLOW_RUN_UPDATE", id, "FINISHED");
    const logged = (await live.call("MLFLOW_RUNS_GET", id)).body.run as Run;
    expect(logged.info).toMatchObject({ status: "FINISHED", start_time: Number(NOW), end_time: Number(NOW) });
    expect(logged.data.metrics).toEqual([expect.objectContaining({ key: "train/acc", value: 0.30000000000000004 })]);
    expect(logged.data.params).toEqual([{ key: "lr", value: "0.1" }]);
    expect(logged.data.tags).toContainEqual({ key: "snowflake.user", value: "ANNA" });
  });

  test("a tag with ?, # and % is removed and no other", async () => {
    const tags = ["a?b", "a", "x#y%41", "xA"].map((key) => ({ key, value: "v" }));
    const made = (await live.call("MLFLOW_CREATE_LOGGED_MODEL", "0", { tags })).body.model as {
      info: { model_id: string };
    };
    const id = made.info.model_id;
    await live.call("MLFLOW_DELETE_LOGGED_MODEL_TAG", id, "a?b");
    await live.call("MLFLOW_DELETE_LOGGED_MODEL_TAG", id, "x#y%41");
    await live.call("MLFLOW_FINALIZE_LOGGED_MODEL", id, "LOGGED_MODEL_READY");
    const { model } = (await live.call("MLFLOW_GET_LOGGED_MODEL", id)).body as {
      model: { info: { tags: { key: string }[] } };
    };
    expect(model.info.tags.map((tag) => tag.key).sort()).toEqual(["a", "xA"]);
  });
}
