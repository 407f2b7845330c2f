import { ApiIntegration as Resource } from "@cdktf/provider-snowflake/lib/api-integration";
import { Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { checkRoleArn } from "./aws-role-arn";
import { checkComment } from "./comment";
import type { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import type { IRole } from "./role";

/** Snowflake's way to a gateway, under an identity of the gateway's cloud. */
export interface IApiIntegration extends IConstruct {
  /** Name of the integration. */
  readonly integrationName: string;
  /** Address below which functions may call, with `/` at its end. */
  readonly url: string;
  /**
   * Address of an attribute that changes when the integration is recreated, for `replace_triggered_by`; undefined for one that is not
   * made here.
   */
  readonly recreatedAddress?: string;
  /** Lets a role make external functions with the integration. Calling a function does not need it. */
  grantUsage(role: IRole): Grant;
}

/** What API integrations of all clouds share. */
export interface ApiIntegrationProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Address below which functions may call: begins with `https://`, ends with `/`, holds no comma. */
  readonly url: string;
  /** Key that the gateway asks for besides the identity, as a sensitive variable or another resource's attribute. @default - none */
  readonly apiKey?: string;
  /** Lets functions call. @default true */
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
   * ARN of the role that Snowflake assumes, built as a string: Snowflake does not look at the role when the integration is made, and
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
  /** Client id of the single-tenant application that stands for the API: the audience of Snowflake's tokens. */
  readonly applicationId: string;
}

/** An API integration with Google Cloud API Gateway. */
export interface GcpApiIntegrationProps extends ApiIntegrationProps {
  /** Managed service of the API (`<api>-<hash>.apigateway.<project>.cloud.goog`): the audience of Snowflake's tokens. */
  readonly audience: string;
}

/** What is known of an API integration that exists. */
export interface ApiIntegrationAttributes {
  /** Upper-case name of the integration. */
  readonly integrationName: string;
  /** Address below which functions may call: one of the integration's allowed prefixes, with `/` at its end. */
  readonly url: string;
}

/**
 * Snowflake's way to a gateway.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-api-integration
 */
export abstract class ApiIntegration extends Construct implements IApiIntegration {
  /** With Amazon API Gateway. */
  public static aws(scope: Construct, id: string, props: AwsApiIntegrationProps): AwsApiIntegration {
    return new AwsApiIntegration(scope, id, props);
  }

  /** With Azure API Management. */
  public static azure(scope: Construct, id: string, props: AzureApiIntegrationProps): AzureApiIntegration {
    return new AzureApiIntegration(scope, id, props);
  }

  /** With Google Cloud API Gateway. */
  public static gcp(scope: Construct, id: string, props: GcpApiIntegrationProps): GcpApiIntegration {
    return new GcpApiIntegration(scope, id, props);
  }

  /** One that exists. */
  public static fromApiIntegrationAttributes(
    scope: Construct,
    id: string,
    attributes: ApiIntegrationAttributes,
  ): IApiIntegration {
    return new ImportedApiIntegration(scope, id, attributes);
  }

  public abstract readonly integrationName: string;
  public abstract readonly url: string;
  public abstract readonly recreatedAddress?: string;
  /** Name of the integration in quotes, unknown while it is replaced. */
  protected abstract readonly fullyQualifiedName: string;

  public grantUsage(role: IRole): Grant {
    return Grants.onAccountObject(this, "Usage", role, ["USAGE"], "INTEGRATION", this.fullyQualifiedName);
  }
}

/** An API integration with Amazon API Gateway: a REST API with IAM authorization. */
export class AwsApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  /** ARN of the IAM user of the Snowflake account: the principal of the role's trust policy. */
  public readonly awsIamUserArn: string;
  /** External id that the role's trust policy must ask for. Another one after the integration was made anew. */
  public readonly awsExternalId: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError when the name, the URL or the role cannot work */
  constructor(scope: Construct, id: string, props: AwsApiIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props);
    checkRoleArn(problems, props.roleArn);
    const shape = Identifiers.shape(props.url);
    problems.check(
      shape === undefined || /^https:\/\/[^/]+\.execute-api\.[^/]+\.amazonaws\.com(\.cn)?\/[^/]+\//.test(shape),
      "url",
      props.url,
      "Snowflake calls a REST API by its own address and stage, never by a custom domain",
      "Write https://<api id>.execute-api.<region>.amazonaws.com/<stage>/",
    );
    problems.throwIfAny();

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      apiProvider: props.provider ?? AwsApiProvider.REGIONAL,
      apiAwsRoleArn: props.roleArn,
    });
    this.integrationName = resource.name;
    this.url = props.url;
    this.recreatedAddress = `snowflake_api_integration.${resource.friendlyUniqueId}.created_on`;
    this.awsIamUserArn = resource.apiAwsIamUserArn;
    this.awsExternalId = resource.apiAwsExternalId;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

/** An API integration with Azure API Management. Someone with the right to consent opens `consentUrl` once. */
export class AzureApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  /** Address at which an administrator lets Snowflake's application into the tenant. */
  public readonly consentUrl: string;
  /** Name of Snowflake's application; the tenant shows the part before the underscore. */
  public readonly multiTenantAppName: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError when the name, the URL or an id cannot work */
  constructor(scope: Construct, id: string, props: AzureApiIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props);
    checkUuid(problems, "tenantId", props.tenantId);
    checkUuid(problems, "applicationId", props.applicationId);
    problems.throwIfAny();

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      apiProvider: "azure_api_management",
      azureTenantId: props.tenantId,
      azureAdApplicationId: props.applicationId,
    });
    this.integrationName = resource.name;
    this.url = props.url;
    this.recreatedAddress = `snowflake_api_integration.${resource.friendlyUniqueId}.created_on`;
    this.consentUrl = resource.azureConsentUrl;
    this.multiTenantAppName = resource.azureMultiTenantAppName;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

/** An API integration with Google Cloud API Gateway. */
export class GcpApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  /** Service account that signs Snowflake's tokens: the issuer that the gateway's document names. */
  public readonly gcpServiceAccount: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError when the name, the URL or the audience cannot work */
  constructor(scope: Construct, id: string, props: GcpApiIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props);
    problems.check(
      /^\S+$/.test(props.audience) && !props.audience.includes("/"),
      "audience",
      props.audience,
      "the audience is the API's managed service: a host name without https:// and path",
      "Take the attribute managed_service of the API",
    );
    problems.throwIfAny();

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      apiProvider: "google_api_gateway",
      googleAudience: props.audience,
    });
    this.integrationName = resource.name;
    this.url = props.url;
    this.recreatedAddress = `snowflake_api_integration.${resource.friendlyUniqueId}.created_on`;
    this.gcpServiceAccount = resource.apiGcpServiceAccount;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

class ImportedApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  protected readonly fullyQualifiedName: string;

  constructor(scope: Construct, id: string, attributes: ApiIntegrationAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    Identifiers.check(problems, { integrationName: attributes.integrationName });
    checkUrl(problems, attributes.url);
    problems.throwIfAny();
    this.integrationName = attributes.integrationName;
    this.url = attributes.url;
    this.fullyQualifiedName = Identifiers.quote(attributes.integrationName);
  }
}

function sharedConfig(props: ApiIntegrationProps) {
  return {
    name: props.name,
    apiAllowedPrefixes: [props.url],
    apiKey: props.apiKey,
    enabled: props.enabled ?? true,
    comment: props.comment,
  };
}

function checkShared(problems: Problems, props: ApiIntegrationProps): void {
  Identifiers.check(problems, { name: props.name });
  checkComment(problems, props.comment);
  checkUrl(problems, props.url);
  if (props.apiKey !== undefined && !Token.isUnresolved(props.apiKey))
    problems.addSecret(
      "apiKey",
      "a key must not stand in the synthesized JSON",
      "Give a sensitive TerraformVariable's value or another resource's attribute",
    );
}

function checkUrl(problems: Problems, url: string): void {
  const shape = Identifiers.shape(url);
  problems.check(
    // The provider joins the prefixes with commas when it reads them back.
    shape === undefined || /^https:\/\/[^\s,'"?#]+\/$/.test(shape),
    "url",
    url,
    "the URL begins with https://, ends with / and holds no blank, comma, quote, ? or #",
    "Write for example https://<gateway>/<stage>/",
  );
}

function checkUuid(problems: Problems, field: string, id: string): void {
  problems.check(
    Token.isUnresolved(id) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id),
    field,
    id,
    "an id of Microsoft Entra is a UUID; Snowflake takes blanks around it for a part of it",
    "Write it without blanks",
  );
}
