import { StorageIntegration as Resource } from "@cdktf/provider-snowflake/lib/storage-integration";
import { Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { checkRoleArn } from "./aws-role-arn";
import { checkComment } from "./comment";
import type { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import type { IRole } from "./role";

/** Snowflake's way to buckets of a cloud, under an identity of that cloud. */
export interface IStorageIntegration extends IConstruct {
  /** Name of the integration. */
  readonly integrationName: string;
  /** Locations that stages may use; empty where they are not known. */
  readonly allowedLocations: string[];
  /** Lets a role make stages with the integration. Using a stage does not need it. */
  grantUsage(role: IRole): Grant;
}

/** What storage integrations of all clouds share. */
export interface StorageIntegrationProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Locations that stages may use: buckets or folders with `/` at their end, without commas. Their order is kept. */
  readonly allowedLocations: string[];
  /** Lets stages use it. @default true */
  readonly enabled?: boolean;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/**
 * Which S3 the buckets are in.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration
 */
export enum AwsStorageProvider {
  /** AWS. */
  S3 = "S3",
  /** AWS GovCloud. */
  S3GOV = "S3GOV",
  /** AWS in China. */
  S3CHINA = "S3CHINA",
}

/** A storage integration with S3; locations are `s3://<bucket>/<prefix>/`. */
export interface AwsStorageIntegrationProps extends StorageIntegrationProps {
  /** ARN of the role that Snowflake assumes, built as a string: the role's trust policy needs the integration's outputs. */
  readonly roleArn: string;
  /**
   * External id that the role's trust policy asks for. One of your own (a `random_id`) keeps the trust when the integration is made
   * anew. @default - Snowflake makes one
   */
  readonly externalId?: string;
  /** Which S3. @default AwsStorageProvider.S3 */
  readonly provider?: AwsStorageProvider;
}

/** A storage integration with Azure Blob Storage; locations are `azure://<account>.blob.core.windows.net/<container>/<prefix>/`. */
export interface AzureStorageIntegrationProps extends StorageIntegrationProps {
  /** Tenant of the storage accounts. */
  readonly tenantId: string;
}

/** What is known of a storage integration that exists. */
export interface StorageIntegrationAttributes {
  /** Upper-case name of the integration. */
  readonly integrationName: string;
  /** Locations that stages may use. @default - not known, and not checked */
  readonly allowedLocations?: string[];
}

/**
 * Snowflake's way to buckets.
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

  /** One that exists. */
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
  /** External id that the role's trust policy must ask for. */
  public readonly awsExternalId: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError when the name, a location, the role or the external id cannot work */
  constructor(scope: Construct, id: string, props: AwsStorageIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props, ["s3", "s3gov", "s3china"]);
    checkRoleArn(problems, props.roleArn);
    if (props.externalId !== undefined && !Token.isUnresolved(props.externalId))
      problems.check(
        /^[\w+=,.@:/-]{2,1224}$/.test(props.externalId),
        "externalId",
        props.externalId,
        "an external id has 2 to 1224 letters, digits or + = , . @ : / - _",
        "Take the hex of a random_id",
      );
    problems.throwIfAny();

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

/** A storage integration with Azure Blob Storage. Someone with the right to consent opens `consentUrl` once. */
export class AzureStorageIntegration extends StorageIntegration {
  public readonly integrationName: string;
  public readonly allowedLocations: string[];
  /** Address at which an administrator lets Snowflake's application into the tenant. Sensitive in provider 2.11. */
  public readonly consentUrl: string;
  /** Name of Snowflake's application; the tenant shows the part before the underscore. */
  public readonly multiTenantAppName: string;
  protected readonly fullyQualifiedName: string;

  /** @throws ValidationError when the name, a location or the tenant cannot work */
  constructor(scope: Construct, id: string, props: AzureStorageIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props, ["azure"]);
    problems.check(
      Token.isUnresolved(props.tenantId) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(props.tenantId),
      "tenantId",
      props.tenantId,
      "a tenant's id is a UUID",
      "Write it without blanks",
    );
    problems.throwIfAny();

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

  /** @throws ValidationError when the name or a location cannot work */
  constructor(scope: Construct, id: string, props: StorageIntegrationProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkShared(problems, props, ["gcs"]);
    problems.throwIfAny();

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
    const problems = new Problems(this);
    Identifiers.check(problems, { integrationName: attributes.integrationName });
    problems.throwIfAny();
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

function checkShared(problems: Problems, props: StorageIntegrationProps, schemes: string[]): void {
  Identifiers.check(problems, { name: props.name });
  checkComment(problems, props.comment);
  problems.check(
    props.allowedLocations.length > 0,
    "allowedLocations",
    props.allowedLocations,
    "a storage integration needs a location",
    "Name a bucket or a folder",
  );
  const pattern = new RegExp(`^(${schemes.join("|")})://[^\\s,']+/$`);
  props.allowedLocations.forEach((location, index) => {
    const shape = Identifiers.shape(location);
    problems.check(
      // The provider joins the locations with commas when it reads them back.
      shape === undefined || pattern.test(shape),
      `allowedLocations.${index}`,
      location,
      `a location begins with ${schemes.map((s) => `${s}://`).join(" or ")}, ends with / and holds no blank, comma or quote`,
      `Write for example ${schemes[0] ?? ""}://<bucket>/<prefix>/`,
    );
  });
}
