import { StorageAccount, type StorageAccountNetworkRules } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy";
import type { Precondition } from "cdktf";
import type { Construct } from "constructs";

/** The resource group of a storage account. */
export interface StorageGroup {
  readonly resourceGroupName: string;
  readonly location: string;
}

/** A storage account with one container, and its protection. */
export interface SecureStorageProps {
  readonly resourceGroup: StorageGroup;
  readonly accountName: string;
  readonly containerName: string;
  /** Whether every object is kept in three zones. */
  readonly zoneRedundant: boolean;
  /** Days for which a replaced or deleted object can be restored. */
  readonly noncurrentDays: number;
  /** Refuses to destroy the account. */
  readonly protection: boolean;
  /** The networks that may connect; undefined means every network, and leaves an account that was closed as it is. */
  readonly networkRules?: StorageAccountNetworkRules;
  /** What must hold before the account is made or changed. @default - nothing */
  readonly preconditions?: Precondition[];
  readonly tags?: Record<string, string>;
}

/** Kinds of replication: in one zone, and in three. */
export function replicationType(zoneRedundant: boolean): string {
  return zoneRedundant ? "ZRS" : "LRS";
}

/**
 * Makes a storage account as `Resource` of `scope` and a container in it: no shared keys, no anonymous access, TLS 1.2, versions and soft
 * delete. Only Entra identities with a role on the container read and write it.
 * @see https://learn.microsoft.com/en-us/azure/storage/blobs/security-recommendations
 */
export function secureStorage(scope: Construct, props: SecureStorageProps) {
  const { resourceGroup, noncurrentDays: days, protection, preconditions: precondition } = props;
  const account = new StorageAccount(scope, "Resource", {
    name: props.accountName,
    resourceGroupName: resourceGroup.resourceGroupName,
    location: resourceGroup.location,
    accountKind: "StorageV2",
    accountTier: "Standard",
    accountReplicationType: replicationType(props.zoneRedundant),
    sharedAccessKeyEnabled: false,
    allowNestedItemsToBePublic: false,
    crossTenantReplicationEnabled: false,
    localUserEnabled: false,
    httpsTrafficOnlyEnabled: true,
    minTlsVersion: "TLS1_2",
    // A hierarchical namespace has no versions.
    isHnsEnabled: false,
    infrastructureEncryptionEnabled: false,
    blobProperties: {
      versioningEnabled: true,
      deleteRetentionPolicy: { days },
      containerDeleteRetentionPolicy: { days },
    },
    networkRules: props.networkRules,
    tags: props.tags,
    lifecycle:
      protection || precondition !== undefined ? { preventDestroy: protection || undefined, precondition } : undefined,
  });
  // By the account's ID it is made through Resource Manager: the account's firewall and its data roles do not apply to the deployer.
  const container = new StorageContainer(scope, "Container", {
    name: props.containerName,
    storageAccountId: account.id,
    containerAccessType: "private",
  });
  new StorageManagementPolicy(scope, "Lifecycle", {
    storageAccountId: account.id,
    rule: [
      {
        name: "noncurrent-versions",
        enabled: true,
        filters: { blobTypes: ["blockBlob"] },
        // Counted from the day that the version was written. What the rule deletes is soft-deleted, and can be restored for as many days.
        actions: { version: { deleteAfterDaysSinceCreation: days } },
      },
    ],
  });
  return { account, container };
}
