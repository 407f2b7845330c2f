/** Whether the gateway writes down who called what: identity, path, status and latency, never a credential or a body. */
export enum GatewayAccessLog {
  NONE = "none",
  /** Into a log group. The account's role for API Gateway's logs must have been set for the region. */
  ON = "on",
  /**
   * Into a log group, and sets the role in this stack. The role is one setting for the whole account and region: let only
   * one stack set it, as its destroy takes the role away from all.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  ON_WITH_ACCOUNT_ROLE = "on-with-account-role",
}
