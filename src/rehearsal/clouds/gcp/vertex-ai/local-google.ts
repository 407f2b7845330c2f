import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isObject } from "../../../../core/json";
import type { ModelAnswer, ModelRuntime } from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import { VertexService, type Containers } from "./api";
import { googleError, rawPredict } from "./predict";

export interface LocalGoogleOptions {
  readonly account: Account;
  /** What answers in place of the models' containers. */
  readonly models: ModelRuntime;
  /** When such a container answers. @default - at once */
  readonly containers?: Containers;
  /** The service account whose tokens the metadata server gives. @default - it gives none */
  readonly identity?: string;
  /** Whether there is an object in Cloud Storage. @default - there is every one */
  readonly hasObject?: (uri: string) => boolean;
}

const TOKEN = "/computeMetadata/v1/instance/service-accounts/default/token";
const DEDICATED = /^\/dedicated\/([^/]+)(\/.+)$/;

/** An access token of somebody: Google's own tell nothing, and these tell who it is. */
export function accessToken(member: string): string {
  return `ya29.${Buffer.from(member).toString("base64url")}`;
}

function memberOf(token: string | undefined): string | undefined {
  const [, encoded] = /^Bearer ya29\.(.+)$/.exec(token ?? "") ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64url").toString("utf8");
}

/**
 * Google's addresses that a container or a command calls, on a port of this machine: the metadata server, Vertex AI with its dedicated
 * endpoints (below `/dedicated/<host>`), and Cloud Storage's objects. All act on the simulated account.
 */
export class LocalGoogle {
  /** Listens on a free port of the loopback address. */
  public static async start(options: LocalGoogleOptions): Promise<LocalGoogle> {
    const google = new LocalGoogle(options);
    await new Promise<void>((resolve, reject) => {
      google.server.once("error", reject);
      google.server.listen(0, "127.0.0.1", resolve);
    });
    return google;
  }

  private readonly server: Server;
  private readonly vertex: VertexService;
  private failure?: Error;

  private constructor(private readonly options: LocalGoogleOptions) {
    const { account, containers = { ready: () => Promise.resolve() } } = options;
    this.vertex = new VertexService(account, containers);
    this.server = createServer((request, response) => void this.respond(request, response));
  }

  /** `127.0.0.1:<port>`. */
  public get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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
    try {
      const answer = await this.answer(request, Buffer.concat(chunks).toString("utf8"));
      if (answer === undefined) {
        // Nobody is at this address.
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { "content-type": "application/json", "content-length": answer.body.length });
      response.end(answer.body);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      response.writeHead(500).end();
    }
  }

  private async answer(request: IncomingMessage, body: string): Promise<ModelAnswer | undefined> {
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "/", "http://google.invalid");
    if (url.pathname === TOKEN) return this.token(headers["metadata-flavor"]);
    const member = memberOf(headers.authorization);
    const [, host, path] = DEDICATED.exec(url.pathname) ?? [];
    if (member === undefined)
      return googleError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    const { account, models } = this.options;
    const contentType = headers["content-type"] ?? "";
    if (host !== undefined && path !== undefined)
      return rawPredict({ account, host, path, member, models, contentType, body, random: Math.random });
    if (url.pathname.startsWith("/storage/v1/")) return this.object(url.pathname);
    const parsed: unknown = body === "" ? {} : JSON.parse(body);
    const query = url.searchParams;
    return this.vertex.answer({ method, path: url.pathname, query, body: isObject(parsed) ? parsed : {}, member });
  }

  private token(flavor: string | string[] | undefined): ModelAnswer {
    const { identity } = this.options;
    if (flavor !== "Google" || identity === undefined) return googleError(403, "PERMISSION_DENIED", "no token");
    const access_token = accessToken(`serviceAccount:${identity}`);
    return { status: 200, body: Buffer.from(JSON.stringify({ access_token, expires_in: 3599, token_type: "Bearer" })) };
  }

  private object(path: string): ModelAnswer {
    const [, bucket = "", name = ""] = /^\/storage\/v1\/b\/([^/]+)\/o\/(.+)$/.exec(path) ?? [];
    const isThere = this.options.hasObject?.(`gs://${bucket}/${decodeURIComponent(name)}`) ?? true;
    return isThere
      ? { status: 200, body: Buffer.from(JSON.stringify({ name: decodeURIComponent(name) })) }
      : googleError(404, "NOT_FOUND", `No such object: ${bucket}/${decodeURIComponent(name)}`);
  }
}
