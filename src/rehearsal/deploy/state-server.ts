import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Keeps states in files for Terraform's `http` backend: https://developer.hashicorp.com/terraform/language/backend/http
 *
 * The `local` backend writes the whole state again after every resource, which took half of a platform's apply. To this one
 * Terraform hands the state when an apply ends, and every 20 seconds before.
 */
export class StateServer {
  /** Starts on a free port of the loopback interface. */
  public static async start(): Promise<StateServer> {
    const server = createServer();
    const running = new StateServer(server);
    server.on("request", (request, response) => running.answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    // A folder that is never removed must not keep its process alive.
    server.unref();
    return running;
  }

  private readonly files = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  /** The address at which the state of one stack is read and written. */
  public addressOf(stack: string, file: string): string {
    const path = `/${encodeURIComponent(stack)}`;
    this.files.set(path, file);
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const file = this.files.get(request.url?.replace(/\?.*$/, "") ?? "");
    if (file === undefined) response.writeHead(404).end();
    else if (request.method === "GET") {
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    } else if (request.method === "POST") {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => void parts.push(part));
      request.on("end", () => {
        writeFileSync(file, Buffer.concat(parts));
        response.end();
      });
    } else response.writeHead(405).end();
  }
}
