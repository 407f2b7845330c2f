/** Settings of the artifacts' storage account and container. */
export interface ArtifactSettings {
  /**
   * Prefix of the artifacts in the container. A deploy with another one fails: see docs/operations-azure.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
  /** Days for which a deleted or replaced object can be restored, 1 to 365. @default - 30 */
  readonly noncurrentVersionDays?: number;
  /**
   * Keeps each object in three zones of the location (ZRS) instead of one (LRS); not every location has zones. A change would recreate the
   * storage account without its artifacts: a plan with it fails.
   * @see https://learn.microsoft.com/en-us/azure/reliability/regions-list
   * @default - true
   */
  readonly zoneRedundant?: boolean;
  /**
   * IDs of Snowflake's subnets, as `SYSTEM$GET_SNOWFLAKE_PLATFORM_INFO()` returns them for an account on Azure. The storage account then
   * accepts these subnets and the servers' own, and refuses every other network; needs `network: { access: NetworkAccess.PRIVATE }`.
   * At most 198: a storage account takes 200, with the servers' own.
   * @see https://docs.snowflake.com/en/user-guide/data-load-azure-allow
   * @default - every network may connect, with an Entra identity that has a role
   */
  readonly snowflakeSubnetIds?: string[];
}

/** An existing storage account and container. */
export interface ArtifactStoreAttributes {
  readonly storageAccountName: string;
  readonly storageAccountId: string;
  readonly containerName: string;
  /**
   * Prefix of the artifacts in the container. A deploy with another one fails: see docs/operations-azure.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
}
