import { mkdirSync } from "node:fs";
import { request } from "node:http";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpResponse, LocalAddress } from "../snowflake/gateway";
import { sendLocally } from "../snowflake/http";
import type { ModelRequest } from "./model-runtime";
import { pythonVariables, type PythonEnvironment } from "./python";
import { freePorts, ServerProcess } from "./server-process";

export interface ScoringServerOptions {
  /** The environment with MLflow and what the model needs. */
  readonly python: PythonEnvironment;
  /** Folder with the model in MLflow's format: the one with its `MLmodel`. */
  readonly modelFolder: string;
  /** Folder for the log and temporary files; created if it does not exist. */
  readonly workFolder: string;
  /**
   * Seconds that MLflow gives the model for a request; it answers 504 then.
   * @default - 60, MLflow's own
   */
  readonly timeoutSeconds?: number;
  /**
   * How long the server may take to load the model, in milliseconds.
   * @default - 120000
   */
  readonly startMs?: number;
}

/** `POST /invocations` of a scoring server, as SageMaker and the gateways send it. */
export function invokeModel(address: LocalAddress, { contentType, body }: ModelRequest): Promise<HttpResponse> {
  const headers = { "content-type": contentType, "content-length": String(Buffer.byteLength(body)) };
  return sendLocally(address, { method: "POST", path: "/invocations", headers, body }, INVOKE_MS);
}

const POLL_MS = 200;
/** Longer than any limit that a scoring server is given: it is the server that must answer. */
const INVOKE_MS = 120_000;

/**
 * MLflow's own scoring server for one model: `mlflow models serve` in the rehearsal's Python environment. Nothing is downloaded, so that
 * the model can need only what is in the environment.
 */
export class ScoringServer {
  /**
   * Starts the server and waits until it has loaded the model.
   * @throws Error with the last lines of its log
   */
  public static async start(options: ScoringServerOptions): Promise<ScoringServer> {
    const { python, modelFolder, workFolder, timeoutSeconds = 60, startMs = 120_000 } = options;
    mkdirSync(workFolder, { recursive: true });
    const [port = 0] = await freePorts(1);
    const variables = Object.entries({
      ...pythonVariables(),
      // It starts uvicorn by name.
      PATH: [python.bin, "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
      MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: String(timeoutSeconds),
      TMPDIR: workFolder,
    });
    const server = await ServerProcess.start({
      name: "MLflow's scoring server",
      command: [join(python.bin, "mlflow"), "models", "serve", "--model-uri", modelFolder].concat(
        ["--env-manager", "local", "--host", "127.0.0.1", "--port", String(port)],
        ["--workers", "1"],
      ),
      env: Object.fromEntries(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
      cwd: workFolder,
      logFile: join(workFolder, "scoring-server.log"),
    });
    const started = new ScoringServer(server, { host: "127.0.0.1", port });
    try {
      await started.loaded(Date.now() + startMs);
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  private constructor(
    private readonly process: ServerProcess,
    /** Where it listens. */
    public readonly address: LocalAddress,
  ) {}

  /** Lets the model predict. */
  public invoke(request: ModelRequest): Promise<HttpResponse> {
    return invokeModel(this.address, request);
  }

  /** The last lines of its log. */
  public log(): string {
    return this.process.lastLines();
  }

  /** Ends the server; can be called again. */
  public stop(): Promise<void> {
    return this.process.stop();
  }

  private async loaded(deadline: number): Promise<void> {
    while (!(await this.answersPing())) {
      const problem = !this.process.isRunning
        ? this.process.describeEnd()
        : Date.now() > deadline
          ? "did not load the model in time"
          : undefined;
      if (problem !== undefined) throw new Error(`${this.process.name} ${problem}:\n${this.process.lastLines()}`);
      await sleep(POLL_MS);
    }
  }

  private answersPing(): Promise<boolean> {
    return new Promise((resolve) => {
      const call = request({ ...this.address, path: "/ping", timeout: POLL_MS * 10 }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      call.once("timeout", () => call.destroy());
      call.once("error", () => resolve(false));
      call.end();
    });
  }
}
