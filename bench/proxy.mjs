// The proxy and MLflow's layer against a bare MLflow: the same calls, in turns, on the same database.
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIGURES } from "./figures.mjs";
import { isSettled, median } from "./measure.mjs";

const require = createRequire(import.meta.url);
const { pythonEnvironment, startContainers, startPostgres } = require("../dist/rehearsal/servers/index.js");
const { ServerSpec } = require("../dist/mlflow/index.js");

const SEARCH = "/api/2.0/mlflow/experiments/search";
const BODY = JSON.stringify({ max_results: 1, filter: "name = 'Default'" });
const URI = "postgresql+psycopg2://mlflow:secret@database.example:5432/mlflow?sslmode=require";
const BARE_PORT = 5001;
// With both checks of who calls, and what passes them.
const ACCOUNT = { account: "AB12345", region: "AWS_EU_CENTRAL_1" };
const KEY = "k".repeat(48);
const ADMITTED = {
  "sf-context-current-account": ACCOUNT.account,
  "sf-context-current-region": ACCOUNT.region,
  "x-mlops-gateway-key": KEY,
};

function definitions() {
  const { mlflow, proxy } = ServerSpec.containers({
    artifactsDestination: "s3://bucket/mlflow",
    workers: 1,
    snowflakeAccount: ACCOUNT,
    gatewayKey: true,
  });
  const container = (spec, secrets) => ({
    ...spec,
    secrets,
    ports: spec.port === undefined ? [] : [spec.port],
    dependsOn: [],
    essential: true,
  });
  const bare = {
    ...mlflow,
    name: "bare",
    command: ["sh", "-c", "exec mlflow server"],
    environment: { ...mlflow.environment, MLFLOW_PORT: String(BARE_PORT) },
    healthCheck: mlflow.healthCheck.map((text) => text.replace(/:\d+\/health/, `:${BARE_PORT}/health`)),
  };
  const secrets = { [ServerSpec.DATABASE_SECRET]: URI };
  return [
    container(mlflow, secrets),
    container(proxy, { [ServerSpec.GATEWAY_KEY_SECRET]: KEY }),
    { ...container(bare, secrets), dependsOn: [{ container: "mlflow", condition: "HEALTHY" }] },
  ];
}

/** Sends `total` calls, `atOnce` of them at a time. Gives the milliseconds of each and of all, and how many answers were not 200. */
export async function load(port, path, atOnce, total, body = BODY) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const times = [];
  let failed = 0;
  let left = total;
  const one = () =>
    new Promise((resolve, reject) => {
      const begin = process.hrtime.bigint();
      const headers = {
        ...ADMITTED,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        host: "localhost",
      };
      const sent = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers }, (answer) => {
        if (answer.statusCode !== 200) failed++;
        answer.resume().on("end", () => {
          times.push(Number(process.hrtime.bigint() - begin) / 1e6);
          resolve();
        });
      });
      sent.on("error", reject).end(body);
    });
  const begin = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await one();
    }),
  );
  agent.destroy();
  const all = Number(process.hrtime.bigint() - begin) / 1e6;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { p50: at(0.5), p99: at(0.99), perSecond: (total / all) * 1000, failed };
}

/** Starts the servers and gives them to some work. */
export async function withServers(work) {
  const folder = mkdtempSync(join(tmpdir(), "mlops-bench-proxy-"));
  const postgres = await startPostgres();
  try {
    const running = await startContainers(definitions(), {
      python: await pythonEnvironment(),
      postgres,
      artifactRoot: join(folder, "artifacts"),
      workFolder: folder,
    });
    try {
      return await work({
        proxy: running.port("proxy", 8080),
        mlflow: running.port("mlflow", 5000),
        bare: running.port("bare", BARE_PORT),
      });
    } finally {
      await running.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The same load on both, in turns, of which each begins as often as the other: the medians of the ratios, and how many answers were not 200.
 * @param limits - of `p99` and `perSecond` (bare over proxy): a ratio that is close to its limit or past it is measured for longer
 */
export async function compared({ proxy, bare }, atOnce, total, rounds, limits) {
  const through = [];
  const direct = [];
  const turns = [
    async () => through.push(await load(proxy, `/post${SEARCH}`, atOnce, total)),
    async () => direct.push(await load(bare, SEARCH, atOnce, total)),
  ];
  const p99 = () => median(through.map((each, i) => each.p99 / direct[i].p99));
  const throughput = () => median(through.map((each, i) => direct[i].perSecond / each.perSecond));
  const isBelow = (part) => p99() < limits.p99 * (1 - part) && throughput() < limits.throughput * (1 - part);
  const isEnough = () => (limits === undefined ? through.length >= rounds : isSettled(through.length, rounds, isBelow));
  while (through.length === 0 || !isEnough()) {
    const [first, second] = through.length % 2 === 0 ? turns : turns.toReversed();
    await first();
    await second();
  }
  return {
    p99: p99(),
    throughput: throughput(),
    calls: total * through.length,
    failed: through.reduce((sum, { failed }) => sum + failed, 0),
    times: { through: median(through.map(({ p99 }) => p99)), bare: median(direct.map(({ p99 }) => p99)) },
    p50: { through: median(through.map(({ p50 }) => p50)), bare: median(direct.map(({ p50 }) => p50)) },
  };
}

/** The figures of the proxy. */
export async function proxyCalls(report) {
  const limits = { p99: FIGURES.proxyP99.limit, throughput: FIGURES.proxyThroughput.limit };
  await withServers(async (ports) => {
    await compared(ports, 10, 100, 1);
    for (const atOnce of [50, 100]) {
      const { p99, throughput, calls, failed, times } = await compared(ports, atOnce, 4 * atOnce, 8, limits);
      const subject = `${atOnce} at once`;
      report.add("proxyP99", p99, `${times.through.toFixed(0)} ms / ${times.bare.toFixed(0)} ms`, subject);
      report.add("proxyThroughput", throughput, `${(1 / throughput).toFixed(2)} times as many a second`, subject);
      report.add("proxyFailed", failed, `of ${calls}`, subject);
    }
    const { p50 } = await compared(ports, 1, 100, 5);
    report.add("proxyAlone", p50.through - p50.bare, `${p50.through.toFixed(1)} ms / ${p50.bare.toFixed(1)} ms`);
  });
}
