import { Environments } from "../../core";
import type { KedroSettings, SnowflakeSettings } from "../platform-settings";

/** Names of everything that a platform makes in Snowflake. */
export interface SnowflakeNames {
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly apiIntegration: string;
  readonly storageIntegration: string;
  readonly kedroRole: string;
}

/** The names that settings say, or that follow from the prefix. */
export function snowflakeNames(prefix: string, settings?: SnowflakeSettings, kedro?: KedroSettings): SnowflakeNames {
  const base = Environments.snowflakePrefix(prefix);
  return {
    database: settings?.databaseName ?? base,
    schema: settings?.schemaName ?? "MLFLOW",
    warehouse: settings?.warehouseName ?? `${base}_WH`,
    apiIntegration: settings?.apiIntegrationName ?? `${base}_API`,
    storageIntegration: settings?.storageIntegrationName ?? `${base}_STORAGE`,
    kedroRole: kedro?.roleName ?? `${base}_KEDRO`,
  };
}
