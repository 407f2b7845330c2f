import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** MLflow servers behind the method proxy, as a Cloud Run service. */
export interface ITrackingServer extends IConstruct {
  /** `https://<service>-<project number>.<region>.run.app`, without a slash at the end: known before the service exists, and its audience. */
  readonly url: string;
  /** Name of the Cloud Run service; it is known to Terraform when the service exists. */
  readonly serviceName: string;
  /** Region of the Cloud Run service; undefined for the platform's own. */
  readonly serviceRegion?: string;
}

/** With which identity and images servers run: what those behind the gateway and those of the UI share. */
export interface ServerHost {
  /** Email of the servers' service account. */
  readonly serviceAccountEmail: string;
  /** Image with MLflow. */
  readonly mlflowImage: string;
  /** Image with Caddy. */
  readonly proxyImage: string;
  /** Concurrent connections of one worker to the database, an even number. */
  readonly connectionsPerWorker: number;
  /** What must exist before a server starts: the account's roles, seen everywhere, and the repositories of the images. */
  readonly dependencies: ITerraformDependable[];
}

/** How Cloud Monitoring and Cloud Logging find the metrics and logs of the servers. */
export interface ServerMetrics {
  /** Name of the Cloud Run service. */
  readonly serviceName: string;
  readonly region: string;
}
