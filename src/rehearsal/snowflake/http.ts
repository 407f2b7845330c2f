import { request } from "node:http";
import type { HttpResponse, LocalAddress } from "./gateway";
import { NetworkError } from "./gateway";

/** The backend did not answer in time. */
export class TimeoutError extends NetworkError {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = "TimeoutError";
  }
}

/**
 * Sends a request to a local server. The path goes out as it is: no URL parser may normalise it.
 * @throws TimeoutError, NetworkError
 */
export function sendLocally(
  to: LocalAddress,
  message: { method: string; path: string; headers: Record<string, string>; body?: string },
  milliseconds: number,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: to.host,
        port: to.port,
        method: message.method,
        path: message.path,
        headers: message.headers,
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", (error) => {
          clearTimeout(timer);
          reject(new NetworkError(error.message));
        });
        incoming.on("end", () => {
          clearTimeout(timer);
          const headers: Record<string, string> = {};
          for (const [name, value] of Object.entries(incoming.headers)) {
            if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
          }
          resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
        });
      },
    );
    const timer = setTimeout(() => outgoing.destroy(new TimeoutError(milliseconds)), milliseconds);
    outgoing.on("error", (error) => {
      clearTimeout(timer);
      reject(error instanceof NetworkError ? error : new NetworkError(error.message));
    });
    outgoing.end(message.body);
  });
}
