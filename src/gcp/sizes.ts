import { Size } from "../core";

/** Defaults of a size on Google Cloud, in addition to those of all clouds. */
export interface GcpSizeDefaults {
  /** Machine type of the database. */
  readonly databaseTier: string;
  /** Storage of the database in GiB: Cloud SQL's smallest is 10. */
  readonly databaseStorageGib: number;
  /** Daily backups that are kept. */
  readonly backupRetentionDays: number;
  /** Instances that always run. */
  readonly minInstances: number;
  /** Instances that run at most. */
  readonly maxInstances: number;
  /** vCPU of MLflow: less than one would allow one request at a time. */
  readonly vcpu: number;
  /** Memory of MLflow in MiB. */
  readonly memoryMib: number;
  /** Days for which permanently removed artifacts can be restored; 0 for none. */
  readonly softDeleteDays: number;
  /** Alarms and a request log. */
  readonly observability: boolean;
  /** Threshold of the p99 latency in seconds. */
  readonly alarmLatencySeconds: number;
}

/** The table of Google Cloud's defaults by size. */
export class GcpSizes {
  /** The defaults of a size. */
  public static defaults(size: Size): GcpSizeDefaults {
    return GcpSizes.TABLE[size];
  }

  private static readonly TABLE: Record<Size, GcpSizeDefaults> = {
    [Size.DEV]: {
      databaseTier: "db-f1-micro",
      databaseStorageGib: 10,
      backupRetentionDays: 7,
      minInstances: 0,
      maxInstances: 2,
      vcpu: 1,
      memoryMib: 1024,
      softDeleteDays: 0,
      observability: false,
      alarmLatencySeconds: 10,
    },
    [Size.PROD]: {
      databaseTier: "db-custom-1-3840",
      databaseStorageGib: 20,
      backupRetentionDays: 14,
      minInstances: 1,
      maxInstances: 4,
      vcpu: 1,
      memoryMib: 2048,
      softDeleteDays: 7,
      observability: true,
      alarmLatencySeconds: 5,
    },
  };
}
