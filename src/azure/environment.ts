import type { PlatformEnvironmentProps } from "../platform";
import type { AzurePlatformSettings, ExistingAzureAttributes } from "./settings";
import type { AzureState } from "./state-backend/settings";

/** An environment on Azure: one stack, written in one file. Only `name` and `size` are required. */
export interface AzureEnvironmentProps extends PlatformEnvironmentProps, AzurePlatformSettings {
  /** Location of all resources, for instance `northeurope`. @default - "westeurope" */
  readonly location?: string;
  /** ID of the subscription. @default - ARM_SUBSCRIPTION_ID */
  readonly subscriptionId?: string;
  /** ID of the Entra tenant. @default - the tenant of the credentials in use */
  readonly tenantId?: string;
  /** Where Terraform's state is kept. @default - a local file, which no other person or pipeline can read */
  readonly state?: AzureState;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingAzureAttributes;
}
