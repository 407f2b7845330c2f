import { Sizes, type Size } from "../../core";
import { AwsSizes } from "../sizes";
import { DatabaseEngine, type DatabaseSettings } from "./settings";

/** Default port of PostgreSQL. */
export const DEFAULT_PORT = 5432;

/** The smallest capacity of Aurora that does not pause. */
export const MIN_CAPACITY_ACU = 0.5;

/** Database settings with every default; internal to the package. */
export interface ResolvedDatabase extends DatabaseSettings {
  readonly engine: DatabaseEngine;
  readonly minCapacityAcu: number;
  readonly maxCapacityAcu: number;
  readonly instanceClass: string;
  readonly storageGib: number;
  readonly maxStorageGib: number;
  readonly standby: boolean;
  readonly backupRetentionDays: number;
  readonly secretRecoveryDays: number;
  readonly engineVersion: string;
}

export function resolveDatabase(given: DatabaseSettings, size: Size): ResolvedDatabase {
  const defaults = Sizes.defaults(size);
  const aws = AwsSizes.defaults(size);
  return {
    ...given,
    engine: given.engine ?? DatabaseEngine.POSTGRES,
    minCapacityAcu: given.minCapacityAcu ?? MIN_CAPACITY_ACU,
    maxCapacityAcu: given.maxCapacityAcu ?? aws.databaseMaxCapacityAcu,
    instanceClass: given.instanceClass ?? aws.databaseInstanceClass,
    storageGib: given.storageGib ?? defaults.databaseStorageGib,
    maxStorageGib: given.maxStorageGib ?? aws.databaseMaxStorageGib,
    standby: given.standby ?? defaults.databaseStandby,
    backupRetentionDays: given.backupRetentionDays ?? defaults.backupRetentionDays,
    secretRecoveryDays: given.secretRecoveryDays ?? aws.secretRecoveryDays,
    engineVersion: given.engineVersion ?? "16",
  };
}
