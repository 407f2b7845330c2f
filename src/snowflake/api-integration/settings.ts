/** What API integrations of all clouds share. */
export interface ApiIntegrationProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Prefix of the URLs that functions may call: begins with `https://`, ends with `/`, contains no comma. */
  readonly url: string;
  /**
   * API key that the gateway requires in addition to the identity, as a sensitive variable or another resource's attribute. @default -
   * none
   */
  readonly apiKey?: string;
  /** Enables the integration. @default true */
  readonly enabled?: boolean;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/**
 * Kinds of AWS gateway.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-api-integration
 */
export enum AwsApiProvider {
  /** Regional endpoint. */
  REGIONAL = "aws_api_gateway",
  /** Private endpoint: only from a Snowflake account on AWS in the same region. */
  PRIVATE = "aws_private_api_gateway",
  /** Regional endpoint in GovCloud. */
  GOV_REGIONAL = "aws_gov_api_gateway",
  /** Private endpoint in GovCloud. */
  GOV_PRIVATE = "aws_gov_private_api_gateway",
}

/** An API integration with Amazon API Gateway. */
export interface AwsApiIntegrationProps extends ApiIntegrationProps {
  /**
   * ARN of the role that Snowflake assumes, built as a string: Snowflake does not check the role when the integration is created, and
   * the role's trust policy needs the integration's `awsIamUserArn` and `awsExternalId`.
   */
  readonly roleArn: string;
  /** Kind of gateway. @default AwsApiProvider.REGIONAL */
  readonly provider?: AwsApiProvider;
}

/** An API integration with Azure API Management. */
export interface AzureApiIntegrationProps extends ApiIntegrationProps {
  /** Tenant of the application, without blanks. */
  readonly tenantId: string;
  /** Client ID of the single-tenant application of the API: the audience of Snowflake's tokens. */
  readonly applicationId: string;
}

/** An API integration with Google Cloud API Gateway. */
export interface GcpApiIntegrationProps extends ApiIntegrationProps {
  /** Managed service of the API (`<api>-<hash>.apigateway.<project>.cloud.goog`): the audience of Snowflake's tokens. */
  readonly audience: string;
  /**
   * Creates the integration before the gateway: disabled, and with an address that is not the gateway's. A statement then sets `url`, which
   * may be an attribute of a gateway that needs the integration's `gcpServiceAccount`.
   * @default false - the gateway exists first
   */
  readonly beforeGateway?: boolean;
  /** Email of the service account that the integration must have: a deploy fails for another one. @default - not compared */
  readonly serviceAccount?: string;
}

/** Attributes of an existing API integration. */
export interface ApiIntegrationAttributes {
  /** Upper-case name of the integration. */
  readonly integrationName: string;
  /** Prefix of the URLs that functions may call: one of the integration's allowed prefixes, with `/` at its end. */
  readonly url: string;
}
