import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor";
import { EXIT } from "../../src/cli/output";

const folder = mkdtempSync(join(tmpdir(), "mlops-doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("outside of a project the doctor still tells about the machine, and names what is missing for a stack", async () => {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  expect(await doctor(folder, "aws-dev", process.env, { out: note, err: note })).toBe(EXIT.failed);
  expect(lines).toContain("✓ packages for rehearsals");
  expect(lines).toContainEqual(expect.stringContaining(" Node v"));
  expect(lines.filter((line) => line.startsWith("✗ There is no cdktf.json in "))).toHaveLength(1);
});
