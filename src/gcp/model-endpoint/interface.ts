import type { IConstruct } from "constructs";

/** An endpoint of models that the gateway can lead to: a Cloud Run service. */
export interface IModelEndpoint extends IConstruct {
  /** Name in the URL. */
  readonly name: string;
  /** Path of the route on the gateway, and on the service: `score/<name>`. */
  readonly path: string;
  /** Bytes of a request at most. */
  readonly maxPayloadBytes: number;
  /** `https://<service>-<project number>.<region>.run.app`, without a slash at the end: known before the service exists, and its audience. */
  readonly url: string;
  /** Name of the Cloud Run service; it is known to Terraform when the service exists. */
  readonly serviceName: string;
  /** Region of the Cloud Run service; undefined for the platform's own. */
  readonly serviceRegion?: string;
}
