import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diff } from "../../src/cli/diff";
import type { StackDifference } from "../../src/inspect/diff";
import { CliRun, ROOT } from "../support/cli";

// Each command synthesizes two stacks with the real cdktf.
jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), "mlops-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(stacks: [string, string], options: { json?: boolean; out?: string }) {
  const printed = { out: "", err: "" };
  const status = await diff(ROOT, stacks, options, process.env, {
    out: (text) => void (printed.out += `${text}\n`),
    err: (text) => void (printed.err += `${text}\n`),
  });
  return { status, ...printed };
}

test("aws-dev and aws-prod differ by their size, not by their names", async () => {
  const command = new CliRun(["diff", "aws-dev", "aws-prod"]);
  expect(await command.ended).toBe(0);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect(command.stdout).toMatch(/^### aws-dev and aws-prod\n/);
  expect(command.stdout).toContain(`| package version | ${version} | ${version} |`);
  expect(command.stdout).toMatch(/`instance_class`: `"db\.t4g\.micro"` → `"db\.t4g\.small"`/);
  expect(command.stdout).toMatch(/`lifecycle`: \(none\) → `\{"prevent_destroy":true\}`, on \d resources/);
  expect(command.stdout).toMatch(/`tags\.environment`: `"dev"` → `"prod"`, on \d\d resources/);
  expect(command.stdout).toContain("`aws_nat_gateway`");
  for (const prefix of ["mlops-aws-dev", "MLOPS_AWS_PROD"]) expect(command.stdout).not.toContain(prefix);
});

test("--json prints the difference for a program, and --out writes it", async () => {
  const file = join(folder, "new", "diff.json");
  const { status, out, err } = await run(["gcp-dev", "gcp-prod"], { json: true, out: file });
  expect({ status, out, err }).toEqual({ status: 0, out: "", err: `wrote ${file}\n` });
  const difference = JSON.parse(readFileSync(file, "utf8")) as StackDifference;
  expect([difference.one.name, difference.other.name]).toEqual(["gcp-dev", "gcp-prod"]);
  expect(difference.other.only.some((address) => address.startsWith("google_monitoring_alert_policy."))).toBe(true);
  expect(difference.images.length).toBeGreaterThan(1);
  expect(difference.images.filter(({ one, other }) => one !== other)).toEqual([]);
});

test("one stack twice, and a stack that is not there, are usage errors", async () => {
  expect(await run(["aws-dev", "aws-dev"], {})).toMatchObject({
    status: 2,
    err: "Two different stacks are needed. Got: aws-dev twice\n",
  });
  expect(await run(["aws-dev", "aws-test"], {})).toMatchObject({
    status: 2,
    out: "",
    err: expect.stringContaining("There is no stack aws-test"),
  });
});
