import type { EnvironmentProps } from "../core";
import type { PlatformSettings, SnowflakeAccountSettings } from "./settings";

/** Settings of an environment on any cloud: one stack, in one file. Only `name` and `size` are required. */
export interface PlatformEnvironmentProps extends EnvironmentProps, PlatformSettings {
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
}
