import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CALLS_VARIABLE,
  FORWARDER,
  FORWARDER_COMMAND,
  FORWARDER_VARIABLE,
  HOST_VARIABLE,
  PORT_VARIABLE,
  URL_VARIABLE,
  WAIT_VARIABLE,
} from "../../../src/gcp/model-endpoint/vertex/forwarder";
import { pythonEnvironment } from "../../../src/rehearsal/servers";
import { freePorts, ServerProcess } from "../../../src/rehearsal/servers/server-process";
import { NetworkError, type HttpResponse } from "../../../src/rehearsal/snowflake/gateway";
import { sendLocally } from "../../../src/rehearsal/snowflake/http";

const WAIT_SECONDS = 1;
const SECRET = "Traceback (most recent call last): row 7 holds 4.9";
const ROWS = '{"dataframe_split": {"columns": ["a"], "data": [[1.50]]}}';
const PATH = "/v1/projects/1/locations/europe-west1/endpoints/123:rawPredict";

interface Seen {
  readonly method?: string;
  readonly path?: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly milliseconds?: number;
}

/** A local stand-in: answers as a test says, and notes what it was asked. */
class StandIn {
  public readonly seen: Seen[] = [];
  public answers: Answer[] = [];
  private readonly server: Server;

  constructor(private readonly usual: (count: number) => Answer) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url: path, headers } = request;
        this.seen.push({ method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
        const { status, body = "", milliseconds = 0 } = this.answers.shift() ?? this.usual(this.seen.length);
        setTimeout(() => {
          response.writeHead(status, { "content-type": "application/json", "x-model": SECRET.slice(0, 9) });
          response.end(body);
        }, milliseconds);
      });
    });
  }

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const PREDICTIONS = { status: 200, body: '{"predictions": [1.50, NaN]}' };

describe("the forwarder to Vertex AI", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-forwarder-"));
  const log = join(folder, "forwarder.log");
  let expiresIn = 3600;
  const metadata = new StandIn((count) => ({
    status: 200,
    body: JSON.stringify({ access_token: `token-${count}`, expires_in: expiresIn, token_type: "Bearer" }),
  }));
  const vertex = new StandIn(() => PREDICTIONS);
  let port = 0;
  let forwarder: ServerProcess | undefined;

  const post = (path = "/invocations", body = ROWS): Promise<HttpResponse> =>
    sendLocally(
      { host: "127.0.0.1", port },
      {
        method: "POST",
        path,
        headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) },
        body,
      },
      10_000,
    );
  const health = () =>
    sendLocally({ host: "127.0.0.1", port }, { method: "GET", path: "/health", headers: {} }, 1_000).catch(
      (error: unknown) => {
        if (error instanceof NetworkError) return undefined;
        throw error;
      },
    );

  async function start(): Promise<void> {
    const { bin } = await pythonEnvironment();
    [port = 0] = await freePorts(1);
    const [metadataHost, vertexHost] = await Promise.all([metadata.start(), vertex.start()]);
    forwarder = await ServerProcess.start({
      name: "forwarder",
      command: FORWARDER_COMMAND,
      cwd: folder,
      logFile: log,
      env: {
        PATH: `${bin}:/usr/bin:/bin`,
        PYTHONDONTWRITEBYTECODE: "1",
        GCE_METADATA_HOST: metadataHost,
        [FORWARDER_VARIABLE]: FORWARDER,
        [URL_VARIABLE]: `http://${vertexHost}${PATH}`,
        [HOST_VARIABLE]: "127.0.0.1",
        [PORT_VARIABLE]: String(port),
        [CALLS_VARIABLE]: "8",
        [WAIT_VARIABLE]: String(WAIT_SECONDS),
      },
    });
    for (let attempt = 0; attempt < 300 && (await health()) === undefined; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  beforeAll(start, 300_000);
  afterAll(async () => {
    await forwarder?.stop();
    await Promise.all([metadata.stop(), vertex.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test("hands the rows on as they came, with the account's token, and the predictions as they come", async () => {
    const { status, body } = await post();
    expect([status, body.toString("utf8")]).toEqual([200, PREDICTIONS.body]);
    const { method, path, headers, body: sent } = vertex.seen.at(-1) ?? { headers: {} };
    expect([method, path, sent]).toEqual(["POST", PATH, ROWS]);
    expect([headers.authorization, headers["content-type"]]).toEqual(["Bearer token-1", "application/json"]);
    const asked = metadata.seen.map((each) => [each.path, each.headers["metadata-flavor"]]);
    expect(asked).toEqual([["/computeMetadata/v1/instance/service-accounts/default/token", "Google"]]);
  });

  test("uses a token until it expires", async () => {
    const before = metadata.seen.length;
    await Promise.all(Array.from({ length: 20 }, () => post()));
    expect(metadata.seen).toHaveLength(before);
  });

  test("fetches another token when Vertex AI does not take the one that it has, and sends the rows once more", async () => {
    const [tokens, calls] = [metadata.seen.length, vertex.seen.length];
    vertex.answers = [{ status: 401, body: SECRET }];
    const { status } = await post();
    expect([status, metadata.seen.length - tokens, vertex.seen.length - calls]).toEqual([200, 1, 2]);
    expect(vertex.seen.at(-1)?.headers.authorization).toBe(`Bearer token-${metadata.seen.length}`);
  });

  test("answers 403 when the next token is not taken either", async () => {
    const calls = vertex.seen.length;
    vertex.answers = [{ status: 401 }, { status: 401 }];
    expect((await post()).status).toBe(403);
    expect(vertex.seen.length - calls).toBe(2);
  });

  test.each([400, 403, 404, 413, 429, 500, 502, 503, 504])(
    "hands on the status %i and nothing else, once",
    async (status) => {
      const calls = vertex.seen.length;
      vertex.answers = [{ status, body: SECRET }];
      const answer = await post();
      expect([answer.status, answer.body.toString("utf8"), vertex.seen.length - calls]).toEqual([status, "", 1]);
      expect(answer.headers["x-model"]).toBeUndefined();
    },
  );

  test("an endpoint without deployed models is not in service", async () => {
    const error = { code: 400, message: "Endpoint doesn't have traffic_split.", status: "FAILED_PRECONDITION" };
    vertex.answers = [{ status: 400, body: JSON.stringify({ error }) }];
    expect((await post()).status).toBe(503);
  });

  test("a model that is too slow is 504, and is not asked again", async () => {
    const calls = vertex.seen.length;
    vertex.answers = [{ ...PREDICTIONS, milliseconds: (WAIT_SECONDS + 1) * 1000 }];
    expect((await post()).status).toBe(504);
    expect(vertex.seen.length - calls).toBe(1);
  });

  test("without a token there is no call", async () => {
    const calls = vertex.seen.length;
    vertex.answers = [{ status: 401 }];
    metadata.answers = [{ status: 404, body: SECRET }];
    expect((await post()).status).toBe(503);
    expect(vertex.seen.length - calls).toBe(1);
  });

  test("a metadata server that is slow is no slow model", async () => {
    vertex.answers = [{ status: 401 }];
    metadata.answers = [{ status: 200, body: "{}", milliseconds: 6_000 }];
    expect((await post()).status).toBe(503);
  }, 20_000);

  test("fetches a token anew before it expires", async () => {
    expiresIn = 59;
    vertex.answers = [{ status: 401 }];
    await post();
    const before = metadata.seen.length;
    await post();
    expect(metadata.seen.length).toBe(before + 1);
    expiresIn = 3600;
  });

  test("answers no other path", async () => {
    const calls = vertex.seen.length;
    expect((await post("/v1/projects")).status).toBe(404);
    expect(vertex.seen).toHaveLength(calls);
  });

  test("its log holds neither rows nor tokens nor what a model wrote", () => {
    const text = readFileSync(log, "utf8");
    expect(text).toContain("Vertex AI answered 500");
    for (const secret of ["token-", "1.50", "Traceback", "row 7"]) expect(text).not.toContain(secret);
  });
});
