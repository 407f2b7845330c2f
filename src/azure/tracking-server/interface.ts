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

/** Where servers run and with which identity: what those behind the gateway and those of the UI share. */
export interface ServerHost {
  /** ID of the Container Apps environment. */
  readonly environmentId: string;
  /** Workload profile of the environment's apps; undefined in an environment without profiles, as one without a subnet is. */
  readonly workloadProfileName?: string;
  /** Domain of the environment's apps: `<word>-<digits>.<location>.azurecontainerapps.io`. */
  readonly defaultDomain: string;
  /** ID of the Log Analytics workspace of the servers' logs. */
  readonly logAnalyticsWorkspaceId: string;
  /** ID of the user-assigned identity that may use the artifacts. */
  readonly identityId: string;
  /** Client ID of that identity. */
  readonly identityClientId: string;
  /** What must exist before a server uses the artifacts: the identity's role. */
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
