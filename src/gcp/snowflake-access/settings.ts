/**
 * In which order the API integration and the gateway are created. The gateway names the integration's service account, and the integration
 * the gateway's address.
 */
export enum IntegrationOrder {
  /**
   * In one apply: the integration is created first, disabled and with an address that is not the gateway's; a statement enables it with the
   * gateway's own address when that is known.
   */
  INTEGRATION_FIRST = "integration-first",
  /**
   * The gateway is created first, and admits `snowflakeApiServiceAccount`. Without it the first deploy admits nobody, and the output
   * `next_steps` says which account to set for the second one. A platform that was deployed with the integration first takes two deploys to
   * change: the first one disables the integration, the second one enables it.
   */
  GATEWAY_FIRST = "gateway-first",
}

/** Settings of the trust between Snowflake and Google Cloud. */
export interface SnowflakeAccessSettings {
  /** @default - IntegrationOrder.INTEGRATION_FIRST, or GATEWAY_FIRST with `snowflakeApiServiceAccount` */
  readonly integrationOrder?: IntegrationOrder;
  /**
   * Email of the service account with which Snowflake calls the gateway: `API_GCP_SERVICE_ACCOUNT` of `DESC INTEGRATION`. A deploy with
   * another one than the integration's fails. For IntegrationOrder.GATEWAY_FIRST.
   * @default - read from the integration
   */
  readonly snowflakeApiServiceAccount?: string;
}
