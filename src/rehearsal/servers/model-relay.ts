import type { IncomingMessage, ServerResponse } from "node:http";
import { LoopbackServer } from "./loopback-server";
import { ModelServiceError, type ModelAnswer, type ModelRuntime, type ServedModel } from "./model-runtime";

/** A port of this machine in place of a model's container: it hands requests to what serves the model. */
export class ModelRelay {
  /** Listens on a free port of the loopback address. */
  public static async start(model: ServedModel, models: ModelRuntime): Promise<ModelRelay> {
    const relay = new ModelRelay(model, models);
    await relay.server.listen();
    return relay;
  }

  private readonly server = new LoopbackServer((request, response, body) => this.answer(request, response, body));

  private constructor(
    private readonly model: ServedModel,
    private readonly models: ModelRuntime,
  ) {}

  public get port(): number {
    return this.server.port;
  }

  /** What went wrong in the rehearsal itself, once. */
  public takeFailure(): Error | undefined {
    return this.server.takeFailure();
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const { status, body } = await this.invoke(request, text);
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
      this.server.note(error);
      return { status: 503, body: Buffer.from("the rehearsal failed") };
    }
  }
}
