import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addOutput } from "../../platform/outputs";
import { addAzureProviders } from "../azure-provider";
import { keepStateInAzure } from "./azure-backend";
import { STATE_STACK } from "./checks";
import type { AzureState, StateBackendSettings } from "./settings";
import { StateBackend } from "./state-backend";

/** The stack that creates the storage account of Terraform's states. Subscription and tenant come from the credentials in use. */
export interface AzureStateStackProps extends StateBackendSettings {
  /** The stack's id, for instance `azure-state`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the names of resource group and storage account; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - "westeurope" */
  readonly location?: string;
  /** @default - the subscription of ARM_SUBSCRIPTION_ID */
  readonly subscriptionId?: string;
  /** @default - the tenant of the credentials in use */
  readonly tenantId?: string;
  /** Tags of resource group and storage account. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /**
   * Location of this stack's state: a local file at first. To move it to the container, set the lines that the stack prints here
   * and deploy again with `--migrate-state`.
   * @default - a local file
   */
  readonly state?: AzureState;
}

/**
 * Creates the storage account of Terraform's states, and outputs the setting for the environments' files. Deploy it once, before all other
 * stacks.
 */
export class AzureStateStack extends TerraformStack {
  public readonly backend: StateBackend;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: AzureStateStackProps) {
    const { name, prefix = DEFAULT_PREFIX, subscriptionId, tenantId, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, STATE_STACK);
    super(scope, name);

    addAzureProviders(this, { subscriptionId, tenantId, purge: false });
    new RandomProvider(this, "RandomProvider");
    this.backend = new StateBackend(this, "State", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInAzure(this, state, name);
    addOutput(this, "storage_account", this.backend.storageAccountName, "Storage account of Terraform's states");
    addOutput(this, "environment_lines", this.lines().join("\n"), "Setting for the environments' files");
  }

  private lines(): string[] {
    const { resourceGroupName, storageAccountName } = this.backend;
    return [
      "state: {",
      `  resourceGroupName: "${resourceGroupName}",`,
      `  storageAccountName: "${storageAccountName}",`,
      "},",
    ];
  }
}
