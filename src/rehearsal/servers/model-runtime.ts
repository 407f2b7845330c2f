/** A model behind an endpoint, as it was applied. */
export interface ServedModel {
  /** Name of the deployment. */
  readonly deployment: string;
  /** Where the model is: `s3://<bucket>/<prefix>/<location>/`, or the URI of an archive. */
  readonly uri: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A request for predictions. */
export interface ModelRequest {
  readonly contentType: string;
  readonly body: string;
}

/** What a model's container answers. */
export interface ModelAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** The local stand-in of the containers behind a cloud's model endpoints: what scores. */
export interface ModelRuntime {
  /**
   * Answers `POST /invocations`.
   * @throws ModelServiceError to stand for the cloud's own service, which answers before a container does
   */
  invoke(model: ServedModel, request: ModelRequest): Promise<ModelAnswer>;
  /** Version of MLflow that logged a model, on which a cloud's own containers can depend. @default - not known */
  mlflowVersion?(model: ServedModel): string | undefined;
}

/** An answer of the cloud's own service: it has no capacity, or it failed. */
export class ModelServiceError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ModelServiceError";
  }
}
