import { join } from "node:path";
import { Catalogue, ServerSpec, type ContainerSpec } from "../../../src/mlflow";
import {
  ExternalFunctionRuntime,
  type CallOptions,
  type CallResult,
  type DeliveryLimits,
  type GatewaySimulator,
} from "../../../src/rehearsal/snowflake";
import { sendLocally, TimeoutError } from "../../../src/rehearsal/snowflake/http";
import type { ContainerDefinition, RunningContainers } from "../../../src/rehearsal/servers";
import type { AppliedState } from "../../../src/rehearsal/state";
import { SharedServers } from "../../support/servers";
import { appliedFunctions } from "./applied";
import { callProcedure } from "./procedures";

/** Any answer, as far as tests look into it. */
export interface Value {
  readonly http_status?: number;
  readonly body: Record<string, unknown>;
}

/** An API gateway that lets everything through to the proxy, and waits no longer than Amazon's. */
class OpenGateway implements GatewaySimulator {
  public readonly apiProviders = ["aws_api_gateway"];
  public constructor(
    private readonly port: () => number,
    private readonly passes: () => void,
    private readonly changed: (address: string) => string,
  ) {}

  public snowflake() {
    return { name: "snowflake" };
  }

  public async send(_caller: unknown, { method, url, headers, body }: Parameters<GatewaySimulator["send"]>[1]) {
    this.passes();
    const path = this.changed(url.replace(/^https:\/\/[^/]+/, ""));
    try {
      const to = { host: "127.0.0.1", port: this.port() };
      const sent = body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
      return { ...(await sendLocally(to, { method, path, headers: sent, body }, 29_000)), notes: [] };
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      return { status: 504, headers: {}, body: Buffer.from('{"message":"Endpoint request timed out"}'), notes: [] };
    }
  }
}

function container(spec: ContainerSpec, secrets: Record<string, string>): ContainerDefinition {
  const { name, image, command, environment, port, uiPort, healthCheck } = spec;
  const ports = [port, uiPort].flatMap((each) => each ?? []);
  return { name, image, command, environment, secrets, ports, dependsOn: [], essential: true, healthCheck };
}

/** The Origin that users' browsers send. */
export const UI_ORIGIN = "https://mlflow.example.com";

/** Gives Python the file system of a container with `readonlyRootFilesystem`. */
export const READ_ONLY_ROOT = { PYTHONPATH: join(__dirname, "read-only-root") };

/**
 * A real MLflow on a real PostgreSQL behind the real proxy, and the applied functions over it. One a test file. MLflow can write to its
 * folder for temporary files alone, as in prod.
 */
export class Live {
  public readonly servers = new SharedServers();
  public readonly state: AppliedState = appliedFunctions();
  public running?: RunningContainers;
  /** How many requests have arrived at the gateway. */
  public requests = 0;

  /** What the statements of `call` say of themselves. */
  public readonly session: CallOptions = { role: "ACCOUNTADMIN", user: "ANNA", timestamp: new Date(1795280400123) };

  public async start(): Promise<void> {
    const spec = ServerSpec.containers({
      artifactsDestination: "s3://bucket/mlflow",
      workers: 1,
      groups: Catalogue.allGroups(),
      uiOrigin: UI_ORIGIN,
    });
    const uri =
      "postgresql+psycopg2://mlflow:secret@database.example:5432/mlflow?sslmode=require&target_session_attrs=read-write";
    this.running = await this.servers.containers([
      container(
        { ...spec.mlflow, environment: { ...spec.mlflow.environment, ...READ_ONLY_ROOT } },
        { [ServerSpec.DATABASE_SECRET]: uri },
      ),
      container(spec.proxy, {}),
    ]);
  }

  public stop(): Promise<void> {
    return this.servers.stop();
  }

  /** Local port of the proxy, of its UI listener, or of MLflow itself. */
  public port(name: "proxy" | "ui" | "mlflow"): number {
    if (this.running === undefined) throw new Error("the servers do not run");
    if (name === "ui") return this.running.port("proxy", 8081);
    return this.running.port(name, name === "proxy" ? 8080 : 5000);
  }

  /** The way to the proxy. @param changed what the gateway makes of an address */
  public gateway(changed = (address: string) => address): GatewaySimulator {
    return new OpenGateway(
      () => this.port("proxy"),
      () => this.requests++,
      changed,
    );
  }

  /** Snowflake's way to functions, with limits of its own. */
  public runtime(delivery?: DeliveryLimits, gateway = this.gateway()): ExternalFunctionRuntime {
    return new ExternalFunctionRuntime({ state: this.state, gateways: [gateway], delivery });
  }

  /** One statement; `MLFLOW_X` is the function of the schema that fails statements, `RETURNS.MLFLOW_X` of the one that returns errors. */
  public statement(name: string, ...args: unknown[]): Promise<CallResult> {
    return this.runtime().call(qualified(name), args, this.session);
  }

  /** The value of a statement. @throws Error with Snowflake's message when it fails */
  public async call(name: string, ...args: unknown[]): Promise<Value> {
    const { error, result } = await this.statement(name, ...args);
    if (error !== undefined) throw new Error(error);
    return result as Value;
  }

  /** Snowflake's message of a statement that must fail. */
  public async failure(name: string, ...args: unknown[]): Promise<string> {
    const { error } = await this.statement(name, ...args);
    if (error === undefined) throw new Error(`${name} did not fail`);
    return error;
  }

  /** `CALL procedure(arguments)` in the schema that fails statements. */
  public procedure(name: string, ...args: unknown[]): Promise<unknown> {
    return this.procedureWith(name, args, () => this.runtime());
  }

  /** As `procedure`, with a way of its own for each function. */
  public procedureWith(
    name: string,
    args: unknown[],
    way: (name: string) => ExternalFunctionRuntime,
  ): Promise<unknown> {
    return callProcedure(this.state, name, args, async (quoted, values) => {
      const fn = quoted.replace(/"/g, "");
      const { error, result } = await way(fn).call(fn, values, this.session);
      if (error !== undefined) throw new Error(error);
      return result;
    });
  }
}

function qualified(name: string): string {
  if (name.split(".").length === 3) return name;
  return name.includes(".") ? `MLOPS.${name}` : `MLOPS.MLFLOW.${name}`;
}
