import type { ContainerDefinition } from "./container";
import type { ModelAnswer, ModelRuntime, ServedModel } from "./model-runtime";

/** A proxy in front of the containers that serve models, as it was applied. */
export interface Ingress {
  /** Name of the service, unique in the cloud. */
  readonly service: string;
  readonly container: ContainerDefinition;
  /** The port to which the service's address leads. */
  readonly port: number;
  /** What listens on the ports of the instance, besides the proxy. */
  readonly models: readonly { readonly port: number; readonly model: ServedModel }[];
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
