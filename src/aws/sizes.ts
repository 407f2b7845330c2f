import { Size } from "../core";
import { ExecuteCommand } from "./tracking-server/settings";

/** Defaults of a size on AWS, in addition to those of all clouds. */
export interface AwsSizeDefaults {
  /** Instance class of the database. */
  readonly databaseInstanceClass: string;
  /** Maximum storage of the database in GiB, with storage autoscaling. */
  readonly databaseMaxStorageGib: number;
  /** NAT gateways, where servers are in private subnets. */
  readonly natGateways: number;
  /** Days that a deleted secret can be restored; 0 deletes it at once, so that its name is free again. */
  readonly secretRecoveryDays: number;
  /** Sessions in the containers of the servers. */
  readonly executeCommand: ExecuteCommand;
  /** Access logs of the artifacts' bucket and of the load balancer. */
  readonly accessLogs: boolean;
  /** Maximum capacity of Aurora Serverless v2 in ACU. */
  readonly databaseMaxCapacityAcu: number;
  /** Alarms and a dashboard. */
  readonly observability: boolean;
  /** Threshold of the p99 latency in seconds. */
  readonly alarmLatencySeconds: number;
  /** Threshold of the connections: three quarters of the limit of the instance class. */
  readonly alarmDatabaseConnections: number;
  /** Threshold of the free storage in GiB. */
  readonly alarmDatabaseFreeStorageGib: number;
}

/** The table of AWS's defaults by size. */
export class AwsSizes {
  /** The defaults of a size. */
  public static defaults(size: Size): AwsSizeDefaults {
    return AwsSizes.TABLE[size];
  }

  private static readonly TABLE: Record<Size, AwsSizeDefaults> = {
    [Size.DEV]: {
      databaseInstanceClass: "db.t4g.micro",
      databaseMaxStorageGib: 100,
      natGateways: 1,
      secretRecoveryDays: 0,
      executeCommand: ExecuteCommand.ON,
      accessLogs: false,
      databaseMaxCapacityAcu: 2,
      observability: false,
      alarmLatencySeconds: 10,
      alarmDatabaseConnections: 60,
      alarmDatabaseFreeStorageGib: 1,
    },
    [Size.PROD]: {
      databaseInstanceClass: "db.t4g.small",
      databaseMaxStorageGib: 500,
      natGateways: 1,
      secretRecoveryDays: 30,
      executeCommand: ExecuteCommand.OFF,
      accessLogs: true,
      databaseMaxCapacityAcu: 8,
      observability: true,
      alarmLatencySeconds: 5,
      alarmDatabaseConnections: 130,
      alarmDatabaseFreeStorageGib: 2,
    },
  };
}
