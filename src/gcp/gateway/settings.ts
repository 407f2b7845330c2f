/** Settings of the gateway. */
export interface GatewaySettings {
  /**
   * Region of the gateway, if it is not the one of the servers. API Gateway is offered in asia-northeast1, australia-southeast1, europe-west1, europe-west2, us-central1, us-east1,
   * us-east4, us-west2, us-west3 and us-west4. Another one recreates the gateway, whose address changes.
   * @see https://cloud.google.com/api-gateway/docs/deployment-model
   * @default - the platform's region, if API Gateway is offered there
   */
  readonly gatewayRegion?: string;
  /** Seconds that a call may take, 1 to 300. @default - 60 */
  readonly timeoutSeconds?: number;
  /** ID of the gateway's service account, 6 to 30 characters. @default - "<prefix>-gateway" */
  readonly serviceAccountId?: string;
}

/** An existing gateway. */
export interface GatewayAttributes {
  /** `https://<gateway>-<hash>.<region code>.gateway.dev/`, with the slash at its end. */
  readonly url: string;
  /** Managed service of its API, `<api>-<hash>.apigateway.<project>.cloud.goog`: the audience of Snowflake's tokens. */
  readonly audience: string;
}
