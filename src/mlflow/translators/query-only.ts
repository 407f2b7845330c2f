import type { Operation } from "../catalogue/types";

// MLflow looks for experiment_ids of this one in the query itself, whatever the body holds (_raw_request_has_field).
const QUERY_ONLY: ReadonlySet<string> = new Set(["batchGetTraces"]);

/**
 * Whether the arguments of a GET must stand in the query. Those of all others travel as a JSON body, which MLflow reads where the query
 * is empty: a gateway may decode values of a query, and its addresses are short.
 */
export function isQueryOnly({ rpc }: Operation): boolean {
  return QUERY_ONLY.has(rpc);
}
