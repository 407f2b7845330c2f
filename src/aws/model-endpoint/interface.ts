import type { IConstruct } from "constructs";

/** A SageMaker endpoint that the gateway can lead to. */
export interface IModelEndpoint extends IConstruct {
  /** Name in the URL. */
  readonly name: string;
  /** Name of the endpoint in SageMaker. */
  readonly endpointName: string;
  /** ARN of the endpoint, known before it exists. */
  readonly endpointArn: string;
  /** Path of the route on the gateway: `score/<name>`. */
  readonly path: string;
  /** Bytes of a request at most. */
  readonly maxPayloadBytes: number;
}
