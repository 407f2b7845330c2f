import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalogue } from "../../src/mlflow/catalogue/catalogue";
import { MethodProxy } from "../../src/mlflow/proxy/method-proxy";
import { ServerSpec } from "../../src/mlflow/server/server-spec";
import type { MethodProxyProps } from "../../src/mlflow/proxy/settings";
import { pythonEnvironment } from "../../src/rehearsal/servers";
import { freePorts } from "../../src/rehearsal/servers/server-process";

/** What reached the server behind the proxy. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: string[];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** What the server behind the proxy answers. */
export interface ServerAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly waitMs?: number;
}

const PLAIN: ServerAnswer = { status: 200, type: "application/json", body: "{}" };

/** A real Caddy with the proxy's configuration, and a server behind it that keeps what arrives. */
export class LiveProxy {
  public received: Received[] = [];
  /** How the server behind the proxy answers. */
  public answer: ServerAnswer = PLAIN;
  /** Asked for the answer at each request. */
  public respond: () => ServerAnswer = () => this.answer;
  private readonly folder = mkdtempSync(join(tmpdir(), "mlops-caddy-"));
  private readonly behind: Server;
  private caddy?: ChildProcess;
  private ports: number[] = [];

  private constructor() {
    this.behind = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.received.push({
          method: request.method ?? "",
          url: request.url ?? "",
          headers: request.rawHeaders,
          body: Buffer.concat(chunks).toString(),
        });
        const { status, type, body, waitMs } = this.respond();
        setTimeout(() => response.writeHead(status, { "Content-Type": type }).end(body), waitMs ?? 0);
      });
    });
  }

  /** Port of the gateway's listener. */
  public get port(): number {
    return this.ports[0] ?? 0;
  }

  /** Port of the UI's listener. */
  public get uiPort(): number {
    return this.ports[1] ?? 0;
  }

  /** @param environment variables of the proxy's container */
  public static start(props: MethodProxyProps = {}, environment: Record<string, string> = {}): Promise<LiveProxy> {
    const uiPort = ServerSpec.UI_PORT;
    return LiveProxy.of({
      ...environment,
      MLOPS_PROXY_CONFIG: MethodProxy.render({ groups: Catalogue.allGroups(), uiPort, ...props }),
    });
  }

  /** @param environment variables of the proxy's container, with its configuration; only the ports are others here */
  public static of(environment: Readonly<Record<string, string>>): Promise<LiveProxy> {
    return LiveProxy.run(
      ({ listenPort, uiPort, upstreamPort }) =>
        (environment.MLOPS_PROXY_CONFIG ?? "")
          .replaceAll(`":${ServerSpec.PROXY_PORT}"`, `":${listenPort}"`)
          .replaceAll(`":${ServerSpec.UI_PORT}"`, `":${uiPort}"`)
          .replaceAll(`127.0.0.1:${ServerSpec.MLFLOW_PORT}`, `127.0.0.1:${upstreamPort}`),
      environment,
    );
  }

  /** Any other configuration, with the ports in place of its own. */
  public static async run(
    render: (ports: { listenPort: number; uiPort: number; upstreamPort: number }) => string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<LiveProxy> {
    const proxy = new LiveProxy();
    const python = await pythonEnvironment();
    const { behind, folder } = proxy;
    await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
    const upstreamPort = (behind.address() as AddressInfo).port;
    proxy.ports = await freePorts(2);
    const [listenPort = 0, uiPort = 0] = proxy.ports;
    const configuration = render({ listenPort, uiPort, upstreamPort });
    proxy.caddy = spawn(join(python.bin, "caddy"), ["run", "--config", "-"], {
      env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, ...environment },
      stdio: ["pipe", "ignore", "ignore"],
    });
    proxy.caddy.stdin?.end(configuration.replace(/"(:\d+)"/g, '"127.0.0.1$1"'));
    for (let tries = 0; tries < 100; tries++) {
      const status = await proxy.send("GET /health").then(
        (a) => a.status,
        () => 0,
      );
      if (status === 200) {
        proxy.reset();
        return proxy;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await proxy.stop();
    throw new Error("Caddy does not answer");
  }

  public reset(): void {
    this.received = [];
    this.answer = PLAIN;
  }

  /** Sends bytes and reads until the proxy closes: no HTTP library corrects what is sent. */
  public send(line: string, headers: string[] = [], body = "", port = this.port): Promise<Answer> {
    const head = [`${line} HTTP/1.1`, "Host: attacker.example", "Connection: close", ...headers];
    if (!headers.some((h) => /^transfer-encoding/i.test(h))) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(`${head.join("\r\n")}\r\n\r\n${body}`));
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("error", reject);
      socket.on("close", () => {
        const text = Buffer.concat(chunks).toString();
        const end = text.indexOf("\r\n\r\n");
        resolve({
          status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]),
          headers: text.slice(0, end),
          body: text.slice(end + 4),
        });
      });
    });
  }

  /** The one request that arrives behind the proxy. */
  public async only(line: string, headers: string[] = [], body = ""): Promise<Received> {
    const { status } = await this.send(line, headers, body);
    expect(status).toBe(200);
    expect(this.received).toHaveLength(1);
    const [one] = this.received;
    if (one === undefined) throw new Error("nothing arrived");
    return one;
  }

  public async stop(): Promise<void> {
    const { caddy, behind } = this;
    if (caddy !== undefined && caddy.exitCode === null) {
      const gone = new Promise((resolve) => caddy.on("exit", resolve));
      caddy.kill("SIGTERM");
      await gone;
    }
    behind.closeAllConnections();
    await new Promise((resolve) => behind.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
