import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor";
import { checkBackend } from "../../src/cli/state";
import { ROOT } from "../support/cli";

const backend = { type: "s3", settings: { bucket: "my-state", key: "aws-dev.tfstate", use_lockfile: true } };

test.each([
  ["Terraform", "1.5.7", false],
  ["Terraform", "1.9.8", false],
  ["OpenTofu", "1.9.1", false],
  ["Terraform", "1.10.0", true],
  ["OpenTofu", "1.10.0-beta1", true],
  ["Terraform", "2.0.0", true],
] as const)("S3 locks a state by itself with %s %s: %s", (product, version, holds) => {
  const check = checkBackend(backend, { product, version });
  expect(check.holds).toBe(holds);
  expect(check.text).toContain("my-state/aws-dev.tfstate");
  if (!holds) expect(check.text).toMatch(/1\.10 or newer, or set state\.lock to StateLock\.DYNAMODB/);
});

test("every other place of a state works with Terraform 1.5", () => {
  const old = { product: "Terraform", version: "1.5.7" } as const;
  const locked = { type: "s3", settings: { bucket: "my-state", key: "k", dynamodb_table: "my-state" } };
  expect(checkBackend(locked, old).holds).toBe(true);
  expect(checkBackend({ type: "azurerm", settings: {} }, old)).toEqual({ holds: true, text: "state: azurerm" });
  expect(checkBackend({ type: "local", settings: { path: "x" } }, old)).toEqual({
    holds: true,
    text: "state: local file in this folder",
  });
  expect(checkBackend(undefined, old).text).toContain("local");
});

describe("the doctor of an environment", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-doctor-"));
    const app = [
      `const { App, TerraformStack, S3Backend } = require(${JSON.stringify(join(ROOT, "node_modules", "cdktf"))});`,
      "const app = new App();",
      "const stack = new TerraformStack(app, 'aws-dev');",
      "new S3Backend(stack, { bucket: 'my-state', key: 'aws-dev.tfstate', region: 'eu-central-1' });",
      "stack.addOverride('terraform.backend.s3.use_lockfile', true);",
      "app.synth();",
    ].join("\n");
    writeFileSync(join(folder, "app.js"), app);
    writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function doctorWith(version: string): Promise<{ status: number; text: string }> {
    const terraform = join(folder, "terraform");
    writeFileSync(terraform, `#!/bin/sh\necho "Terraform v${version}"\n`);
    chmodSync(terraform, 0o755);
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const env = { ...process.env, TERRAFORM_BINARY_NAME: terraform };
    const status = await doctor(folder, "aws-dev", {}, env, { out: note, err: note });
    return { status, text: lines.join("\n") };
  }

  test("demands 1.10 where S3 keeps the lock, from what was synthesized", async () => {
    const old = await doctorWith("1.5.7");
    expect(old.text).toContain(
      "✗ state: s3, my-state/aws-dev.tfstate: Terraform 1.5.7 does not support lock files in S3",
    );
    expect(old.status).toBe(1);
    expect((await doctorWith("1.10.5")).text).toContain("✓ state: s3, my-state/aws-dev.tfstate");
  }, 60_000);
});
