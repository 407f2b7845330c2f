import { createHash } from "node:crypto";
import { join } from "node:path";
import { sendLocally } from "../snowflake/http";
import { startContainers, type RunningContainers } from "./containers";
import type { Difference } from "./differences";
import type { CloudServices, Ingress, IngressAnswer, IngressRequest, IngressRuntime } from "./model-ingress";
import { ModelRelay } from "./model-relay";
import type { ModelRuntime } from "./model-runtime";
import type { PythonEnvironment } from "./python";

export interface ModelIngressesOptions {
  readonly python: PythonEnvironment;
  /** Folder for logs; created if it does not exist. */
  readonly workFolder: string;
}

/** What stands for the models' containers, or for the cloud's own services. */
type Relay = Pick<CloudServices, "takeFailure" | "stop">;

interface Running {
  readonly containers: RunningContainers;
  readonly relays: readonly Relay[];
  readonly port: number;
}

/** The proxies in front of models as local processes: one for each that was applied, started at its first request. */
export class ModelIngresses implements IngressRuntime {
  /** Every way in which the processes differ from the containers that were applied. */
  public readonly differences: Difference[] = [];
  private readonly running = new Map<string, Promise<Running>>();
  private readonly numbers = new Map<ModelRuntime, number>();
  private readonly started: Record<string, number> = {};

  constructor(private readonly options: ModelIngressesOptions) {}

  public async send(
    ingress: Ingress,
    models: ModelRuntime,
    request: IngressRequest,
    milliseconds: number,
  ): Promise<IngressAnswer> {
    const { relays, port } = await this.of(ingress, models);
    const answer = await sendLocally({ host: "127.0.0.1", port }, request, milliseconds);
    for (const relay of relays) {
      const failure = relay.takeFailure();
      if (failure !== undefined) throw failure;
    }
    return answer;
  }

  /** Local ports of the proxies, by the name of their service. */
  public async ports(): Promise<Record<string, number>> {
    await Promise.all(this.running.values());
    return { ...this.started };
  }

  /** Ends all of them; can be called again. */
  public async stop(): Promise<void> {
    for (const started of await Promise.allSettled(this.running.values()))
      if (started.status === "fulfilled") {
        await started.value.containers.stop();
        await Promise.all(started.value.relays.map((relay) => relay.stop()));
      }
    this.running.clear();
  }

  private of(ingress: Ingress, models: ModelRuntime): Promise<Running> {
    const number = this.numbers.get(models) ?? this.numbers.size;
    this.numbers.set(models, number);
    const key = createHash("sha256")
      .update(JSON.stringify([number, ingress]))
      .digest("hex")
      .slice(0, 12);
    const found = this.running.get(key) ?? this.start(ingress, models, join(this.options.workFolder, key));
    this.running.set(key, found);
    return found;
  }

  private async start(ingress: Ingress, models: ModelRuntime, workFolder: string): Promise<Running> {
    const { service, container, port } = ingress;
    const servers = await Promise.all(ingress.models.map(({ model }) => ModelRelay.start(model, models)));
    const services = await ingress.calling?.start(models);
    const relays: Relay[] = [...servers, ...(services === undefined ? [] : [services])];
    const definitions = [...(ingress.calling?.containers ?? []), { ...container, dependsOn: [] }];
    try {
      const containers = await startContainers(definitions, {
        python: this.options.python,
        workFolder,
        artifactRoot: join(workFolder, "artifacts"),
        services: services?.host,
        elsewhere: new Map(ingress.models.map((each, index) => [each.port, servers[index]?.port ?? 0])),
      });
      const differences = containers.differences.map((each) => ({
        ...each,
        container: `${service}: ${each.container}`,
      }));
      this.differences.push(...differences);
      const local = containers.port(container.name, port);
      this.started[service] = local;
      return { containers, relays, port: local };
    } catch (error) {
      await Promise.all(relays.map((relay) => relay.stop()));
      throw error;
    }
  }
}
