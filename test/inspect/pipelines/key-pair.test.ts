import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { renderPipelines } from "../../../src/inspect/pipelines";
import { ROOT } from "../../support/cli";
import { bashProblem, COMBINATIONS, exampleEnvironment } from "../../support/pipelines";

// Installs the linters from PyPI at the first run.
jest.setTimeout(300_000);

const rendered = (system: (typeof COMBINATIONS)[number][0], cloud: string) =>
  renderPipelines(system, { environments: [exampleEnvironment(`${cloud}-dev`)], snowflakeAuth: "key-pair" });

/** Texts that a shell runs, of all the steps that sign in to Snowflake. */
function signIns(value: unknown): string[] {
  if (typeof value === "string") return value.includes("export SNOWFLAKE_PRIVATE_KEY") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(signIns) : [];
}

test("the schema of each system and the audit of workflows accept a pipeline with a key pair", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-key-pair-"));
  try {
    const files = COMBINATIONS.flatMap(([system, cloud]) =>
      rendered(system, cloud).map(({ file, text }) => {
        const path = join(folder, system, cloud, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return path;
      }),
    );
    const script = join(ROOT, "scripts", "lint-pipelines.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, ...files], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.each(COMBINATIONS)("with a key pair, %s on %s", (system, cloud) => {
  const texts = rendered(system, cloud).map(({ text }) => text);
  const all = texts.join("\n");

  test("has the reference of the system's secret store, and neither a key nor a token for Snowflake", () => {
    const reference = {
      github: "SNOWFLAKE_PRIVATE_KEY_BASE64: ${{ secrets.SNOWFLAKE_PRIVATE_KEY_BASE64 }}",
      gitlab: 'SNOWFLAKE_PRIVATE_KEY=$(cat "$SNOWFLAKE_PRIVATE_KEY_BASE64" | base64 --decode)',
      "azure-devops": "SNOWFLAKE_PRIVATE_KEY_BASE64: $(SNOWFLAKE_PRIVATE_KEY_BASE64)",
    }[system];
    expect(all).toContain(reference);
    expect(all).toContain("SNOWFLAKE_JWT");
    expect(all).not.toMatch(
      /BEGIN [A-Z ]*PRIVATE KEY|SNOWFLAKE_TOKEN|WORKLOAD_IDENTITY_PROVIDER: (AWS|OIDC)|snowflakecomputing/,
    );
    expect(texts[0]).toContain("in the secret store");
  });

  test("decodes the key, without a newline at its end, and names the secret that is missing", () => {
    const scripts = texts.flatMap((text) => signIns(parse(text)));
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) expect(bashProblem(script)).toBe("");
    const lines = (scripts[0] ?? "").split("\n");
    const from = lines.findIndex((line) => line.startsWith(": "));
    const decode = [...lines.slice(from, from + 3), 'printf %s "$SNOWFLAKE_PRIVATE_KEY"'].join("\n");
    const folder = mkdtempSync(join(tmpdir(), "mlops-key-"));
    try {
      const encoded = Buffer.from("first\nlast\n").toString("base64");
      writeFileSync(join(folder, "key"), encoded);
      const value = system === "gitlab" ? join(folder, "key") : encoded;
      const run = (env: Record<string, string>) =>
        spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", decode], {
          encoding: "utf8",
          env: { PATH: process.env.PATH, ...env },
        });
      expect(run({ SNOWFLAKE_PRIVATE_KEY_BASE64: value })).toMatchObject({ status: 0, stdout: "first\nlast" });
      const missing = run({ SNOWFLAKE_PRIVATE_KEY_BASE64: "" });
      expect(missing.status).not.toBe(0);
      expect(missing.stderr).toContain("SNOWFLAKE_PRIVATE_KEY_BASE64: must be the private key in base64. Set it in ");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
