import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../deploy/command";
import { PYTHON_FOLDER, pythonVariables, type PythonEnvironment } from "./python";

/** What a run must hold in MLflow: these parameters and metrics, no others. */
export interface ExpectedRun {
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What `train.py` trained. */
export interface TrainedModel extends ExpectedRun {
  /** Name of the data set, which scikit-learn ships. */
  readonly dataset: string;
  readonly model: string;
}

export interface TrainModelOptions {
  readonly python: PythonEnvironment;
  /** Folder with the model in MLflow's format; `trainModel` creates it. */
  readonly modelFolder: string;
  /** Folder for other files that the script writes. */
  readonly workFolder: string;
}

export interface VerifyRunOptions {
  readonly python: PythonEnvironment;
  /** `http://127.0.0.1:5000`: MLflow itself, as its client knows it. */
  readonly trackingUri: string;
  readonly experiment: string;
  readonly runId: string;
  readonly expected: ExpectedRun;
  readonly workFolder: string;
}

/** What MLflow's own client found. */
export interface VerifiedRun extends ExpectedRun {
  readonly status: string;
  /** `mlflow-artifacts:/1/<run id>/artifacts`: the client got the model through the server. */
  readonly artifactUri: string;
  /** What the loaded model said to the first rows of the data set. */
  readonly predictions: readonly number[];
  /** Share of the whole data set that the loaded model gets right. */
  readonly accuracy: number;
}

/** Runs one of this package's Python scripts and reads the JSON that it prints. */
export async function runScript<T>(
  what: string,
  python: PythonEnvironment,
  workFolder: string,
  script: string,
  args: readonly string[],
): Promise<T> {
  const command = ["-W", "ignore", join(PYTHON_FOLDER, script), ...args];
  const env = {
    ...pythonVariables(),
    // A proxy for the internet must not get the requests to our own servers.
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    // MLflow's client leaves what it downloads in the temporary folder.
    TMPDIR: workFolder,
  };
  const { stdout } = await mustRun(python.python, command, { cwd: workFolder, env, what });
  return JSON.parse(stdout) as T;
}

/**
 * Trains a scikit-learn classifier and saves it as MLflow saves models.
 * @throws CommandError with the script's own words
 */
export function trainModel({ python, modelFolder, workFolder }: TrainModelOptions): Promise<TrainedModel> {
  return runScript("train.py", python, workFolder, "train.py", ["--model-folder", modelFolder]);
}

/** A data set, and what a model says to it without a server. */
export interface LocalPredictions {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
  /** One for each row. */
  readonly predictions: readonly number[];
}

/**
 * Lets a model that `trainModel` trained predict for its whole data set: what a function must return for the same rows.
 * @throws CommandError with the script's own words
 */
export function predictLocally({ python, modelFolder, workFolder }: TrainModelOptions): Promise<LocalPredictions> {
  return runScript("predict.py", python, workFolder, "predict.py", ["--model-folder", modelFolder]);
}

/**
 * Looks for a run with MLflow's own Python client, compares it with what it must hold, loads its model and lets it predict.
 * @throws CommandError that names what differs
 */
export function verifyRun(options: VerifyRunOptions): Promise<VerifiedRun> {
  const expected = join(options.workFolder, "expected-run.json");
  writeFileSync(expected, JSON.stringify({ params: options.expected.params, metrics: options.expected.metrics }));
  return runScript("verify.py", options.python, options.workFolder, "verify.py", [
    ...["--tracking-uri", options.trackingUri],
    ...["--experiment", options.experiment],
    ...["--run-id", options.runId],
    ...["--expected", expected],
  ]);
}
