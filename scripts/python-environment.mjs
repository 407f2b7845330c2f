// A Python environment of pinned requirements in .build, for the checks of this repository. Needs Python, and PyPI at the first run.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The folder with the programs of `python/requirements-<name>.txt`; the environment is recreated when the file changes. */
export function pythonEnvironment(name) {
  const requirements = join(root, "python", `requirements-${name}.txt`);
  const environment = join(root, ".build", name);
  const installed = join(environment, "requirements.txt");
  const isCurrent = existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(requirements, "utf8");
  if (!isCurrent) {
    rmSync(environment, { recursive: true, force: true });
    execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
    execFileSync(join(environment, "bin", "pip"), ["install", "--quiet", "--no-deps", "-r", requirements], {
      stdio: "inherit",
    });
    copyFileSync(requirements, installed);
  }
  return join(environment, "bin");
}
