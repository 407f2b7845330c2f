import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request whose body has arrived. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>;

/** A server on a free port of this machine that stands for another one. */
export class LoopbackServer {
  private readonly server = createServer((request, response) => void this.respond(request, response));
  private failure?: Error;

  constructor(private readonly handle: Handler) {
    // As uvicorn does.
    this.server.keepAliveTimeout = 5_000;
  }

  /** Listens on a free port of the loopback address. */
  public async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", resolve);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Notes what went wrong in the rehearsal itself. */
  public note(error: unknown): void {
    this.failure = error instanceof Error ? error : new Error(String(error));
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

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The caller gave up.
      return;
    }
    await this.handle(request, response, Buffer.concat(chunks).toString("utf8"));
  }
}
