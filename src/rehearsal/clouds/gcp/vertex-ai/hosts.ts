import type { Account } from "../../../simulator/account";
import { isTrue } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all } from "../ids";
import { projectNumber } from "../session";

export const ENDPOINT = "google_vertex_ai_endpoint";

/** Host of a dedicated endpoint. @see https://cloud.google.com/vertex-ai/docs/predictions/using-dedicated-endpoints */
export function dedicatedHost(endpoint: Values): string {
  return `${String(endpoint.name)}.${String(endpoint.location)}-${projectNumber()}.prediction.vertexai.goog`;
}

/**
 * The endpoint that answers at a host; undefined for a host that does not exist.
 * @param host of a dedicated endpoint: the shared one does not serve those
 */
export function endpointAt(account: Account, host: string): Values | undefined {
  return all(account, ENDPOINT).find(
    (each) => isTrue(each, "dedicated_endpoint_enabled") && dedicatedHost(each) === host,
  );
}
