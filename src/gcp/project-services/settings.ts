/** What a platform uses besides what every platform does: it decides which services are enabled. */
export interface UsedServices {
  /** A VPC network with an endpoint of the database. @default - false */
  readonly privateNetwork?: boolean;
  /** Users who sign in to MLflow's UI. @default - false */
  readonly ui?: boolean;
  /** Alarms or a request log. @default - true */
  readonly monitoring?: boolean;
  /** A budget. @default - false */
  readonly budget?: boolean;
  /** Keys of Cloud KMS. @default - false */
  readonly encryptionKeys?: boolean;
  /** Model endpoints on Vertex AI. @default - false */
  readonly vertexAi?: boolean;
  /** Requests and predictions of endpoints that BigQuery keeps. @default - false */
  readonly dataCapture?: boolean;
}
