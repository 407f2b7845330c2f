import { ServerSpec } from "../../../src/mlflow/server/server-spec";
import type { ContainerDefinition, RunningContainers } from "../../../src/rehearsal/servers";
import { SharedServers } from "../../support/servers";

/** The fewest: two for each store, for one request at once. */
const CONNECTIONS = 4;
/** Of MLflow's parent process. */
const PARENT = 2;
const URI =
  "postgresql+psycopg2://mlflow:s3cret@/mlflow?host=/cloudsql/project:region:db&target_session_attrs=read-write";

const servers = new SharedServers();
let running: RunningContainers;

beforeAll(async () => {
  const { mlflow, proxy } = ServerSpec.containers({
    artifactsDestination: "gs://artifacts/mlflow",
    workers: 1,
    connectionsPerWorker: CONNECTIONS,
    listensOnAllAddresses: true,
  });
  const definitions = [mlflow, proxy].map(({ port, ...spec }): ContainerDefinition => ({
    ...spec,
    secrets: Object.fromEntries(spec.secrets.map((name) => [name, URI])),
    ports: port === undefined ? [] : [port],
    onlyPortsAreReached: true,
    dependsOn: [],
    essential: true,
  }));
  running = await servers.containers(definitions);
}, 600_000);
afterAll(() => servers.stop(), 60_000);

async function post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const url = `http://127.0.0.1:${running.port("proxy", ServerSpec.PROXY_PORT)}/post/api/2.0/mlflow/${path}`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function connections(): Promise<number> {
  const postgres = await servers.postgres();
  const [row] = await postgres.query("SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = 'mlflow'");
  return Number(row?.open);
}

test("a server with the fewest connections migrates its schema and starts, and its parent process keeps two", async () => {
  expect(await connections()).toBe(PARENT);
});

test("many calls at once need no more connections than the pools have, and none waits for itself", async () => {
  const { body } = await post("experiments/create", { name: "pools" });
  const created = await post("runs/create", { experiment_id: body.experiment_id, start_time: 1 });
  const { info } = created.body.run as { info: { run_id: string } };
  // Both need a second connection while they hold the first.
  const calls = Array.from({ length: 20 }, (_, index) => [
    post("registered-models/create", { name: `model-${index}` }),
    post("runs/log-batch", {
      run_id: info.run_id,
      metrics: [{ key: `m${index}`, value: index, timestamp: 1 }],
      params: [{ key: `p${index}`, value: "x" }],
      tags: [{ key: `t${index}`, value: "x" }],
    }),
  ]).flat();
  let most = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) most = Math.max(most, await connections());
  })();
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  isDone = true;
  await watching;
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(most).toBeLessThanOrEqual(CONNECTIONS + PARENT);
}, 120_000);
