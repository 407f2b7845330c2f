import { ApiIntegration as Resource } from "@cdktf/provider-snowflake/lib/api-integration";
import { Execute } from "@cdktf/provider-snowflake/lib/execute";
import { Op, ref, type ITerraformDependable, type TerraformResourceLifecycle } from "cdktf";
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
  public abstract readonly dependencies: ITerraformDependable[];
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
  public readonly dependencies: ITerraformDependable[] = [];
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
  public readonly dependencies: ITerraformDependable[] = [];
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

/** An address in the form of a gateway's, to which nothing is sent: the integration that has it is disabled. */
const PLACEHOLDER = "https://not-known-yet-00000000.uc.gateway.dev/";

/**
 * An API integration with Google Cloud API Gateway.
 *
 * With `beforeGateway` the integration is created before the gateway whose address it allows. A statement enables it with that address as
 * soon as it is known, and again whenever the integration or the address is another one; a destroy disables it first.
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-api-integration
 */
export class GcpApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  public readonly dependencies: ITerraformDependable[];
  /** Service account that signs Snowflake's tokens: the issuer that the gateway's document names. */
  public readonly gcpServiceAccount: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name, URL, audience or service account */
  constructor(scope: Construct, id: string, props: GcpApiIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, GCP);
    const { beforeGateway = false } = props;

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      // Not verified: that Snowflake takes an address of this form for a gateway that does not exist.
      ...(beforeGateway && { apiAllowedPrefixes: [PLACEHOLDER], enabled: false }),
      apiProvider: "google_api_gateway",
      googleAudience: props.audience,
      lifecycle: gcpLifecycle(props),
    });
    this.integrationName = resource.name;
    this.url = props.url;
    this.gcpServiceAccount = resource.apiGcpServiceAccount;
    this.fullyQualifiedName = resource.fullyQualifiedName;
    const recreatedAddress = `snowflake_api_integration.${resource.friendlyUniqueId}.created_on`;
    const statement = beforeGateway ? this.allowUrl(props, recreatedAddress) : undefined;
    this.dependencies = statement === undefined ? [] : [statement];
    // Another statement runs for another integration too, and for one that somebody dropped, whose creation alone replaces no function.
    this.recreatedAddress =
      statement === undefined ? recreatedAddress : `snowflake_execute.${statement.friendlyUniqueId}.id`;
  }

  private allowUrl({ url, enabled = true }: GcpApiIntegrationProps, recreatedAddress: string): Execute {
    // An integration that somebody dropped is no reason to fail: it is created again before the statement runs.
    const alter = `ALTER API INTEGRATION IF EXISTS ${this.fullyQualifiedName} SET`;
    return new Execute(this, "AllowUrl", {
      execute: `${alter} API_ALLOWED_PREFIXES = ('${url}') ENABLED = ${enabled ? "TRUE" : "FALSE"}`,
      revert: `${alter} ENABLED = FALSE`,
      lifecycle: { replaceTriggeredBy: [recreatedAddress] },
    });
  }
}

class ImportedApiIntegration extends ApiIntegration {
  public readonly integrationName: string;
  public readonly url: string;
  public readonly recreatedAddress?: string;
  public readonly dependencies: ITerraformDependable[] = [];
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

function gcpLifecycle({
  beforeGateway,
  serviceAccount,
}: GcpApiIntegrationProps): TerraformResourceLifecycle | undefined {
  if (beforeGateway !== true && serviceAccount === undefined) return undefined;
  return {
    // The statement sets both, and the provider reads both back.
    ignoreChanges: beforeGateway === true ? ["api_allowed_prefixes", "enabled"] : undefined,
    postcondition:
      serviceAccount === undefined
        ? undefined
        : [
            {
              condition: Op.eq(ref("self.api_gcp_service_account"), serviceAccount),
              errorMessage:
                "Snowflake calls the gateway as ${self.api_gcp_service_account}, and not as the service account that is set. " +
                "Set this one instead.",
            },
          ],
  };
}
