import { ServerSpec } from "../../../src/mlflow/server/server-spec";
import type { ContainerDefinition, RunningContainers } from "../../../src/rehearsal/servers";
import { SharedServers } from "../../support/servers";

const servers = new SharedServers();
let running: RunningContainers;

/** The fewest: a pool of two for each store, for one request at once. */
const CONNECTIONS = Number(process.env.MEASURE_CONNECTIONS ?? 4);

beforeAll(async () => {
  const { mlflow, proxy } = ServerSpec.containers({
    artifactsDestination: "gs://artifacts/mlflow",
    workers: Number(process.env.MEASURE_WORKERS ?? 1),
    maxRequests: process.env.MEASURE_REQUESTS === undefined ? undefined : Number(process.env.MEASURE_REQUESTS),
    connectionsPerWorker: CONNECTIONS,
    listensOnAllAddresses: true,
  });
  const definitions = [mlflow, proxy].map(({ port, ...spec }): ContainerDefinition => ({
    ...spec,
    secrets: Object.fromEntries(
      spec.secrets.map((name) => [
        name,
        "postgresql+psycopg2://mlflow:s3cret@/mlflow?host=/cloudsql/project:region:db&target_session_attrs=read-write",
      ]),
    ),
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

test("many calls at once need no more connections than the pools have, and none waits for itself", async () => {
  const idle = await connections();
  const { body } = await post("experiments/create", { name: "pools" });
  const created = await post("runs/create", { experiment_id: body.experiment_id, start_time: 1 });
  const { info } = created.body.run as { info: { run_id: string } };
  await post("registered-models/create", { name: "model" });
  let most = 0;
  let done = false;
  const watch = (async () => {
    while (!done) most = Math.max(most, await connections());
  })();
  const began = Date.now();
  const calls = Array.from({ length: 60 }, (_, index) =>
    index % 3 === 0
      ? post("registered-models/create", { name: `model-${index}` })
      : post("runs/log-batch", {
          run_id: info.run_id,
          metrics: [{ key: `m${index}`, value: index, timestamp: 1 }],
          params: [{ key: `p${index}`, value: "x" }],
          tags: [{ key: `t${index}`, value: "x" }],
        }),
  );
  const answers = await Promise.all(calls);
  done = true;
  await watch;
  console.log({ idle, most, after: await connections(), ms: Date.now() - began, statuses: [...new Set(answers.map(({ status }) => status))] });
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(most).toBeLessThanOrEqual(CONNECTIONS + 2);
}, 120_000);
