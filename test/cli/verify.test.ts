import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "../../src/cli/verify";
import { CliRun, ROOT } from "../support/cli";
import { writeReadyProject } from "../support/ready-project";

// Each command synthesizes with the real cdktf.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "mlops-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project of one stack in a folder of its own. */
function project(name: string, resource: object, more: object = {}): string {
  const path = mkdtempSync(join(folder, `${name}-`));
  writeReadyProject(path, name, {
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
    resource,
    ...more,
  });
  return path;
}

async function run(path: string, stacks: string[], options = { checkov: false }, env = process.env) {
  const printed = { out: "", err: "" };
  const status = await verify(path, stacks, options, env, {
    out: (text) => void (printed.out += `${text}\n`),
    err: (text) => void (printed.err += `${text}\n`),
  });
  return { status, ...printed };
}

test("several environments are verified by one command, and each rule is named", async () => {
  const command = new CliRun(["verify", "aws-dev", "azure-dev", "--no-checkov"]);
  expect(await command.ended).toBe(0);
  const lines = command.stdout.trim().split("\n");
  expect(lines).toHaveLength(8);
  expect(lines.every((line, index) => line.startsWith(index < 4 ? "✓ aws-dev: " : "✓ azure-dev: "))).toBe(true);
});

test("a stack of another project fails by the schemas of its providers, without its secret in the output", async () => {
  const path = project("theirs", { aws_db_instance: { db: { password: "hunter2hunter2" } } });
  const { status, out } = await run(path, ["theirs"]);
  expect(status).toBe(1);
  expect(out).toContain(
    "✗ theirs: aws_db_instance.db: password must be a reference to a secret, and is a literal (no-secret-in-json)\n",
  );
  expect(out).not.toContain("hunter2");
  expect(out).toContain("✓ theirs: the URL of an external function lies inside");
});

test("a gateway that is not in the stack is named as not checked, which is neither a failure nor a pass", async () => {
  const integration = { api_provider: "aws_api_gateway", api_allowed_prefixes: ["https://api.example.com/"] };
  const path = project("theirs", { snowflake_api_integration: { api: integration } });
  const { status, out } = await run(path, ["theirs"]);
  expect(status).toBe(0);
  expect(out).toContain(
    "– theirs: not checked: the gateway of snowflake_api_integration.api is not in the stack (gateway-admits-snowflake-alone)\n",
  );
  expect(out).not.toContain("✓ theirs: the gateway");
});

test("a stack whose resources are in modules is not passed", async () => {
  const path = project("modular", {}, { module: { vpc: { source: "./vpc" } } });
  expect(await run(path, ["modular"])).toEqual({
    status: 1,
    out: "✗ modular: uses modules, whose resources are not in its JSON: vpc\n",
    err: "",
  });
});

test("a stack that is not there, and a file of reasons that cannot be used, are usage errors", async () => {
  const path = project("theirs", {});
  expect(await run(path, ["theirs", "others"])).toMatchObject({
    status: 2,
    out: "",
    err: expect.stringContaining("There is no stack others"),
  });
  writeFileSync(join(path, "checkov.json"), "{}");
  expect(await run(path, ["theirs"], { checkov: true })).toMatchObject({
    status: 2,
    out: "",
    err: expect.stringContaining('it has no list "accepted"'),
  });
});

test("a machine without Python is told to leave checkov out", async () => {
  const env = { ...process.env, MLOPS_PYTHON: join(ROOT, "no-python") };
  const { status, err } = await run(project("theirs", {}), ["theirs"], { checkov: true }, env);
  expect(status).toBe(1);
  expect(err).toContain("No Python 3.10 or newer");
  expect(err).toContain("--no-checkov");
});
