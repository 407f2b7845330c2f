import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The HTTPS endpoint that Snowflake's external functions call. */
export interface IGateway extends IConstruct {
  /** URL prefix of every function: `https://<service>.azure-api.net/<path>/`. */
  readonly url: string;
}

/** The identity that the gateway allows: Snowflake's application in Entra. */
export interface IGatewayCaller extends IConstruct {
  /** ID of the Entra tenant that issues the tokens. */
  readonly tenantId: string;
  /** Audience of the tokens: the client ID of the application that Snowflake asks for. */
  readonly audience: string;
  /** Client ID of Snowflake's application. */
  readonly snowflakeClientId: string;
  /** What must exist before a token is issued: the application's service principal. */
  readonly dependencies: ITerraformDependable[];
}

/** How Azure Monitor finds the metrics of the gateway. */
export interface GatewayMetrics {
  /** ID of the API Management service. */
  readonly serviceId: string;
  readonly serviceName: string;
  /** Name of the API in the service. */
  readonly apiName: string;
}
