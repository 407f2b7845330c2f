import type { TerraformStack } from "cdktf";
import { PlatformProviders, type SnowflakeAccountSettings } from "../platform";
import { addAzureProviders } from "./azure-provider";

/** The accounts that a stack deploys to. */
export interface AzureProviderSettings {
  /** ID of the subscription. @default - ARM_SUBSCRIPTION_ID */
  readonly subscriptionId?: string;
  /** ID of the Entra tenant. @default - the tenant of the credentials in use */
  readonly tenantId?: string;
  /**
   * A destroy also removes what Azure keeps for a while under the same name, so that the environment can be created again.
   * @default - true
   */
  readonly purge?: boolean;
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
}

/** The providers that a platform on Azure needs. */
export class AzureProviders {
  /** Adds the providers azurerm, azuread, snowflake, random and time to a stack of your own. */
  public static addTo(stack: TerraformStack, settings: AzureProviderSettings = {}): void {
    addAzureProviders(stack, { ...settings, purge: settings.purge ?? true });
    PlatformProviders.addTo(stack, settings.snowflakeAccount);
  }
}
