import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache";
import type { PythonEnvironment } from "./python";
import { runScript } from "./python-scripts";

/** A route of MLflow's REST API. */
export interface MlflowRoute {
  readonly verb: string;
  /** `/api/2.0/mlflow/logged-models/<model_id>`. */
  readonly path: string;
}

/**
 * The routes that the installed MLflow serves. Importing its server takes seconds, so that they are kept for each version.
 * @throws CommandError with the script's own words
 */
export async function mlflowRoutes(python: PythonEnvironment, workFolder: string): Promise<MlflowRoute[]> {
  const file = join(cacheFolder(), `mlflow-routes-${python.versions.get("mlflow") ?? "unknown"}.json`);
  const pairs = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as [string, string][])
    : await runScript<[string, string][]>("routes.py", python, workFolder, "routes.py", []);
  if (!existsSync(file)) {
    mkdirSync(cacheFolder(), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(pairs));
    renameSync(temporary, file);
  }
  return pairs.map(([verb, path]) => ({ verb, path }));
}
