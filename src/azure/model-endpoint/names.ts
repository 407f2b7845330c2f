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

/** Name of a datastore, of lower-case letters, digits and underscores. Several environments may share a workspace. */
export function datastoreName(prefix: string, name: string, what: string): string {
  return [prefix, name, what].join("_").replaceAll("-", "_");
}
