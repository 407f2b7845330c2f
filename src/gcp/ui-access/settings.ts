/** Settings of the UI: a Cloud Run service at which users sign in with their Google account. */
export interface UiSettings {
  /** Who may sign in: `user:<email>`, `group:<email>`, `domain:<domain>` or `serviceAccount:<email>`. */
  readonly members: string[];
}
