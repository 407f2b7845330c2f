import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** MLflow servers behind the method proxy, as a container app. */
export interface ITrackingServer extends IConstruct {
  /** `https://<app>.<domain of the environment>`, without a slash at the end. */
  readonly url: string;
  /** The key that the gateway adds to each request and the proxy compares, as a token. */
  readonly gatewayKey: string;
  /** What must exist before the gateway reaches the servers: the private DNS zone in a virtual network. */
  readonly dependencies: ITerraformDependable[];
}

/** How Azure Monitor finds the metrics and the logs of the servers. */
export interface ServerMetrics {
  /** ID of the container app. */
  readonly containerAppId: string;
  readonly containerAppName: string;
  /** ID of the Log Analytics workspace of the servers' logs. */
  readonly logAnalyticsWorkspaceId: string;
}
