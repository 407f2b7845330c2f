/**
 * Version of Azure Machine Learning's API in templates.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.machinelearningservices/2024-10-01/workspaces
 */
export const ML_API_VERSION = "2024-10-01";

/** ID of a workspace in Azure Resource Manager. */
export function workspaceId(resourceGroupId: string, workspaceName: string): string {
  return `${resourceGroupId}/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}`;
}
