import { Sizes, type Size } from "../../core";
import { AzureSizes } from "../sizes";
import type { DatabaseSettings } from "./settings";

/** Port of PostgreSQL; a flexible server has no other. */
export const PORT = 5432;

/** Database settings with every default; internal to the package. */
export interface ResolvedDatabase extends DatabaseSettings {
  readonly skuName: string;
  readonly storageGib: number;
  readonly standby: boolean;
  readonly backupRetentionDays: number;
  readonly geoRedundantBackup: boolean;
  readonly engineVersion: string;
}

export function resolveDatabase(given: DatabaseSettings, size: Size): ResolvedDatabase {
  const azure = AzureSizes.defaults(size);
  return {
    ...given,
    skuName: given.skuName ?? azure.databaseSkuName,
    storageGib: given.storageGib ?? 32,
    standby: given.standby ?? Sizes.defaults(size).databaseStandby,
    backupRetentionDays: given.backupRetentionDays ?? azure.backupRetentionDays,
    geoRedundantBackup: given.geoRedundantBackup ?? false,
    engineVersion: given.engineVersion ?? "16",
  };
}
