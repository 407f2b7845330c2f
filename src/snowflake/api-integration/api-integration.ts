import { ApiIntegration as Resource } from "@cdktf/provider-snowflake/lib/api-integration";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Identifiers } from "../identifiers";
import type { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole } from "../workspace/interface";
import { API_INTEGRATION_ATTRIBUTES, AWS, AZURE, GCP } from "./checks";
import type { IApiIntegration } from "./interface";
import {
  AwsApiProvider,
  type ApiIntegrationAttributes,
  type ApiIntegrationProps,
  type AwsApiIntegrationProps,
  type AzureApiIntegrationProps,
  type GcpApiIntegrationProps,
} from "./settings";

/**
 * An API integration with a cloud gateway.
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

  /** An existing integration. */
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
  /** External ID that the role's trust policy must require. It changes when the integration is recreated. */
  public readonly awsExternalId: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name, URL or role */
  constructor(scope: Construct, id: string, props: AwsApiIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, AWS);

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

/** An API integration with Azure API Management. An administrator who can consent opens `consentUrl` once. */
export class AzureApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  /** Address at which an administrator consents to Snowflake's application in the tenant. */
  public readonly consentUrl: string;
  /** Name of Snowflake's application; the tenant shows the part before the underscore. */
  public readonly multiTenantAppName: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name, URL or ID */
  constructor(scope: Construct, id: string, props: AzureApiIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, AZURE);

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

  /** @throws ValidationError for an invalid name, URL or audience */
  constructor(scope: Construct, id: string, props: GcpApiIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, GCP);

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
    checkOnce(this, attributes, API_INTEGRATION_ATTRIBUTES);
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
