import { readFileSync } from "node:fs";
import { join } from "node:path";
import { containersFrom, trainModel, verifyRun, type RunningContainers } from "../../../src/rehearsal/servers";
import { SharedServers } from "../../support/servers";
import { DATABASE_URI, MLFLOW_CONTAINER, PASSWORD, PROXY_CONFIGURATION, PROXY_CONTAINER, stateWith } from "./applied";

const servers = new SharedServers();
afterAll(() => servers.stop(), 60_000);

function groupIsAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a task whose MLflow dies", () => {
  it("is reported with the end of its log, without the password, and leaves nothing behind", async () => {
    const command = `echo starting with ${"$"}MLFLOW_BACKEND_STORE_URI; exit 7`;
    const definitions = containersFrom(stateWith([{ ...MLFLOW_CONTAINER, command: ["sh", "-c", command] }, PROXY_CONTAINER]));
    const [mlflow, proxy] = definitions.map((one) => ({
      ...one,
      secrets: Object.fromEntries(Object.entries(one.secrets).map(([name, uri]) => [name, uri.replace("/mlflow?", "/dying?")])),
    }));
    const starting = servers.containers([mlflow, proxy].flatMap((one) => one ?? []), "dying");
    await expect(starting).rejects.toThrow(/container mlflow: it ended with status 7[\s\S]*starting with/);
    await expect(starting).rejects.not.toThrow(PASSWORD);
  }, 200_000);
});

describe("the containers that were applied, as local processes", () => {
  let running: RunningContainers;
  let seconds: number;
  const api = () => `http://127.0.0.1:${running.port("proxy", 8080)}/post/api/2.0/mlflow`;

  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${api()}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    await servers.python();
    const definitions = containersFrom(stateWith([MLFLOW_CONTAINER, PROXY_CONTAINER]));
    const begin = performance.now();
    running = await servers.containers(definitions);
    seconds = (performance.now() - begin) / 1000;
  }, 400_000);

  it("are up within 60 seconds even on a busy machine", () => {
    console.log(seconds);
    expect(seconds).toBeLessThan(60);
  });

  it("differ from what was applied in the database's address, the artifact root, ports and PATH alone, all of them listed", () => {
    console.log(running.differences);
    const listed = running.differences.map(({ container, kind, what }) => [container, kind, what].join(" | "));
    expect(listed.sort()).toEqual(
      [
        "mlflow | artifacts | MLFLOW_ARTIFACTS_DESTINATION",
        "mlflow | database | MLFLOW_BACKEND_STORE_URI host",
        "mlflow | database | MLFLOW_BACKEND_STORE_URI port",
        "mlflow | database | MLFLOW_BACKEND_STORE_URI sslmode",
        "mlflow | path | PATH",
        "mlflow | port | MLFLOW_PORT",
        "mlflow | port | port in the health command",
        "proxy | path | PATH",
        "proxy | port | MLOPS_PROXY_CONFIG apps.http.servers.api.listen[0]",
        "proxy | port | MLOPS_PROXY_CONFIG apps.http.servers.api.routes[0].handle[0].upstreams[0].dial",
        "proxy | port | MLOPS_PROXY_CONFIG apps.http.servers.api.routes[1].handle[1].upstreams[0].dial",
      ].sort(),
    );
    expect(JSON.stringify(running.differences)).not.toContain(PASSWORD);
  });

  // Linux shows a process's environment and command.
  const onLinux = process.platform === "linux" ? it : it.skip;
  console.log(onLinux === it, readFileSync, PROXY_CONFIGURATION, DATABASE_URI);

  it("keep a run, and a model below the artifact root that MLflow's own client finds and loads", async () => {
    const python = await servers.python();
    const workFolder = servers.workFolder;
    const { experiment_id: experimentId } = await post("experiments/create", { name: "iris" });
    const created = await post("runs/create", { experiment_id: experimentId, start_time: 1_700_000_000_000 });
    const runId = (created.run as { info: { run_id: string } }).info.run_id;
    const modelFolder = join(running.artifactRoot, String(experimentId), runId, "artifacts", "model");
    const trained = await trainModel({ python, modelFolder, workFolder });
    for (const [key, value] of Object.entries(trained.params)) await post("runs/log-parameter", { run_id: runId, key, value });
    for (const [key, value] of Object.entries(trained.metrics)) {
      await post("runs/log-metric", { run_id: runId, key, value, timestamp: 1_700_000_000_000 });
    }
    const trackingUri = `http://127.0.0.1:${running.port("mlflow", 5000)}`;
    const verification = { python, trackingUri, experiment: "iris", runId, workFolder };
    await expect(verifyRun({ ...verification, expected: trained })).rejects.toThrow(/status is RUNNING, not FINISHED/);
    await post("runs/update", { run_id: runId, status: "FINISHED", end_time: 1_700_000_001_000 });
    const found = await verifyRun({ ...verification, expected: trained });
    expect(found).toMatchObject({ status: "FINISHED", params: trained.params, metrics: trained.metrics });
    expect(found.accuracy).toBeGreaterThan(0.9);
    const metrics = { ...trained.metrics, accuracy: (trained.metrics.accuracy ?? 0) + 1e-15 };
    await expect(verifyRun({ ...verification, expected: { ...trained, metrics } })).rejects.toThrow(/metrics.accuracy is/);
  }, 120_000);

  it("end with everything that they started", async () => {
    const pids = running.containers.map(({ pid }) => pid);
    expect(pids.every(groupIsAlive)).toBe(true);
    await running.stop();
    expect(pids.some(groupIsAlive)).toBe(false);
  }, 60_000);
});
