import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isObject } from "../../core/json";
import { mustRun } from "../deploy/command";
import type { LocalAddress } from "../snowflake";
import { sendLocally } from "../snowflake/http";

/** A training run that was logged through the functions, and where its artifacts are. */
export interface LoggedRun {
  readonly runId: string;
  readonly experimentId: string;
  /** MLflow's own port. */
  readonly mlflow: LocalAddress;
  /** Folder in place of the artifact storage. */
  readonly artifactRoot: string;
  /** The artifact storage as it was applied: `s3://<bucket>/<prefix>`. */
  readonly storage: string;
}

/** A model as MLflow keeps it. */
export interface LoggedModel {
  /** Below the artifact prefix: `1/models/m-<id>/artifacts`. */
  readonly location: string;
  /** The folder or archive on this machine that stands for a URI in the artifact storage; undefined for any other URI. */
  readonly locate: (uri: string) => string | undefined;
}

const TIMEOUT_MS = 30_000;
const LOGGED_MODELS = "/api/2.0/mlflow/logged-models";

async function ask(mlflow: LocalAddress, method: string, path: string, message: object): Promise<unknown> {
  const body = JSON.stringify(message);
  const headers = { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
  const answer = await sendLocally(mlflow, { method, path, headers, body }, TIMEOUT_MS);
  const text = answer.body.toString("utf8");
  if (answer.status !== 200) throw new Error(`MLflow answers ${method} ${path} with ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** What MLflow says of a logged model. */
function infoOf(answer: unknown): { readonly id: string; readonly uri: string } {
  const model = isObject(answer) ? answer.model : undefined;
  const info = isObject(model) ? model.info : undefined;
  if (!isObject(info) || typeof info.model_id !== "string" || typeof info.artifact_uri !== "string")
    throw new Error(`MLflow names no place of a logged model: ${JSON.stringify(answer)}`);
  return { id: info.model_id, uri: info.artifact_uri };
}

/** The part of an address below the root of the artifacts. */
function below(uri: string, roots: readonly string[]): string {
  const root = roots.find((each) => uri.startsWith(`${each}/`));
  const rest = root === undefined ? /^mlflow-artifacts:\/+(.+)$/.exec(uri)?.[1] : uri.slice(root.length + 1);
  if (rest === undefined) throw new Error(`MLflow keeps the model at ${uri}, outside of its artifact storage`);
  return rest;
}

/**
 * Logs a model as MLflow's client does: MLflow says where it belongs. An archive of it, which serverless endpoints need, is put beside it as
 * `model.tar.gz`.
 * @throws Error when MLflow refuses it
 */
export async function logModel(run: LoggedRun, modelFolder: string): Promise<LoggedModel> {
  const { mlflow, artifactRoot, storage, experimentId, runId } = run;
  const created = { experiment_id: experimentId, name: "model", source_run_id: runId };
  const { id, uri } = infoOf(await ask(mlflow, "POST", LOGGED_MODELS, created));
  const location = below(uri, [storage, artifactRoot]);
  const folder = join(artifactRoot, location);
  mkdirSync(folder, { recursive: true });
  cpSync(modelFolder, folder, { recursive: true });
  const archive = ["-czf", join(dirname(folder), "model.tar.gz"), "-C", folder, "."];
  await mustRun("tar", archive, { cwd: artifactRoot, env: process.env, what: "tar of the model" });
  await ask(mlflow, "PATCH", `${LOGGED_MODELS}/${id}`, { model_id: id, status: "LOGGED_MODEL_READY" });
  return {
    location,
    locate: (place) =>
      place.startsWith(`${storage}/`) ? join(artifactRoot, place.slice(storage.length + 1)) : undefined,
  };
}
