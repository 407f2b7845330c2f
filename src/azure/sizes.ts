import { Size } from "../core";
import { NetworkAccess } from "./network/settings";

/** Defaults of a size on Azure, in addition to those of all clouds. */
export interface AzureSizeDefaults {
  /** Public addresses or a virtual network. */
  readonly network: NetworkAccess;
  /** SKU of the database. */
  readonly databaseSkuName: string;
  /** Days that database backups are kept: Azure offers no less than 7. */
  readonly backupRetentionDays: number;
  /** Replicas that always run. */
  readonly minReplicas: number;
  /** Replicas that run at most. */
  readonly maxReplicas: number;
  /** vCPU of one replica, each with 2 GiB of memory: Container Apps' pairs begin at 0.5 vCPU for 1 GiB. */
  readonly vcpu: number;
  /** Replicas in several zones, where the servers are in a virtual network. */
  readonly zoneRedundant: boolean;
  /** Days that logs are kept: Log Analytics offers no less than 30. */
  readonly logRetentionDays: number;
  /** Alarms and a request log. */
  readonly observability: boolean;
  /** Threshold of the latency in seconds. */
  readonly alarmLatencySeconds: number;
  /** Threshold of the connections: three quarters of the limit of the SKU. */
  readonly alarmDatabaseConnections: number;
}

/** The table of Azure's defaults by size. */
export class AzureSizes {
  /** The defaults of a size. */
  public static defaults(size: Size): AzureSizeDefaults {
    return AzureSizes.TABLE[size];
  }

  private static readonly TABLE: Record<Size, AzureSizeDefaults> = {
    [Size.DEV]: {
      network: NetworkAccess.PUBLIC,
      databaseSkuName: "B_Standard_B1ms",
      backupRetentionDays: 7,
      minReplicas: 0,
      maxReplicas: 1,
      vcpu: 0.5,
      zoneRedundant: false,
      logRetentionDays: 30,
      observability: false,
      alarmLatencySeconds: 10,
      alarmDatabaseConnections: 35,
    },
    [Size.PROD]: {
      network: NetworkAccess.PRIVATE,
      databaseSkuName: "GP_Standard_D2ds_v5",
      backupRetentionDays: 14,
      minReplicas: 2,
      maxReplicas: 4,
      vcpu: 1,
      zoneRedundant: true,
      logRetentionDays: 90,
      observability: true,
      alarmLatencySeconds: 5,
      alarmDatabaseConnections: 600,
    },
  };
}
