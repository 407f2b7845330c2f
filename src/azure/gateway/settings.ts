/**
 * Tier of API Management. A change between the tiers recreates the gateway.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-features
 */
export enum GatewayTier {
  /** Pay per call, the first million a month free. It has no virtual network. */
  CONSUMPTION = "Consumption",
  /** About $700 a month; reaches servers in a virtual network. */
  STANDARD_V2 = "StandardV2",
}

/** Settings of the gateway. */
export interface GatewaySettings {
  /** @default - GatewayTier.CONSUMPTION with public servers, GatewayTier.STANDARD_V2 with a virtual network */
  readonly tier?: GatewayTier;
  /** Units of GatewayTier.STANDARD_V2, 1 to 10. @default - 1 */
  readonly units?: number;
  /** Concurrent requests that the gateway forwards; further ones get 429. @default - 50 in dev, 400 in prod */
  readonly requestBurst?: number;
  /** Path of the API in the URL; changing it changes every function. @default - "mlflow" */
  readonly apiPath?: string;
  /** Seconds that a call may take, 1 to 30 with GatewayTier.CONSUMPTION and 1 to 60 with GatewayTier.STANDARD_V2. @default - 30 */
  readonly timeoutSeconds?: number;
  /** E-mail address that Azure notifies of maintenance. @default - "mlops@example.com" */
  readonly publisherEmail?: string;
  /** Organization that the service shows as its publisher. @default - "MLOps platform" */
  readonly publisherName?: string;
}

/** An existing gateway. */
export interface GatewayAttributes {
  /** `https://<host>/<path>/`, the slash at the end included. */
  readonly url: string;
}
