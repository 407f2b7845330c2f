import type { TerraformStack } from "cdktf";
import { PlatformProviders, type SnowflakeAccountSettings } from "../platform";
import { addAwsProvider } from "./aws-provider";

/** The accounts that a stack deploys to. */
export interface AwsProviderSettings {
  /** Region, for instance `eu-central-1`. @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
}

/** The providers that a platform on AWS needs. */
export class AwsProviders {
  /** Adds the providers aws, snowflake, random and time to a stack of your own. */
  public static addTo(stack: TerraformStack, settings: AwsProviderSettings = {}): void {
    addAwsProvider(stack, settings);
    PlatformProviders.addTo(stack, settings.snowflakeAccount);
  }
}
