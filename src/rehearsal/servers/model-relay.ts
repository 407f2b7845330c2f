import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ModelServiceError, type ModelAnswer, type ModelRuntime, type ServedModel } from "./model-runtime";

/** A port of this machine in place of a model's container: it hands requests to what serves the model. */
export class ModelRelay {
  /** Listens on a free port of the loopback address. */
  public static async start(model: ServedModel, models: ModelRuntime): Promise<ModelRelay> {
    const relay = new ModelRelay(model, models);
    await new Promise<void>((resolve, reject) => {
      relay.server.once("error", reject);
      relay.server.listen(0, "127.0.0.1", resolve);
    });
    return relay;
  }

  private readonly server: Server;
  private failure?: Error;

  private constructor(
    private readonly model: ServedModel,
    private readonly models: ModelRuntime,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
    // As uvicorn does.
    this.server.keepAliveTimeout = 5_000;
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What went wrong in the rehearsal itself, once. */
  public takeFailure(): Error | undefined {
    const { failure } = this;
    this.failure = undefined;
    return failure;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The proxy gave up.
      return;
    }
    const { status, body } = await this.invoke(request, Buffer.concat(chunks).toString("utf8"));
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  }

  private async invoke({ method, url, headers }: IncomingMessage, body: string): Promise<ModelAnswer> {
    if (url !== "/invocations") return { status: 404, body: Buffer.from('{"detail":"Not Found"}') };
    if (method !== "POST") return { status: 405, body: Buffer.from('{"detail":"Method Not Allowed"}') };
    try {
      return await this.models.invoke(this.model, { contentType: headers["content-type"] ?? "", body });
    } catch (error) {
      if (error instanceof ModelServiceError) return { status: error.status, body: Buffer.from(error.message) };
      this.failure = error instanceof Error ? error : new Error(String(error));
      return { status: 503, body: Buffer.from("the rehearsal failed") };
    }
  }
}
