/** Purpose of an identity. */
export enum Purpose {
  /** Reads: `cdktf diff`. */
  PLAN = "plan",
  /** Creates, changes and deletes as well: `cdktf deploy` and `cdktf destroy`. */
  DEPLOY = "deploy",
}
