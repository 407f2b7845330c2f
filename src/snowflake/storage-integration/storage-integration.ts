import { StorageIntegration as Resource } from "@cdktf/provider-snowflake/lib/storage-integration";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Identifiers } from "../identifiers";
import type { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole } from "../workspace/interface";
import { AWS, AZURE, GCP, STORAGE_INTEGRATION_ATTRIBUTES } from "./checks";
import type { IStorageIntegration } from "./interface";
import {
  AwsStorageProvider,
  type AwsStorageIntegrationProps,
  type AzureStorageIntegrationProps,
  type StorageIntegrationAttributes,
  type StorageIntegrationProps,
} from "./settings";

/**
 * A storage integration with buckets of a cloud.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration
 */
export abstract class StorageIntegration extends Construct implements IStorageIntegration {
  /** With S3. */
  public static aws(scope: Construct, id: string, props: AwsStorageIntegrationProps): AwsStorageIntegration {
    return new AwsStorageIntegration(scope, id, props);
  }

  /** With Azure Blob Storage. */
  public static azure(scope: Construct, id: string, props: AzureStorageIntegrationProps): AzureStorageIntegration {
    return new AzureStorageIntegration(scope, id, props);
  }

  /** With Google Cloud Storage. */
  public static gcp(scope: Construct, id: string, props: StorageIntegrationProps): GcpStorageIntegration {
    return new GcpStorageIntegration(scope, id, props);
  }

  /** An existing integration. */
  public static fromStorageIntegrationAttributes(
    scope: Construct,
    id: string,
    attributes: StorageIntegrationAttributes,
  ): IStorageIntegration {
    return new ImportedStorageIntegration(scope, id, attributes);
  }

  public abstract readonly integrationName: string;
  public abstract readonly allowedLocations: string[];
  /** Name of the integration in quotes, unknown while it is replaced. */
  protected abstract readonly fullyQualifiedName: string;

  public grantUsage(role: IRole): Grant {
    return Grants.onAccountObject(this, "Usage", role, ["USAGE"], "INTEGRATION", this.fullyQualifiedName);
  }
}

/** A storage integration with S3. */
export class AwsStorageIntegration extends StorageIntegration {
  public readonly integrationName: string;
  public readonly allowedLocations: string[];
  /** ARN of the IAM user of the Snowflake account: the principal of the role's trust policy. */
  public readonly awsIamUserArn: string;
  /** External ID that the role's trust policy must require. */
  public readonly awsExternalId: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name, location, role or external ID */
  constructor(scope: Construct, id: string, props: AwsStorageIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, AWS);

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      storageProvider: props.provider ?? AwsStorageProvider.S3,
      storageAwsRoleArn: props.roleArn,
      storageAwsExternalId: props.externalId,
    });
    this.integrationName = resource.name;
    this.allowedLocations = [...props.allowedLocations];
    this.awsIamUserArn = resource.storageAwsIamUserArn;
    // Not set, the attribute stays empty in the state: https://github.com/snowflakedb/terraform-provider-snowflake/issues/3934
    this.awsExternalId = props.externalId ?? resource.describeOutput.get(0).storageAwsExternalId.get(0).value;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

/** A storage integration with Azure Blob Storage. An administrator who can consent opens `consentUrl` once. */
export class AzureStorageIntegration extends StorageIntegration {
  public readonly integrationName: string;
  public readonly allowedLocations: string[];
  /** Address at which an administrator consents to Snowflake's application in the tenant. Sensitive in provider 2.11. */
  public readonly consentUrl: string;
  /** Name of Snowflake's application; the tenant shows the part before the underscore. */
  public readonly multiTenantAppName: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name, location or tenant */
  constructor(scope: Construct, id: string, props: AzureStorageIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, AZURE);

    const resource = new Resource(this, "Resource", {
      ...sharedConfig(props),
      storageProvider: "AZURE",
      azureTenantId: props.tenantId,
    });
    this.integrationName = resource.name;
    this.allowedLocations = [...props.allowedLocations];
    this.consentUrl = resource.azureConsentUrl;
    this.multiTenantAppName = resource.azureMultiTenantAppName;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

/** A storage integration with Google Cloud Storage; locations are `gcs://<bucket>/<prefix>/`. */
export class GcpStorageIntegration extends StorageIntegration {
  public readonly integrationName: string;
  public readonly allowedLocations: string[];
  /** Service account of the Snowflake account: it needs a role on the bucket. */
  public readonly gcpServiceAccount: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError for an invalid name or location */
  constructor(scope: Construct, id: string, props: StorageIntegrationProps) {
    super(scope, id);
    checkOnce(this, props, GCP);

    const resource = new Resource(this, "Resource", { ...sharedConfig(props), storageProvider: "GCS" });
    this.integrationName = resource.name;
    this.allowedLocations = [...props.allowedLocations];
    this.gcpServiceAccount = resource.storageGcpServiceAccount;
    this.fullyQualifiedName = resource.fullyQualifiedName;
  }
}

class ImportedStorageIntegration extends StorageIntegration {
  public readonly integrationName: string;
  public readonly allowedLocations: string[];
  protected readonly fullyQualifiedName: string;

  constructor(scope: Construct, id: string, attributes: StorageIntegrationAttributes) {
    super(scope, id);
    checkOnce(this, attributes, STORAGE_INTEGRATION_ATTRIBUTES);
    this.integrationName = attributes.integrationName;
    this.allowedLocations = [...(attributes.allowedLocations ?? [])];
    this.fullyQualifiedName = Identifiers.quote(attributes.integrationName);
  }
}

function sharedConfig(props: StorageIntegrationProps) {
  return {
    name: props.name,
    storageAllowedLocations: props.allowedLocations,
    enabled: props.enabled ?? true,
    comment: props.comment,
  };
}
