import type { Row } from "../row";

const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";

/** Azure Machine Learning, and what a workspace needs. */
export const MODELS: Readonly<Record<string, Row>> = {
  azurerm_machine_learning_workspace: { role: "Contributor", type: WORKSPACE },
  azurerm_machine_learning_datastore_blobstorage: {
    role: "Contributor",
    type: `${WORKSPACE}/datastores`,
    in: "workspace_id",
  },
  azurerm_key_vault: { role: "Key Vault Contributor", type: "Microsoft.KeyVault/vaults" },
  azurerm_container_registry: { role: "Contributor", type: "Microsoft.ContainerRegistry/registries" },
  // Entra alone opens the account.
  azurerm_storage_blob: {
    role: "Reader",
    data: { plan: "Storage Blob Data Reader", deploy: "Storage Blob Data Contributor" },
    in: "storage_account_name",
  },
  azurerm_private_endpoint: {
    role: "Network Contributor",
    type: "Microsoft.Network/privateEndpoints",
    actions: "Microsoft.Network/virtualNetworks/subnets/join/action",
    joins: { subnet_id: "Network Contributor" },
  },
  azurerm_monitor_autoscale_setting: { role: "Contributor", type: "Microsoft.Insights/autoscaleSettings" },
};
