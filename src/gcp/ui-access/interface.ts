import type { IConstruct } from "constructs";

/** The Cloud Run service at which users sign in to MLflow's UI. */
export interface IUiAccess extends IConstruct {
  /** `https://<service>-<project number>.<region>.run.app`: the origin of the browser's requests. */
  readonly url: string;
}
