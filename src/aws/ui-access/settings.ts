/**
 * The identity provider with which users sign in; its discovery document (`/.well-known/openid-configuration`) holds the addresses.
 * Allow the redirect `https://<domain name>/oauth2/idpresponse` there.
 */
export interface OidcSettings {
  /** For instance `https://login.example.com`. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  /**
   * ARN of a Secrets Manager secret whose whole text is the client's secret. Terraform reads it when it plans, so the state holds it:
   * keep the state in an encrypted bucket. The synthesized JSON does not hold it.
   */
  readonly clientSecretArn: string;
  /** Scopes that are requested, separated by blanks. @default - "openid" */
  readonly scope?: string;
}

/** Settings of the UI: a load balancer at which users sign in with a browser. */
export interface UiSettings {
  /** Name of the UI, such as `mlflow.example.com`; make it an alias or CNAME of the output `ui_load_balancer`. */
  readonly domainName: string;
  /** ARN of a certificate of Certificate Manager for that name, in the same region. */
  readonly certificateArn: string;
  readonly oidc: OidcSettings;
  /** IPv4 blocks from which users may sign in. @default - all: "0.0.0.0/0" */
  readonly allowedCidrs?: string[];
  /** Hours after which users sign in again, 1 to 168. @default - 12 */
  readonly sessionHours?: number;
}
