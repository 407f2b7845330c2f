import { Environments, type EnvironmentProps, type Problems } from "../core";
import { checkPlatformSettings } from "./checks";
import type { ExistingSnowflakeAttributes, PlatformSettings, SnowflakeAccountSettings } from "./settings";

/** What an environment of any cloud says: one stack, written in one file. Only `name` and `size` are required. */
export interface PlatformEnvironmentProps extends EnvironmentProps, PlatformSettings {
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
}

/** Notes what is wrong in what environments of all clouds say. */
export function checkPlatformEnvironment(
  problems: Problems,
  props: PlatformEnvironmentProps,
  existing?: ExistingSnowflakeAttributes,
): void {
  Environments.check(problems, props);
  checkPlatformSettings(problems, Environments.prefix(props), props, existing);
}
