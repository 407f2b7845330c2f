import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "../../../src/cli/verify";
import { writeReadyProject } from "../../support/ready-project";

// Installs checkov from PyPI at the first run.
jest.setTimeout(400_000);

const folder = mkdtempSync(join(tmpdir(), "mlops-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async () => {
  const lines: string[] = [];
  const errors: string[] = [];
  const status = await verify(folder, ["dev"], { checkov: true }, process.env, {
    out: (text) => void lines.push(text),
    err: (text) => void errors.push(text),
  });
  return { status, lines, errors };
};

test("a stack of another project fails by checkov until its own reasons accept it", async () => {
  const rule = { type: "ingress", from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] };
  writeReadyProject(folder, "dev", {
    terraform: {},
    resource: {
      aws_security_group_rule: { open: { ...rule, security_group_id: "sg-1", description: "open" } },
      // Accepted by the reasons of this package.
      aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
      aws_default_security_group: { closed: { vpc_id: "${aws_vpc.v.id}" } },
    },
  });
  const { status, lines, errors } = await run();
  expect({ status, errors: errors.filter((line) => !/virtual environment|Installing|ready/.test(line)) }).toEqual({
    status: 1,
    errors: [],
  });
  const failures = lines.filter((line) => line.startsWith("✗ dev: "));
  expect(failures.length).toBeGreaterThan(0);
  for (const line of failures)
    expect(line).toMatch(
      /^✗ dev: aws_security_group_rule\.open: CKV_AWS_\d+ .*accept it with a reason in checkov\.json$/,
    );
  expect(lines.at(-1)).toMatch(/^✗ checkov: \d+ passed, [1-9]\d* accepted with a reason, [1-9]\d* failed$/);

  const checks = failures.map((line) => /CKV\w+/.exec(line)?.[0] ?? "");
  const accepted = checks.map((check) => ({ check, types: ["aws_security_group_rule"], reason: "A test." }));
  writeFileSync(join(folder, "checkov.json"), JSON.stringify({ accepted }));
  const after = await run();
  expect(after.status).toBe(0);
  expect(after.lines.at(-1)).toMatch(/^✓ checkov: .* 0 failed$/);
});
