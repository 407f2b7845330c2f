import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The HTTPS endpoint that Snowflake's external functions call. */
export interface IGateway extends IConstruct {
  /** URL prefix of every function: `https://<gateway>-<hash>.<region code>.gateway.dev/`. */
  readonly url: string;
  /** Managed service of the API: the audience of the tokens. It is known before the gateway's address. */
  readonly audience: string;
}

/** The identity that the gateway allows: Snowflake's service account. */
export interface IGatewayCaller extends IConstruct {
  /** Email of the service account that signs the tokens: their only issuer. */
  readonly serviceAccount: string;
  /** What must exist before the gateway's configuration names it. */
  readonly dependencies: ITerraformDependable[];
}

/** How Cloud Monitoring and Cloud Logging find the metrics and logs of the gateway. */
export interface GatewayMetrics {
  readonly gatewayId: string;
  readonly region: string;
  /** Managed service of the API. */
  readonly service: string;
}
