import type { TerraformStack } from "cdktf";
import { PlatformProviders, type SnowflakeAccountSettings } from "../platform";
import { addGoogleProviders } from "./google-provider";

/** The accounts that a stack deploys to. */
export interface GcpProviderSettings {
  /** ID of the project. @default - GOOGLE_PROJECT */
  readonly projectId?: string;
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
}

/** The providers that a platform on Google Cloud needs. */
export class GcpProviders {
  /** Adds the providers google, google-beta, snowflake, random and time to a stack of your own. */
  public static addTo(stack: TerraformStack, settings: GcpProviderSettings = {}): void {
    addGoogleProviders(stack, settings);
    PlatformProviders.addTo(stack, settings.snowflakeAccount);
  }
}
