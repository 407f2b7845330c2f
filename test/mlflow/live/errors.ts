import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sendLocally } from "../../../src/rehearsal/snowflake/http";
import type { GatewaySimulator } from "../../../src/rehearsal/snowflake";
import type { Live } from "../support/live";

const NO_RUN = "0123456789abcdef0123456789abcdef";
const MISSING = { error_code: "RESOURCE_DOES_NOT_EXIST", message: expect.stringContaining(NO_RUN) as string };

/** How Snowflake's request meets an answer that MLflow rarely gives; the proxy's own behaviour with each status is tested beside it. */
async function answeredWith<T>(
  status: number,
  body: string,
  work: (gateway: GatewaySimulator) => Promise<T>,
): Promise<T> {
  const server: Server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(status, { "Content-Type": "application/json" }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const gateway: GatewaySimulator = {
    apiProviders: ["aws_api_gateway"],
    snowflake: () => ({ name: "snowflake" }),
    send: async (_caller, { method, url, headers, body: sent }) => ({
      ...(await sendLocally(
        { host: "127.0.0.1", port },
        { method, path: new URL(url).pathname, headers, body: sent },
        5000,
      )),
      notes: [],
    }),
  };
  try {
    return await work(gateway);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

export function errorsAsChosen(live: Live): void {
  test("the statement fails with MLflow's own code and message", async () => {
    const text = await live.failure("MLFLOW_RUNS_GET", NO_RUN);
    expect(text).toMatch(/^Request failed for external function MLFLOW_RUNS_GET with remote service error: 404 '/);
    expect(text).toMatch(/RESOURCE_DOES_NOT_EXIST.*0123456789abcdef/s);
  });

  test("the kedro set fails the statement always", async () => {
    expect(await live.failure("MLFLOW_RUN_LOG_PARAMETER", NO_RUN, "k", "v")).toMatch(
      /: 404 '.*RESOURCE_DOES_NOT_EXIST/s,
    );
  });

  test("or the error is the value, with its status", async () => {
    const missing = await live.call("RETURNS.MLFLOW_RUNS_GET", NO_RUN);
    expect(missing).toEqual({ http_status: 404, body: expect.objectContaining(MISSING) as object });
    const name = { name: "errors" };
    await live.call("MLFLOW_EXPERIMENTS_CREATE", name.name, null);
    expect(await live.call("RETURNS.MLFLOW_EXPERIMENTS_CREATE", name.name, null)).toMatchObject({
      http_status: 400,
      body: { error_code: "RESOURCE_ALREADY_EXISTS" },
    });
  });

  test("and a success has the status 200 beside its body", async () => {
    const { http_status, body } = await live.call("RETURNS.MLFLOW_EXPERIMENTS_GET", "0");
    expect(http_status).toBe(200);
    expect(body.experiment).toMatchObject({ name: "Default" });
  });

  test("MLFLOW_CALL gives them in either schema, for every method", async () => {
    for (const schema of ["MLFLOW", "RETURNS"]) {
      const call = (...args: unknown[]) => live.call(`${schema}.MLFLOW_CALL`, ...args, null);
      expect(await call("GET", "/api/2.0/mlflow/runs/get", JSON.stringify({ run_id: NO_RUN }))).toMatchObject({
        http_status: 404,
        body: MISSING,
      });
      const wrong = '{"name":"never made"}';
      const path = "/api/2.0/mlflow/registered-models/";
      expect(await call("DELETE", `${path}delete`, wrong)).toMatchObject({ http_status: 404 });
      expect(await call("PATCH", `${path}update`, wrong)).toMatchObject({ http_status: 404 });
      expect(await call("POST", `${path}create`, "{}")).toMatchObject({
        http_status: 400,
        body: { error_code: "INVALID_PARAMETER_VALUE" },
      });
    }
  });

  test("MLFLOW_CALL does what MLflow's client asks, model ids in path and body", async () => {
    const call = async (...args: unknown[]) => (await live.call("MLFLOW_CALL", ...args, null)).body;
    const created = await call("POST", "/api/2.0/mlflow/logged-models", '{"experiment_id":"0","name":"m"}');
    const { model_id: id } = (created as { model: { info: { model_id: string } } }).model.info;
    const path = `/api/2.0/mlflow/logged-models/${id}`;
    const params = { model_id: id, params: [{ key: "a", value: "b" }] };
    await call("POST", `${path}/params`, JSON.stringify(params));
    await call("PATCH", path, JSON.stringify({ model_id: id, status: "LOGGED_MODEL_READY" }));
    const { model } = (await call("GET", path, "{}")) as { model: { info: object; data: object } };
    expect(model).toMatchObject({ info: { status: "LOGGED_MODEL_READY" }, data: { params: params.params } });
  });

  test("a key of MLFLOW_CALL finds what a repeated request has made twice", async () => {
    const body = '{"experiment_id":"0","start_time":5}';
    for (let i = 0; i < 2; i++) await live.call("MLFLOW_CALL", "POST", "/api/2.0/mlflow/runs/create", body, "job-42");
    const filter = "tags.\"snowflake.idempotency_key\" = 'job-42'";
    const { runs } = (await live.call("MLFLOW_RUNS_SEARCH", { experiment_ids: ["0"], filter })).body;
    expect(runs).toHaveLength(2);
  });

  test("what is permanent to MLflow fails at once, and is not repeated", async () => {
    const made = await live.call("MLFLOW_EXPERIMENTS_CREATE", "to be deleted", null);
    const id = String(made.body.experiment_id);
    await live.call("MLFLOW_EXPERIMENTS_DELETE", id);
    for (const schema of ["MLFLOW", "RETURNS"]) {
      const { error, attempts } = await live.statement(`${schema}.MLFLOW_EXPERIMENTS_UPDATE`, id, "new name");
      expect(error).toMatch(/: 422 '.*INVALID_STATE/s);
      expect(attempts).toBe(1);
    }
  });

  test.each([429, 502, 503, 504])(
    "a %s is repeated until Snowflake gives up, however errors come back",
    async (status) => {
      const result = await answeredWith(status, '{"error_code":"X","message":"y"}', (gateway) =>
        live
          .runtime({ firstDelayMilliseconds: 10, retryMilliseconds: 100 }, gateway)
          .call("MLOPS.RETURNS.MLFLOW_RUNS_GET", [NO_RUN], live.session),
      );
      expect(result.attempts).toBeGreaterThan(2);
      expect(result.error).toMatch(new RegExp(`remote service error: ${status} `));
    },
  );
}
