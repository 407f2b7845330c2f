import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../../support/cli";
import { bashProblem, COMBINATIONS, exampleFolder, renderedExample } from "../../support/pipelines";

// Installs the linters from PyPI at the first run.
jest.setTimeout(300_000);

test.each(COMBINATIONS)("the example of %s on %s is what the command writes", (system, cloud) => {
  for (const [file, text] of renderedExample(system, cloud)) {
    const path = join(exampleFolder(system, cloud), file);
    if (process.env.UPDATE_PIPELINES === "1") {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toBe(text);
  }
});

function lint(...files: string[]) {
  const script = join(ROOT, "scripts", "lint-pipelines.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...files], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the schema of each system accepts every example, and the audit of workflows finds nothing", () => {
  const { status, stdout, stderr } = lint();
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  // Two workflows on GitHub and one file on each other system, for three clouds, and those of this repository.
  expect(stdout).toMatch(/^pipelines: 16 files in 11 folders, 0 problems$/m);
});

describe("the linters find", () => {
  const BROKEN = [
    ["an unknown key", "github", ".github/workflows/platform.yml", "    runs-on:", "    run-on:"],
    [
      "an action by its tag",
      "github",
      ".github/workflows/platform.yml",
      /actions\/checkout@\w+/,
      "actions/checkout@v4",
    ],
    [
      "untrusted text in a shell",
      "github",
      ".github/workflows/platform.yml",
      "run: npm run --if-present lint",
      "run: echo ${{ github.head_ref }}",
    ],
    ["an unknown key", "gitlab", ".gitlab-ci.yml", "resource_group:", "resource_groups:"],
    ["an access that does not exist", "gitlab", ".gitlab-ci.yml", "access: none", "access: nobody"],
    ["an unknown key", "azure-devops", "azure-pipelines.yml", "lockBehavior:", "lockBehaviour:"],
    ["an unknown input of a task", "azure-devops", "azure-pipelines.yml", "versionSpec:", "version_spec:"],
  ] as const;
  let folder: string;
  let found: string;
  const fileOf = (index: number) => join(folder, String(index), BROKEN[index]?.[2] ?? "");

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-lint-"));
    BROKEN.forEach(([, system, file, from, to], index) => {
      const text = renderedExample(system, "aws").get(file) ?? "";
      const broken = text.replace(from, to);
      expect(broken).not.toBe(text);
      mkdirSync(dirname(fileOf(index)), { recursive: true });
      writeFileSync(fileOf(index), broken);
    });
    found = lint(...BROKEN.map((_, index) => fileOf(index))).stderr;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(BROKEN.map(([what, system], index) => [what, system, index] as const))(
    "%s on %s",
    (_what, _system, index) => {
      expect(found).toContain(fileOf(index));
    },
  );
});

/** Every script in a parsed file: `run`, `script`, `bash` and `inlineScript`. */
function scriptsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(scriptsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "steps" || typeof inner === "object") {
      const texts = ["script", "before_script"].includes(key) && Array.isArray(inner) ? (inner as string[]) : [];
      return [...texts, ...scriptsIn(inner)];
    }
    return ["run", "bash", "inlineScript"].includes(key) && typeof inner === "string" ? [inner] : [];
  });
}

test.each(COMBINATIONS)("bash parses every script of %s on %s", (system, cloud) => {
  const scripts = [...renderedExample(system, cloud).values()].flatMap((text) => scriptsIn(parse(text)));
  expect(scripts.length).toBeGreaterThan(30);
  // GitHub's own expressions are replaced before the shell reads the text.
  for (const script of new Set(scripts)) expect([script, bashProblem(script)]).toEqual([script, ""]);
});

test.each(COMBINATIONS)("no file of %s on %s has a secret, and all tokens are of the moment", (system, cloud) => {
  for (const text of renderedExample(system, cloud).values())
    expect(text).not.toMatch(
      /secrets\.|SECRET_ACCESS_KEY|ACCESS_KEY_ID|CLIENT_SECRET|PRIVATE_KEY|PASSWORD|credentials_json/,
    );
});
