import { Catalogue } from "./catalogue";
import type { Operation } from "./types";

/** Names of SQL functions. They follow from the whole catalogue, so that choosing groups never renames one. */
export class FunctionNames {
  /**
   * The SQL function of an operation: its path without `/api/N.0/mlflow/` and path fields (`MLFLOW_RUNS_LOG_BATCH`), or, where
   * several operations share that, its RPC (`MLFLOW_SET_REGISTERED_MODEL_ALIAS`).
   */
  public static of(operation: Operation): string {
    const name = FunctionNames.fromPath(operation);
    const sharing = new Set(
      Catalogue.operations()
        .filter((other) => FunctionNames.fromPath(other) === name)
        .map((other) => other.rpc),
    );
    return sharing.size === 1 ? name : `MLFLOW_${FunctionNames.snake(operation.rpc)}`;
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
