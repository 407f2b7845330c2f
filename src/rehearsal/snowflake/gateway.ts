import type { IngressRuntime } from "../servers/model-ingress";
import type { ModelRuntime } from "../servers/model-runtime";

/** One HTTP request as it goes over the wire; the URL is sent byte for byte. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Names as sent; their case does not matter. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A gateway's answer, with what the caller does not see. */
export interface GatewayResponse extends HttpResponse {
  /** Why the gateway answered so, for the person who reads the rehearsal: which rule closed the way. */
  readonly notes: readonly string[];
}

/** The caller: created by the gateway's simulator, because every cloud has its own kind of identity. */
export interface Caller {
  /** How the cloud calls it: on AWS the ARN of the session. */
  readonly name: string;
}

/** Where a call leads to. */
export interface CallTarget {
  readonly url: string;
  /** Attributes of snowflake_api_integration. */
  readonly integration: Readonly<Record<string, unknown>>;
}

/** Where a container's port is reached on this machine. */
export interface LocalAddress {
  readonly host: string;
  readonly port: number;
}

/** The local stand-in of the compute service: finds the running container that a load balancer's target names. */
export interface Backend {
  /**
   * @param container name of the container in its task definition
   * @param port the container's port
   * @returns undefined when no such container runs
   */
  locate(container: string, port: number): LocalAddress | undefined;
  /** What serves the models behind the cloud's endpoints. @default - no model is served */
  readonly models?: ModelRuntime;
  /** The proxies in front of the models, on clouds that have them. @default - none runs */
  readonly ingresses?: IngressRuntime;
}

/** One cloud's gateway with the identities that it admits, as far as they were applied. */
export interface GatewaySimulator {
  /** The values of `api_provider` that lead here. */
  readonly apiProviders: readonly string[];
  /**
   * The identity that Snowflake gets for an API integration (attributes of snowflake_api_integration).
   * @throws SqlError when the cloud does not let Snowflake have it
   */
  snowflake(integration: Readonly<Record<string, unknown>>): Caller;
  /**
   * Answers as the gateway does.
   * @throws NetworkError when the URL's host does not exist
   * @throws UnknownElementError when an applied element is not simulated
   */
  send(caller: Caller, request: HttpRequest): Promise<GatewayResponse>;
  /** The headers that it added to the last request that it handed on, by which servers tell it from others. @default - none */
  readonly added?: Readonly<Record<string, string>>;
}

/** No HTTP answer came back. */
export class NetworkError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NetworkError";
  }
}
