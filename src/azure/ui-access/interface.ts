import type { IConstruct } from "constructs";

/** The container app at which users sign in to MLflow's UI. */
export interface IUiAccess extends IConstruct {
  /** `https://<app>.<domain of the environment>`: the origin of the browser's requests. */
  readonly url: string;
}
