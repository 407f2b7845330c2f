import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RehearsalFolder } from "../deploy/folder";
import { rehearsalEnvironment } from "../deploy/environment";
import {
  PostgresUnavailable,
  pythonEnvironment,
  PythonUnavailable,
  startPostgres,
  trainModel,
  type Postgres,
  type PythonEnvironment,
  type TrainedModel,
} from "../servers";
import { mlflowRoutes, type MlflowRoute } from "../servers/mlflow-routes";
import type { Cleanup } from "./cleanup";
import type { Progress } from "./progress";

/** What the functions need in addition to the applied containers. */
export interface Ready {
  readonly python: PythonEnvironment;
  readonly postgres: Postgres;
  /** Trained while Terraform worked; awaited when it is logged. */
  readonly trained: Promise<TrainedModel>;
  /** The routes of the MLflow that is installed; read while Terraform works. */
  readonly routes: Promise<readonly MlflowRoute[]>;
  /** The trained model in MLflow's format. */
  readonly modelFolder: string;
  /** Folder for artifacts, logs and scripts. */
  readonly workFolder: string;
}

/** Work in parallel with the deploy. */
export interface Preparation {
  readonly ready: Promise<Ready | { readonly unavailable: string }>;
}

async function prepare(
  workFolder: string,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
  cleanup: Cleanup,
): Promise<Ready | { readonly unavailable: string }> {
  try {
    const python = await pythonEnvironment({
      env: rehearsalEnvironment(environment),
      onProgress: (message, seconds) => progress.note(`${message} (${seconds} s)`),
    });
    const modelFolder = join(workFolder, "model");
    const trained = trainModel({ python, modelFolder, workFolder });
    // A failure is met where the model is logged; until then it must not count as unhandled.
    trained.catch(() => undefined);
    const routes = mlflowRoutes(python, workFolder);
    routes.catch(() => undefined);
    const postgres = await startPostgres();
    cleanup.add("PostgreSQL", () => postgres.stop());
    return { python, postgres, trained, routes, modelFolder, workFolder };
  } catch (error) {
    if (error instanceof PythonUnavailable || error instanceof PostgresUnavailable)
      return { unavailable: error.message };
    throw error;
  }
}

/** Begins to make the Python environment, to start PostgreSQL and to train the model, while Terraform works. */
export function prepareServers(
  folder: RehearsalFolder,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
  cleanup: Cleanup,
): Preparation {
  const workFolder = join(folder.path, "servers");
  mkdirSync(workFolder, { recursive: true });
  const ready = prepare(workFolder, environment, progress, cleanup);
  ready.catch(() => undefined);
  return { ready };
}
