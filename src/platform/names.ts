import { Environments } from "../core";
import type { ExistingSnowflakeAttributes, PlatformSettings } from "./settings";

/** Names of the Snowflake objects that a platform creates or uses. */
export interface SnowflakeNames {
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly apiIntegration: string;
  readonly storageIntegration: string;
  readonly kedroRole: string;
}

/** The names of existing objects, those in the settings, or those derived from the prefix. */
export function snowflakeNames(
  prefix: string,
  { snowflake = {}, kedro = {} }: PlatformSettings,
  existing: ExistingSnowflakeAttributes = {},
): SnowflakeNames {
  const base = Environments.snowflakePrefix(prefix);
  const names = existing.snowflake ?? {};
  return {
    database: names.databaseName ?? snowflake.databaseName ?? base,
    schema: names.schemaName ?? snowflake.schemaName ?? "MLFLOW",
    warehouse: names.warehouseName ?? snowflake.warehouseName ?? `${base}_WH`,
    apiIntegration: snowflake.apiIntegrationName ?? `${base}_API`,
    storageIntegration: snowflake.storageIntegrationName ?? `${base}_STORAGE`,
    kedroRole: names.kedroRoleName ?? kedro.roleName ?? `${base}_KEDRO`,
  };
}
