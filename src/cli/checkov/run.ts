import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectOf, type JsonObject } from "../../core/json";
import { SynthesizedStack } from "../../inspect/stack";
import { CommandError, lastWords, run } from "../../rehearsal/deploy/command";
import { rehearsalEnvironment } from "../../rehearsal/deploy/environment";
import { PYTHON_FOLDER, pythonEnvironment, pythonVariables } from "../../rehearsal/servers/python";

/** A check that a resource fails. */
export interface FailedCheck {
  readonly check: string;
  /** What the check wants, in checkov's words. */
  readonly name: string;
  readonly stack: string;
  readonly resource: string;
  /** Types of the stack's resources of that name: checkov's reports do not always name the type. */
  readonly types: readonly string[];
}

export interface CheckovReport {
  readonly passed: number;
  readonly failed: readonly FailedCheck[];
}

export interface CheckovOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Hears of the installation, which takes a minute once. */
  readonly onProgress?: (message: string) => void;
}

const OPTIONS = ["--framework", "terraform_json", "--skip-download", "--compact", "--quiet", "--output", "json"];

/**
 * Runs checkov, in the version that is pinned, on synthesized stacks. It is installed into the cache folder at first use.
 * @param stacks a folder with one folder for each stack
 * @throws PythonUnavailable without Python 3.10 or its packages; CommandError if checkov does not read every stack
 */
export async function runCheckov(stacks: string, { env, onProgress }: CheckovOptions): Promise<CheckovReport> {
  const requirements = join(PYTHON_FOLDER, "requirements-checkov.txt");
  const { bin } = await pythonEnvironment({ requirements, env, onProgress });
  // checkov reads and writes settings of the user.
  const home = mkdtempSync(join(tmpdir(), "mlops-checkov-"));
  try {
    const { stdout, output } = await run(join(bin, "checkov"), ["--directory", stacks, ...OPTIONS], {
      cwd: home,
      env: { ...pythonVariables(rehearsalEnvironment(env)), HOME: home },
    });
    return report(stdout, output, stacks);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function report(stdout: string, output: string, stacks: string): CheckovReport {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    throw new CommandError(`checkov did not answer with JSON:\n${lastWords(output)}`, output);
  }
  // Without a resource that it knows, checkov prints its counts alone.
  const { summary = json, results } = objectOf(json);
  const { passed, parsing_errors: errors } = objectOf(summary);
  if (typeof passed !== "number" || errors !== 0) throw new CommandError("checkov did not read every stack", output);
  const failed = objectOf(results).failed_checks ?? [];
  const types = typesOf(stacks);
  return {
    passed,
    failed: [failed].flat().map((found) => {
      const { check_id: check, check_name: name, resource, file_path: file } = objectOf(found);
      const stack =
        String(file)
          .split("/")
          .filter((part) => part !== "")[0] ?? "";
      const id = String(resource).split(".").at(-1) ?? "";
      const candidates = types.get(`${stack} ${id}`) ?? [];
      const address = candidates.length === 1 ? `${candidates[0]}.${id}` : String(resource);
      return { check: String(check), name: String(name), stack, resource: address, types: candidates };
    }),
  };
}

/** Types by stack and name. */
function typesOf(stacks: string): Map<string, string[]> {
  const types = new Map<string, string[]>();
  for (const stack of readdirSync(stacks)) {
    const json = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as JsonObject;
    for (const { type, name } of new SynthesizedStack(json).blocks)
      types.set(`${stack} ${name}`, [...(types.get(`${stack} ${name}`) ?? []), type]);
  }
  return types;
}
