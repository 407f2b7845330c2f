import { Catalogue } from "./catalogue";
import type { Operation } from "./types";

/** Names of SQL functions. They depend on the whole catalogue, so that a choice of groups does not rename functions. */
export class FunctionNames {
  /**
   * The SQL function of an operation: its path without `/api/N.0/mlflow/` and path fields (`MLFLOW_RUNS_LOG_BATCH`), or, where
   * several operations share that, its RPC (`MLFLOW_SET_REGISTERED_MODEL_ALIAS`).
   */
  public static of(operation: Operation): string {
    const name = FunctionNames.fromPath(operation);
    return FunctionNames.sharing().get(name)?.size === 1 ? name : `MLFLOW_${FunctionNames.snake(operation.rpc)}`;
  }

  private static byPath?: Map<string, Set<string>>;

  /** The RPCs by the name that their path gives. */
  private static sharing(): Map<string, Set<string>> {
    if (FunctionNames.byPath === undefined) {
      const found = new Map<string, Set<string>>();
      for (const operation of Catalogue.operations()) {
        const name = FunctionNames.fromPath(operation);
        found.set(name, (found.get(name) ?? new Set<string>()).add(operation.rpc));
      }
      FunctionNames.byPath = found;
    }
    return FunctionNames.byPath;
  }

  private static fromPath(operation: Operation): string {
    const parts = operation.path
      .replace(/^\/api\/\d+\.0\/mlflow\//, "")
      .split("/")
      .filter((part) => !part.startsWith("{"));
    return ["MLFLOW", ...parts.map((part) => FunctionNames.snake(part))].join("_");
  }

  private static snake(text: string): string {
    return text
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .replace(/-/g, "_")
      .toUpperCase();
  }
}
