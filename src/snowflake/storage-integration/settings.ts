/** What storage integrations of all clouds share. */
export interface StorageIntegrationProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Locations that stages may use: buckets or folders with `/` at their end, without commas. Their order is kept. */
  readonly allowedLocations: string[];
  /** Enables the integration. @default true */
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
   * External ID that the role's trust policy requires. Your own (a `random_id`) keeps the trust when the integration is
   * recreated. @default - Snowflake generates one
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

/** Attributes of an existing storage integration. */
export interface StorageIntegrationAttributes {
  /** Upper-case name of the integration. */
  readonly integrationName: string;
  /** Locations that stages may use. @default - not known, and not checked */
  readonly allowedLocations?: string[];
}
