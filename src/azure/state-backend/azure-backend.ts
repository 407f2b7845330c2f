import { AzurermBackend, type TerraformStack } from "cdktf";
import { DEFAULT_CONTAINER } from "./defaults";
import type { AzureState } from "./settings";

/** Writes the stack's backend block; returns the address of its state. Azure locks a state by a lease of its blob. */
export function keepStateInAzure(stack: TerraformStack, state: AzureState, name: string): string {
  const { resourceGroupName, storageAccountName, containerName = DEFAULT_CONTAINER } = state;
  const key = state.key ?? `${name}.tfstate`;
  new AzurermBackend(stack, { resourceGroupName, storageAccountName, containerName, key });
  // The account has no keys. cdktf 0.21 has no argument for Entra.
  stack.addOverride("terraform.backend.azurerm.use_azuread_auth", true);
  return `https://${storageAccountName}.blob.core.windows.net/${containerName}/${key}`;
}
