/** The access log of the gateway: identity, path, status and latency of each call, never credentials or bodies. */
export enum GatewayAccessLog {
  NONE = "none",
  /** Into a log group. The account's role for API Gateway's logs must have been set for the region. */
  ON = "on",
  /**
   * Into a log group, and sets the role in this stack. The role is one setting for the account and region:
   * set it in one stack only, because its destroy removes the role for all APIs.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  ON_WITH_ACCOUNT_ROLE = "on-with-account-role",
}

/** Settings of the gateway. */
export interface GatewaySettings {
  /** Requests per second on average, for all callers together. @default - 20 in dev, 200 in prod */
  readonly requestsPerSecond?: number;
  /** Concurrent requests, for all callers together. @default - 50 in dev, 400 in prod */
  readonly requestBurst?: number;
  /** Name of the stage; part of the URL, so changing it changes every function. @default - "v1" */
  readonly stageName?: string;
  /** Seconds that a call may take, 1 to 29. @default - 29 */
  readonly timeoutSeconds?: number;
  /**
   * ARNs of roles exempt from the Deny statement, for emergencies; each also needs `execute-api:Invoke` in its own policy.
   * @default - none
   */
  readonly allowedRoleArns?: string[];
  /**
   * The access log, kept as long as the servers' logs.
   * @default - GatewayAccessLog.NONE: it needs a role that is one setting of the account
   */
  readonly accessLog?: GatewayAccessLog;
  /** ARN of a KMS key for the access log; its policy must allow CloudWatch Logs, see docs/aws.md. @default - CloudWatch's own encryption */
  readonly encryptionKeyArn?: string;
  /** ARN of an existing regional web ACL; AWS WAF then inspects every call. @default - none */
  readonly webAclArn?: string;
}

/** An existing gateway. */
export interface GatewayAttributes {
  /** `https://<api>.execute-api.<region>.amazonaws.com/<stage>/`, the slash at the end included. */
  readonly url: string;
  /** ARN pattern of what a caller may invoke, `arn:aws:execute-api:<region>:<account>:<api>/<stage>/POST/*`. */
  readonly invokeArn: string;
}
