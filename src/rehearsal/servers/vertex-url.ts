/** The variable with the address of a dedicated endpoint of Vertex AI. */
export const VERTEX_URL = "MLOPS_VERTEX_URL";
/** The variable by which Google's own libraries find another metadata server. */
export const METADATA_HOST = "GCE_METADATA_HOST";

/** The local address of a dedicated endpoint: its host becomes the beginning of the path. */
export function localVertexUrl(url: string, services: string): string {
  return url.replace(/^https:\/\/([^/]+)/, `http://${services}/dedicated/$1`);
}
