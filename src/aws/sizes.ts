import { Size } from "../core";
import { ExecuteCommand } from "./tracking-server/settings";

/** What a size means on AWS, beside the defaults of all clouds. */
export interface AwsSizeDefaults {
  /** Instance class of the database. */
  readonly databaseInstanceClass: string;
  /** Storage in GiB up to which the database grows by itself. */
  readonly databaseMaxStorageGib: number;
  /** NAT gateways, where servers are in private subnets. */
  readonly natGateways: number;
  /** Days that a deleted secret can be restored; 0 deletes it at once, so that its name is free again. */
  readonly secretRecoveryDays: number;
  /** Sessions in the containers of the servers. */
  readonly executeCommand: ExecuteCommand;
  /** Access logs of the artifacts' bucket and of the load balancer. */
  readonly accessLogs: boolean;
  /** ACU up to which Aurora Serverless v2 grows. */
  readonly databaseMaxCapacityAcu: number;
  /** Alarms and a dashboard. */
  readonly observability: boolean;
  /** Seconds that one call in a hundred takes when the alarm rings. */
  readonly alarmLatencySeconds: number;
  /** Connections at which the alarm rings: three quarters of what the instance class admits. */
  readonly alarmDatabaseConnections: number;
  /** GiB of free storage below which the alarm rings. */
  readonly alarmDatabaseFreeStorageGib: number;
}

/** The table of AWS's own defaults by size. */
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
