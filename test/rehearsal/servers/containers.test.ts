import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerSpec } from "../../../src/mlflow/server/container-spec";
import { ServerSpec } from "../../../src/mlflow/server/server-spec";
import { containersFrom } from "../../../src/rehearsal/clouds";
import {
  ContainerError,
  startContainers,
  trainModel,
  verifyRun,
  type ContainerDefinition,
  type RunningContainers,
} from "../../../src/rehearsal/servers";
import { SharedServers } from "../../support/servers";
import { DATABASE_ARN, MLFLOW_CONTAINER, PASSWORD, PROXY_CONTAINER, stateWith } from "./applied";

const servers = new SharedServers();
// Makes the Python environment where there is none yet.
beforeAll(() => servers.python(), 600_000);
afterAll(() => servers.stop(), 60_000);

function groupIsAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A Caddy that answers its health check, as a small container. */
function caddy(name: string, port: number, command?: string): ContainerDefinition {
  const routes = [
    { match: [{ path: ["/no-such"] }], handle: [{ handler: "static_response", status_code: 404 }], terminal: true },
    { handle: [{ handler: "static_response", status_code: 200 }] },
  ];
  const server = { listen: [`:${port}`], automatic_https: { disable: true }, routes };
  return {
    name,
    image: "mirror.example/docker.io/library/caddy:2.11.7-alpine",
    command: ["sh", "-c", command ?? "exec caddy run --config - <<E\n$CONFIG\nE"],
    environment: {
      CONFIG: JSON.stringify({ admin: { disabled: true }, apps: { http: { servers: { one: server } } } }),
    },
    secrets: {},
    ports: [port],
    dependsOn: [],
    essential: true,
  };
}

describe("containers that fail", () => {
  it("that end before they are healthy are reported with the end of their log, without secrets, and leave nothing behind", async () => {
    const dying = "echo MLflow $$ cannot start with $MLFLOW_BACKEND_STORE_URI; sleep 1000 & exit 7";
    const definitions = containersFrom(
      stateWith([{ ...MLFLOW_CONTAINER, command: ["sh", "-c", dying] }, PROXY_CONTAINER]),
    ).map((one) => ({
      ...one,
      secrets: Object.fromEntries(
        Object.entries(one.secrets).map(([name, uri]) => [name, uri.replace("/mlflow?", "/dying?")]),
      ),
    }));
    const failure = await servers.containers(definitions, "dying").catch((error: unknown) => error as ContainerError);
    expect(failure).toBeInstanceOf(ContainerError);
    const { message } = failure as ContainerError;
    expect(message).toMatch(/^container mlflow: it ended with status 7/);
    expect(message).not.toContain(PASSWORD);
    const [, pid] = /MLflow (\d+) cannot start with/.exec(message) ?? [];
    expect(pid).toBeDefined();
    expect(groupIsAlive(Number(pid))).toBe(false);
  }, 60_000);

  it("that do not become healthy in time are reported and ended", async () => {
    const starting = startContainers([caddy("slow", 8080, "echo nothing listens; exec sleep 1000")], {
      python: await servers.python(),
      postgres: await servers.postgres(),
      artifactRoot: join(servers.workFolder, "slow", "artifacts"),
      workFolder: join(servers.workFolder, "slow"),
      timeoutMs: 500,
    });
    await expect(starting).rejects.toThrow(
      "container slow: it did not become healthy in time. Asked by its port: GET /health is not answered. The end of its log:\n" +
        "nothing listens",
    );
  }, 60_000);

  it("whose health command asks for a wrong path are named at once, with the command and the answer", async () => {
    const healthCheck = ["/bin/sh", "-c", "exit 1 # http://localhost:8080/no-such"];
    const started = Date.now();
    await expect(servers.containers([{ ...caddy("lost", 8080), healthCheck }], "lost")).rejects.toThrow(
      "container lost: it refuses what its health check asks. " +
        'Asked by its health command "/bin/sh -c exit 1 # http://localhost:8080/no-such": it ended with status 1; GET /no-such answered 404. ',
    );
    expect(Date.now() - started).toBeLessThan(30_000);
  }, 60_000);

  it("that end later take the others with them", async () => {
    const running = await servers.containers([caddy("first", 8080), caddy("second", 8081)], "later");
    const [first, second] = running.containers.map(({ pid }) => pid);
    expect(await (await fetch(`http://127.0.0.1:${running.port("second", 8081)}/`)).text()).toBe("");
    process.kill(Number(first), "SIGKILL");
    expect((await running.died).message).toMatch(/^container first: it was ended by SIGKILL/);
    expect(groupIsAlive(Number(second))).toBe(false);
  }, 60_000);

  it("name the image for which no local program stands", async () => {
    const starting = servers.containers([{ ...caddy("odd", 8080), image: "docker.io/library/nginx:1.29" }], "odd");
    await expect(starting).rejects.toThrow(
      "container odd: no local program replaces the image docker.io/library/nginx:1.29; images of mlflow and caddy",
    );
  }, 60_000);

  it("whose dependencies go round in a circle are refused", async () => {
    const circle = [
      { ...caddy("first", 8080), dependsOn: [{ container: "second", condition: "START" as const }] },
      { ...caddy("second", 8081), dependsOn: [{ container: "first", condition: "START" as const }] },
    ];
    await expect(servers.containers(circle, "circle")).rejects.toThrow(
      "first, second: dependsOn names a container that does not exist, or is circular",
    );
  }, 60_000);
});

describe("a local process", () => {
  it("finds in its environment what was applied, PATH and TMPDIR, and nothing of ours", async () => {
    const command = "env > seen; exec caddy run --config - <<E\n$CONFIG\nE";
    const definition = caddy("seen", 8080, command);
    const running = await servers.containers([definition], "seen");
    const seen = readFileSync(join(servers.workFolder, "seen", "seen", "seen"), "utf8")
      .trimEnd()
      .split("\n");
    const fromTheShell = /^(PWD|OLDPWD|SHLVL|_)=/;
    const names = seen.filter((line) => !fromTheShell.test(line)).map((line) => line.slice(0, line.indexOf("=")));
    expect(names.sort()).toEqual(["CONFIG", "PATH", "TMPDIR"]);
    await running.stop();
  }, 60_000);

  it("stands for an image of the same version, or it is said that the versions differ", async () => {
    const other = { ...caddy("other", 8081), image: "caddy:2.10.0" };
    const running = await servers.containers([caddy("same", 8080), other], "versions");
    expect(running.images).toEqual([
      expect.objectContaining({ container: "same", applied: "2.11.7", installed: "2.11.7", isSameVersion: true }),
      expect.objectContaining({ container: "other", applied: "2.10.0", installed: "2.11.7", isSameVersion: false }),
    ]);
    await running.stop();
  }, 60_000);

  it.each([
    ["with a shell", ["/bin/sh", "-c", "no-such-program http://localhost:8080/health || exit 1"]],
    ["without a shell", ["no-such-program", "http://localhost:8080/health"]],
  ])(
    "is asked by GET /health when this machine lacks the program of the health command, %s",
    async (what, healthCheck) => {
      const running = await servers.containers([{ ...caddy("probed", 8080), healthCheck }], what);
      expect(running.containers.map(({ health }) => health)).toEqual(["GET /health"]);
      expect(() => running.port("probed", 9000)).toThrow("container probed: it does not listen on port 9000");
      await running.stop();
    },
    60_000,
  );
});

// As a cloud's module would apply them.
function applied(spec: ContainerSpec): Record<string, unknown> {
  return {
    ...spec,
    environment: Object.entries(spec.environment).map(([name, value]) => ({ name, value })),
    secrets: spec.secrets.map((name) => ({ name, valueFrom: DATABASE_ARN })),
    port: undefined,
    writablePaths: undefined,
    portMappings: spec.port === undefined ? [] : [{ containerPort: spec.port }],
    healthCheck: spec.healthCheck && { command: ["CMD", ...spec.healthCheck] },
  };
}

describe("MLflow and its proxy, as they are deployed", () => {
  let running: RunningContainers;

  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const url = `http://127.0.0.1:${running.port("proxy", 8080)}/post/api/2.0/mlflow/${path}`;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    const artifactsDestination = "s3://mlops-dev-artifacts/mlflow";
    const { mlflow, proxy } = ServerSpec.containers({ artifactsDestination, workers: 1 });
    running = await servers.containers(containersFrom(stateWith([applied(mlflow), applied(proxy)])));
  }, 120_000);

  it("differ in the database's address, the artifact root, ports, PATH and TMPDIR alone, all of them listed", () => {
    const listed = running.differences.map(({ container, kind, what }) => [container, kind, what].join(" | "));
    const addresses = /(?<=MLOPS_PROXY_CONFIG apps\.http\.servers\.)\S+(listen|dial)\S*/;
    expect([...new Set(listed.map((line) => line.replace(addresses, "$1")))].sort()).toEqual([
      "mlflow | artifacts | MLFLOW_ARTIFACTS_DESTINATION",
      "mlflow | database | MLFLOW_BACKEND_STORE_URI host",
      "mlflow | database | MLFLOW_BACKEND_STORE_URI port",
      "mlflow | database | MLFLOW_BACKEND_STORE_URI sslmode",
      "mlflow | path | PATH",
      "mlflow | path | TMPDIR",
      "mlflow | port | MLFLOW_PORT",
      "mlflow | port | port in the health command",
      "proxy | path | PATH",
      "proxy | path | TMPDIR",
      "proxy | port | MLOPS_PROXY_CONFIG apps.http.servers.dial",
      "proxy | port | MLOPS_PROXY_CONFIG apps.http.servers.listen",
      "proxy | port | port in the health command",
    ]);
    expect(JSON.stringify(running.differences)).not.toContain(PASSWORD);
    expect(running.containers[0]?.health).toBe("command");
  });

  it("are of the versions that are deployed", () => {
    expect(running.images.map(({ program, installed }) => [program, installed])).toEqual(
      running.images.map(({ program, applied: version }) => [program, version]),
    );
  });

  it("keep a run, and a model below the artifact root, that MLflow's own client finds and loads", async () => {
    const python = await servers.python();
    const workFolder = servers.workFolder;
    const { experiment_id: experimentId } = await post("experiments/create", { name: "iris" });
    const created = await post("runs/create", { experiment_id: experimentId, start_time: 1_700_000_000_000 });
    const runId = (created.run as { info: { run_id: string } }).info.run_id;
    const modelFolder = join(running.artifactRoot, String(experimentId), runId, "artifacts", "model");
    const trained = await trainModel({ python, modelFolder, workFolder });
    for (const [key, value] of Object.entries(trained.params)) {
      await post("runs/log-parameter", { run_id: runId, key, value });
    }
    for (const [key, value] of Object.entries(trained.metrics)) {
      await post("runs/log-metric", { run_id: runId, key, value, timestamp: 1_700_000_000_000 });
    }
    const trackingUri = `http://127.0.0.1:${running.port("mlflow", 5000)}`;
    const verification = { python, trackingUri, experiment: "iris", runId, workFolder };
    const accuracy = (trained.metrics.accuracy ?? 0) + 1e-15;
    await expect(
      verifyRun({ ...verification, expected: { params: {}, metrics: { ...trained.metrics, accuracy } } }),
    ).rejects.toThrow(
      /status is RUNNING, not FINISHED\nparams.C is '0.5', expected None[\s\S]*metrics.accuracy is 0.93/,
    );
    await post("runs/update", { run_id: runId, status: "FINISHED", end_time: 1_700_000_001_000 });
    const found = await verifyRun({ ...verification, expected: trained });
    expect(found).toMatchObject({ status: "FINISHED", params: trained.params, metrics: trained.metrics });
    expect(found.artifactUri).toBe(`mlflow-artifacts:/${String(experimentId)}/${runId}/artifacts`);
    expect(found.accuracy).toBeGreaterThan(0.9);
    expect(new Set(found.predictions)).toEqual(new Set([0, 1, 2]));
  }, 120_000);

  it("end with everything that they started", async () => {
    const pids = running.containers.map(({ pid }) => pid);
    expect(pids.every(groupIsAlive)).toBe(true);
    await running.stop();
    expect(pids.some(groupIsAlive)).toBe(false);
  }, 60_000);
});
