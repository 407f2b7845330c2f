import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { existingAccounts } from "../../../src/rehearsal/existing";
import type { RehearsalReport } from "../../../src/rehearsal/report";
import { CliRun, ROOT } from "../../support/cli";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-existing-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLE = join(ROOT, "examples", "bring-your-own");

test("a platform over what exists is rehearsed with its functions, and what existed is left", async () => {
  const report = join(folder, "report.json");
  const command = new CliRun(["rehearse", "bring-your-own", "--existing", "existing.json", "--json", report], {
    cwd: EXAMPLE,
  });
  expect({ status: await command.ended, output: command.output }).toMatchObject({ status: 0 });
  expect(command.output).toContain("objects exist before the deploy");
  const { secondPlan, calls, destroy, schemaOnly } = JSON.parse(readFileSync(report, "utf8")) as RehearsalReport;
  expect({ changes: secondPlan?.changes, left: destroy.left, schemaOnly }).toEqual({
    changes: 0,
    left: 0,
    schemaOnly: [],
  });
  expect(calls.length).toBeGreaterThan(10);
}, 400_000);

test("a provider that the stack does not have is named: its objects would stand for nothing", async () => {
  const file = join(folder, "other.json");
  writeFileSync(file, JSON.stringify({ "hashicorp/azurerm": [] }));
  const command = new CliRun(["rehearse", "bring-your-own", "--existing", file], { cwd: EXAMPLE });
  expect(await command.ended).toBe(1);
  expect(command.output).toContain(`${file}: bring-your-own has no provider hashicorp/azurerm`);
}, 120_000);

test.each([
  ["no JSON", "{", "cannot be read as JSON"],
  ["a list", "[]", "must be an object: a list of existing objects by provider source"],
  ["no source", '{"aws": []}', "aws is not the source of a provider. Write its source, such as snowflakedb/snowflake"],
  ["no list", '{"hashicorp/aws": {}}', 'hashicorp/aws must be a list of objects {"type", "id", "values"}'],
  ["no id", '{"hashicorp/aws": [{"type": "aws_vpc", "values": {}}]}', 'hashicorp/aws[0] must be {"type"'],
])("a file with %s is refused by its name", (_what, text, message) => {
  const file = join(folder, "existing.json");
  writeFileSync(file, text);
  expect(() => existingAccounts(file)).toThrow(`${file}`);
  expect(() => existingAccounts(file)).toThrow(message);
});
