import type { ContainerDefinition } from "./container";
import type { ModelAnswer, ModelRuntime, ServedModel } from "./model-runtime";

/** The cloud's own services that containers call, on a port of this machine. */
export interface CloudServices {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** What went wrong in the rehearsal itself, once. */
  takeFailure(): Error | undefined;
  stop(): Promise<void>;
}

/** Containers that run as they were applied, and call the cloud's own services. */
export interface CallingContainers {
  readonly containers: readonly ContainerDefinition[];
  /** Who they are to the cloud. */
  readonly identity: string;
  /** Starts what they call, with `models` behind it. */
  readonly start: (models: ModelRuntime) => Promise<CloudServices>;
}

/** A proxy in front of the containers that serve models, as it was applied. */
export interface Ingress {
  /** Name of the service, unique in the cloud. */
  readonly service: string;
  readonly container: ContainerDefinition;
  /** The port to which the service's address leads. */
  readonly port: number;
  /** What listens on the ports of the instance, besides the proxy. */
  readonly models: readonly { readonly port: number; readonly model: ServedModel }[];
  /** Containers beside the proxy that ask the cloud for predictions. @default - there are none */
  readonly calling?: CallingContainers;
}

/** A request as it reaches the proxy. */
export interface IngressRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What the proxy answers. */
export interface IngressAnswer extends ModelAnswer {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The local stand-in of the instances of services in front of models. */
export interface IngressRuntime {
  /**
   * Lets the real proxy of a service answer, with `models` behind it.
   * @throws NetworkError, TimeoutError
   */
  send(ingress: Ingress, models: ModelRuntime, request: IngressRequest, milliseconds: number): Promise<IngressAnswer>;
}
