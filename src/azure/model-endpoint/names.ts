/** Namespace and type of an online endpoint. */
export const ENDPOINT_TYPE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** ID of an endpoint in Azure Resource Manager. */
export function endpointId(workspaceId: string, endpointName: string): string {
  return `${workspaceId}/onlineEndpoints/${endpointName}`;
}

/**
 * Address at which an endpoint scores, as Azure forms it.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-authenticate-online-endpoint
 */
export function scoringUri(endpointName: string, location: string): string {
  return `https://${endpointName}.${location}.inference.ml.azure.com/score`;
}
