/**
 * A storage container that keeps Terraform's state; `StateBackend` creates one. Terraform reads it with an Entra identity.
 * @see https://developer.hashicorp.com/terraform/language/backend/azurerm
 */
export interface AzureState {
  /** Name of the resource group of the storage account. */
  readonly resourceGroupName: string;
  /** Name of the storage account, with versioning. */
  readonly storageAccountName: string;
  /** Name of the container. @default - "tfstate" */
  readonly containerName?: string;
  /** Blob that holds the state. @default - "<environment's name>.tfstate" */
  readonly key?: string;
}

/** Settings of the storage account of Terraform's states. */
export interface StateBackendSettings {
  /** Days for which an earlier version of a state can be restored, 1 to 365. @default - 90 */
  readonly noncurrentVersionDays?: number;
  /** Keeps the states in three zones of the location (ZRS) instead of one (LRS); not every location has zones. @default - true */
  readonly zoneRedundant?: boolean;
  /** Object IDs of the users, groups and identities that may read and write the states. @default - the identity that deploys */
  readonly writerPrincipalIds?: string[];
  /** Refuses to destroy the storage account. @default - true */
  readonly protection?: boolean;
}
