import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Problems } from "../../core";
import { isObject, type JsonObject } from "../../core/json";

/** A readable MLmodel file, and how what is wrong with it is reported. */
interface MlmodelText {
  readonly file: string;
  readonly text: string;
  /** @throws ValidationError */
  readonly refuse: (value: unknown, rule: string, remedy: string) => never;
}

/**
 * The text of an MLmodel file.
 * @param reader for messages: `ModelSignature.fromMlmodel`
 * @throws ValidationError for a file that is not there
 */
export function readMlmodelText(reader: string, path: string): MlmodelText {
  const problems = new Problems(reader);
  const refuse = (value: unknown, rule: string, remedy: string): never => {
    problems.add("file", value, rule, remedy);
    problems.throwIfAny();
    throw new Error(rule);
  };
  try {
    const file = statSync(path).isDirectory() ? join(path, "MLmodel") : path;
    return { file, text: readFileSync(file, "utf8"), refuse };
  } catch {
    return refuse(path, "must be a readable MLmodel file, or the folder with it", "Download the model's MLmodel file");
  }
}

/** What an MLmodel file says; undefined for a text that is no YAML of an object. */
export function mlmodelIn(text: string): JsonObject | undefined {
  try {
    // Loaded here: a program that reads no file does not wait for it.
    const { parse } = createRequire(__filename)("yaml") as typeof import("yaml");
    const model: unknown = parse(text);
    return isObject(model) ? model : undefined;
  } catch {
    return undefined;
  }
}

/** What a logged model needs. */
interface Dependencies {
  readonly mlflowVersion: string;
  readonly pythonVersion?: string;
  readonly requirements: string[];
}

const OLD = "Log the model again with a current MLflow, or use new ModelDependencies({ mlflowVersion })";

/**
 * What a logged model needs, from its files.
 * @throws ValidationError for a file that is not there, or that does not say MLflow's version
 */
export function readModelDependencies(path: string): Dependencies {
  const { refuse, file, text } = readMlmodelText("ModelDependencies.fromMlmodel", path);
  const model = mlmodelIn(text);
  const version = model?.mlflow_version;
  if (typeof version !== "string") return refuse(file, "must hold mlflow_version", OLD);
  const flavors = isObject(model?.flavors) ? model.flavors : {};
  const python = isObject(flavors.python_function) ? flavors.python_function.python_version : undefined;
  return {
    mlflowVersion: version,
    pythonVersion: typeof python === "string" ? python : undefined,
    requirements: requirementsIn(join(dirname(file), "requirements.txt")),
  };
}

/** The lines of a requirements file without comments; MLflow writes none for a model without packages. */
function requirementsIn(file: string): string[] {
  try {
    const lines = readFileSync(file, "utf8").split(/\r?\n/);
    return lines.map((line) => line.replace(/(^|\s)#.*$/, "").trim()).filter((line) => line !== "");
  } catch {
    return [];
  }
}
