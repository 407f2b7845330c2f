import type { Construct } from "constructs";
import type { IStorageIntegration } from "../snowflake";
import { fixPlatformSettings, type FixedPlatformSettings } from "./fixed-settings";
import { SnowflakePlatform, type SnowflakePlatformProps } from "./snowflake-platform";

/** What a cloud's part of the trust with Snowflake gives. */
interface SnowflakeTrust {
  readonly storageIntegration: IStorageIntegration;
  readonly artifactLocation: string;
}

export interface SnowflakeSideProps
  extends Omit<SnowflakePlatformProps, keyof SnowflakeTrust>, Omit<FixedPlatformSettings, "prefix"> {
  readonly access: SnowflakeTrust;
}

/** The Snowflake side of a platform, with what its first deploy fixes. */
export function makeSnowflakeSide(platform: Construct, props: SnowflakeSideProps): SnowflakePlatform {
  const { access, setting, region, ...own } = props;
  const { storageIntegration, artifactLocation } = access;
  const snowflake = new SnowflakePlatform(platform, "Snowflake", { ...own, storageIntegration, artifactLocation });
  fixPlatformSettings(snowflake, { prefix: own.prefix, setting, region });
  return snowflake;
}
