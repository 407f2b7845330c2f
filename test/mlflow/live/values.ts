import { integrationQuery } from "../../../src/rehearsal/clouds/aws/gateway/integration-path";
import type { Live } from "../support/live";

const NAME = "a+b;ü ☃&c=%25?#";

/** What API Gateway makes of a query, as its notes can be read. */
function passedOn(query: "as-sent" | "decoded") {
  return (address: string): string => {
    const [path = "", given] = address.split("?");
    return given === undefined ? path : `${path}?${integrationQuery(given, { query })}`;
  };
}

/** Values arrive in MLflow as they were written, whatever a gateway does to the query. */
export function valuesOnTheirWay(live: Live): void {
  test.each(["as-sent", "decoded"] as const)(
    "of a GET arrive unchanged through a gateway that hands on the query %s",
    async (query) => {
      const runtime = live.runtime(undefined, live.gateway(passedOn(query)));
      const call = async (name: string, ...args: unknown[]) => {
        const { error, result } = await runtime.call(`MLOPS.MLFLOW.${name}`, args, live.session);
        return error ?? (result as { body: Record<string, Record<string, unknown>> }).body;
      };
      const name = `${NAME} ${query}`;
      await live.call("MLFLOW_EXPERIMENTS_CREATE", name, null);
      await live.call("MLFLOW_REGISTERED_MODELS_CREATE", name, null);
      const byName = [
        "GET",
        "/api/2.0/mlflow/experiments/get-by-name",
        JSON.stringify({ experiment_name: name }),
        null,
      ];
      expect(await call("MLFLOW_EXPERIMENTS_GET_BY_NAME", name)).toMatchObject({ experiment: { name } });
      expect(await call("MLFLOW_CALL", ...byName)).toMatchObject({ experiment: { name } });
      const found = await call("MLFLOW_REGISTERED_MODELS_SEARCH", { filter: `name = '${name}'` });
      expect(found).toMatchObject({ registered_models: [{ name }] });
    },
  );

  test("of a GET may be longer than an address", async () => {
    const filter = `name != '${"x".repeat(20_000)}'`;
    expect(await live.call("MLFLOW_REGISTERED_MODELS_SEARCH", { filter })).toHaveProperty("body");
  });
}
