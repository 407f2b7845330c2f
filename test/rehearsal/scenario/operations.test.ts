import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { askOperations } from "../../../src/rehearsal/scenario/operations";
import { ExternalFunctionRuntime, type GatewaySimulator, type LocalAddress } from "../../../src/rehearsal/snowflake";
import { Trials } from "../../../src/rehearsal/snowflake/trials";
import { snowflakeResources, stateOf } from "../snowflake/platform";

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** A header that a gateway adds, by which a proxy knows it. */
const KEY = { "x-key": "of-the-gateway" };
const GATEWAY: GatewaySimulator = {
  apiProviders: [],
  snowflake: () => ({ name: "" }),
  send: () => Promise.reject(new Error("the proxy is asked past the gateway")),
  added: KEY,
};

/** A server that answers a path as MLflow would, or by itself. */
async function serve(reachesMlflow: (path: string, headers: IncomingHttpHeaders) => boolean): Promise<LocalAddress> {
  const server = createServer((request, response) => {
    request.resume();
    const reaches = reachesMlflow(request.url ?? "", request.headers);
    response.writeHead(404, { Server: reaches ? "uvicorn" : "Caddy" }).end("{}");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

const ROUTES = [
  { verb: "GET", path: "/api/2.0/mlflow/runs/get" },
  { verb: "GET", path: "/api/2.0/mlflow/logged-models/<model_id>" },
  { verb: "DELETE", path: "/api/2.0/mlflow/logged-models/<model_id>" },
  { verb: "POST", path: "/api/2.0/mlflow/users/create" },
  { verb: "GET", path: "/api/3.0/mlflow/traces/get" },
];

/** Two functions, neither of which is called: of a run, and of a logged model. */
async function ask(reachesMlflow: Parameters<typeof serve>[0]): Promise<string[]> {
  const resources = snowflakeResources();
  resources.request.function_definition = "return { urlSuffix: 'get/api/2.0/mlflow/runs/get?run_id=1' };";
  const model = { ...resources.request, name: "REQUEST_2" };
  model.function_definition = "return { urlSuffix: 'get/api/2.0/mlflow/logged-models/' + EVENT.body.data[0][1] };";
  const state = stateOf(resources);
  const more = stateOf({
    ...resources,
    request: model,
    fn: { ...resources.fn, name: "MODEL", request_translator: "DB.S.REQUEST_2" },
  });
  const trials = await Promise.all(
    [state, more].map(async (each) => {
      const runtime = new ExternalFunctionRuntime({ state: each, gateways: [GATEWAY] });
      const tried = new Trials(each, runtime);
      await tried.translators();
      return { runtime, trials: tried.trials };
    }),
  );
  const [first] = trials;
  if (first === undefined) throw new Error("no runtime");
  return askOperations({
    routes: ROUTES,
    trials: trials.flatMap((each) => each.trials),
    runtime: first.runtime,
    proxy: await serve(reachesMlflow),
    mlflow: await serve(() => true),
  });
}

const RIGHT = ["/dev/get/api/2.0/mlflow/runs/get", "/dev/get/api/2.0/mlflow/logged-models/1"];

test("a proxy that passes what the functions address, and nothing else, is right", async () => {
  expect(await ask((path) => RIGHT.includes(path))).toEqual([
    "The proxy passes the 2 operations of MLflow that the functions address, and refuses 3 others",
  ]);
});

test("a proxy that demands the gateway's key gets it", async () => {
  const demands = (path: string, headers: IncomingHttpHeaders) =>
    RIGHT.includes(path) && headers["x-key"] === KEY["x-key"];
  expect(await ask(demands)).toHaveLength(1);
});

test("a route with a typo is found although nothing calls its function", async () => {
  await expect(ask((path) => path === RIGHT[0])).rejects.toThrow(
    "GET /api/2.0/mlflow/logged-models/<model_id> of a function does not reach MLflow",
  );
});

test.each([
  ["the administration of users", "/dev/post/api/2.0/mlflow/users/create", "POST /api/2.0/mlflow/users/create"],
  [
    "another verb of an operation",
    "/dev/delete/api/2.0/mlflow/logged-models/1",
    "DELETE /api/2.0/mlflow/logged-models/<model_id>",
  ],
  ["data that no function addresses", "/dev/get/api/3.0/mlflow/traces/get", "GET /api/3.0/mlflow/traces/get"],
])("a proxy that also passes %s is found", async (_what, path, operation) => {
  await expect(ask((each) => [...RIGHT, path].includes(each))).rejects.toThrow(
    `${operation} reaches MLflow, and no function addresses it`,
  );
});
