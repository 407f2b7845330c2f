import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelIngresses, pythonEnvironment } from "../../../src/rehearsal/servers";
import type { ContainerDefinition } from "../../../src/rehearsal/servers/container";
import { LiveProxy } from "../../support/live-proxy";

/** A real proxy for each applied container of it, with a server behind it that answers like an empty MLflow. */
export class Proxies {
  private readonly running = new Map<string, Promise<LiveProxy>>();

  /** The local port of the proxy among these containers, started when it is the first of its kind. */
  public async portOf(definitions: readonly ContainerDefinition[]): Promise<number> {
    const proxy = definitions.find(({ environment }) => "MLOPS_PROXY_CONFIG" in environment);
    if (proxy === undefined) throw new Error("no container is the proxy");
    const { environment, secrets } = proxy;
    const key = JSON.stringify([environment, secrets]);
    const found = this.running.get(key) ?? LiveProxy.of({ ...environment, ...secrets });
    this.running.set(key, found);
    const live = await found;
    live.answer = { status: 200, type: "application/json", body: '{"experiments":[]}' };
    return live.port;
  }

  /** Runs the proxies in front of models for one rehearsal. */
  public async withIngresses(work: (ingresses: ModelIngresses) => Promise<void>): Promise<void> {
    const workFolder = mkdtempSync(join(tmpdir(), "mlops-ingresses-"));
    const ingresses = new ModelIngresses({ python: await pythonEnvironment(), workFolder });
    try {
      await work(ingresses);
    } finally {
      await ingresses.stop();
      rmSync(workFolder, { recursive: true, force: true });
    }
  }

  public async stop(): Promise<void> {
    for (const proxy of this.running.values()) await (await proxy).stop();
  }
}
