import type { IApiIntegration, IRole, IWorkspace } from "../../snowflake";
import type { ModelSignature } from "./signature";

/** What an endpoint reads and writes as JSON. */
export enum ScoringProtocol {
  /**
   * `{"dataframe_split": {"columns": [...], "data": [[...]]}}` and `{"predictions": [...]}`: MLflow's scoring server, also in SageMaker's
   * image and behind `rawPredict` of Vertex AI.
   */
  DATAFRAME_SPLIT = "dataframe_split",
  /**
   * `{"input_data": {"columns": [...], "index": [...], "data": [[...]]}}` and a bare list: an MLflow model that Azure ML deploys without
   * code.
   */
  INPUT_DATA = "input_data",
}

/** Props of a scoring function. */
export interface ScoringFunctionProps {
  /** Where the function is created. */
  readonly workspace: IWorkspace;
  /** Integration with the gateway in front of the endpoint. */
  readonly integration: IApiIntegration;
  /** Upper-case name. */
  readonly name: string;
  /** Path of the endpoint after the integration's URL, without `/` at its beginning: `score/churn`. */
  readonly path: string;
  /** The model's input columns, which become the function's arguments, and the types of its predictions. */
  readonly signature: ModelSignature;
  /** What the endpoint reads and writes. */
  readonly protocol: ScoringProtocol;
  /** Largest request that endpoint and gateway accept, in bytes: the smaller of the two limits. */
  readonly maxPayloadBytes: number;
  /**
   * Most rows in a request. Fewer rows shorten a request, for a model that is slow or has large predictions: the predictions of a request
   * have at most 10 MB. @default - what fills half of `maxPayloadBytes`, a text taken for 256 bytes and a binary value for 4,096; at most
   * 1,000
   */
  readonly maxBatchRows?: number;
  /**
   * Bytes that the gateway accepts for the request line and all headers together. Snowflake sends the function's signature twice in
   * headers. @default 10240: Amazon API Gateway, the smallest limit of the three clouds
   */
  readonly maxHeaderBytes?: number;
  /**
   * The function takes one argument, an OBJECT with a key for each column (`OBJECT_CONSTRUCT`), in place of an argument for each column.
   * @default - only if the signature has too many columns for arguments: more than 500, or more than the headers can hold
   */
  readonly takesObject?: boolean;
  /** Roles that may call the function. @default - none */
  readonly readers?: IRole[];
  /** Description that Snowflake shows. @default - the path of the model */
  readonly comment?: string;
}
