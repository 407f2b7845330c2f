import type { IncomingMessage, ServerResponse } from "node:http";
import { isObject } from "../../../../core/json";
import { LoopbackServer } from "../../../servers/loopback-server";
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
    await google.server.listen();
    return google;
  }

  private readonly server = new LoopbackServer((request, response, body) => this.respond(request, response, body));
  private readonly vertex: VertexService;

  private constructor(private readonly options: LocalGoogleOptions) {
    const { account, containers = { ready: () => Promise.resolve() } } = options;
    this.vertex = new VertexService(account, containers);
  }

  /** `127.0.0.1:<port>`. */
  public get host(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  /** What went wrong in the rehearsal itself, once. */
  public takeFailure(): Error | undefined {
    return this.server.takeFailure();
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  private async respond(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    try {
      const answer = await this.answer(request, body);
      if (answer === undefined) {
        // Nobody is at this address.
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { "content-type": "application/json", "content-length": answer.body.length });
      response.end(answer.body);
    } catch (error) {
      this.server.note(error);
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
