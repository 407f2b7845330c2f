import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../deploy/command";
import type { HttpResponse } from "../snowflake/gateway";
import type { ModelRequest } from "./model-runtime";
import type { PythonEnvironment } from "./python";
import { ScoringServer } from "./scoring-server";

/** A model as a cloud's endpoint was given it. */
export interface ModelToServe {
  /** Where the cloud finds it: a folder, or an archive that ends with `.tar.gz`. */
  readonly uri: string;
  /** Variables of the endpoint's container. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ModelServersOptions {
  readonly python: PythonEnvironment;
  /** Folder for logs and unpacked archives; created if it does not exist. */
  readonly workFolder: string;
  /**
   * The folder or archive on this machine that stands for a URI.
   * @returns undefined for a URI without one
   */
  readonly locate: (uri: string) => string | undefined;
}

/** MLflow's scoring servers in place of a cloud's endpoints: one for each model and its variables, started at its first request. */
export class ModelServers {
  private readonly servers = new Map<string, Promise<ScoringServer>>();
  private readonly started: Record<string, number> = {};

  constructor(private readonly options: ModelServersOptions) {}

  /**
   * Lets a model predict.
   * @throws Error if there is no model at its URI, or MLflow cannot load it
   */
  public async invoke(model: ModelToServe, request: ModelRequest): Promise<HttpResponse> {
    return (await this.serverOf(model)).invoke(request);
  }

  /** Version of MLflow in the `MLmodel` file of a folder. */
  public mlflowVersion({ uri }: ModelToServe): string | undefined {
    const file = join(this.options.locate(uri) ?? "", "MLmodel");
    if (!existsSync(file)) return undefined;
    return /^mlflow_version: ['"]?([\w.]+)/m.exec(readFileSync(file, "utf8"))?.[1];
  }

  /**
   * Waits until a model answers, as a cloud does before its endpoint is in service.
   * @throws Error as `invoke`
   */
  public async ready(model: ModelToServe): Promise<void> {
    await this.serverOf(model);
  }

  /** Local ports of the servers that are up, by the URI of their model. */
  public async ports(): Promise<Record<string, number>> {
    await Promise.all(this.servers.values());
    return { ...this.started };
  }

  /** Ends all servers; can be called again. */
  public async stop(): Promise<void> {
    for (const started of await Promise.allSettled(this.servers.values()))
      if (started.status === "fulfilled") await started.value.stop();
  }

  private serverOf(model: ModelToServe): Promise<ScoringServer> {
    const key = createHash("sha256")
      .update(JSON.stringify([model.uri, model.environment]))
      .digest("hex")
      .slice(0, 12);
    const server = this.servers.get(key) ?? this.start(model, join(this.options.workFolder, key));
    this.servers.set(key, server);
    return server;
  }

  private async start({ uri, environment }: ModelToServe, workFolder: string): Promise<ScoringServer> {
    const place = this.options.locate(uri);
    if (place === undefined || !existsSync(place)) throw new Error(`there is no model at ${uri}`);
    mkdirSync(workFolder, { recursive: true });
    const modelFolder = place.endsWith(".tar.gz") ? await unpacked(place, workFolder) : place;
    if (!existsSync(join(modelFolder, "MLmodel"))) throw new Error(`there is no MLmodel file at ${uri}`);
    const seconds = Number(environment.MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT);
    const server = await ScoringServer.start({
      python: this.options.python,
      modelFolder,
      workFolder,
      timeoutSeconds: seconds > 0 ? seconds : undefined,
    });
    this.started[uri] = server.address.port;
    return server;
  }
}

async function unpacked(archive: string, workFolder: string): Promise<string> {
  const folder = join(workFolder, "model");
  mkdirSync(folder, { recursive: true });
  const options = { cwd: workFolder, env: process.env, what: `tar of ${archive}` };
  await mustRun("tar", ["-xzf", archive, "-C", folder], options);
  return folder;
}
