import { Environments } from "../../core";
import type { ExistingSnowflakeNames, KedroSettings, SnowflakeSettings } from "../platform-settings";

/** Names of everything that a platform makes or uses in Snowflake. */
export interface SnowflakeNames {
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly apiIntegration: string;
  readonly storageIntegration: string;
  readonly kedroRole: string;
}

interface NamingSettings {
  readonly snowflake?: SnowflakeSettings;
  readonly kedro?: KedroSettings;
  readonly existing?: { readonly snowflake?: ExistingSnowflakeNames };
}

/** The names of what exists, those that settings say, or those that follow from the prefix. */
export function snowflakeNames(prefix: string, settings: NamingSettings): SnowflakeNames {
  const base = Environments.snowflakePrefix(prefix);
  const { snowflake = {}, kedro = {} } = settings;
  const existing = settings.existing?.snowflake ?? {};
  return {
    database: existing.databaseName ?? snowflake.databaseName ?? base,
    schema: existing.schemaName ?? snowflake.schemaName ?? "MLFLOW",
    warehouse: existing.warehouseName ?? snowflake.warehouseName ?? `${base}_WH`,
    apiIntegration: snowflake.apiIntegrationName ?? `${base}_API`,
    storageIntegration: snowflake.storageIntegrationName ?? `${base}_STORAGE`,
    kedroRole: existing.kedroRoleName ?? kedro.roleName ?? `${base}_KEDRO`,
  };
}
