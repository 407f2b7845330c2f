import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor";
import { newReport } from "../../src/rehearsal/report";
import { summarize } from "../../src/cli/summary";
import { ROOT } from "../support/cli";

// What no script can write into docs/cli.md, as it differs from machine to machine.
jest.setTimeout(120_000);

const page = readFileSync(join(ROOT, "docs", "cli.md"), "utf8");
const home = mkdtempSync(join(tmpdir(), "mlops-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The lines of the example that follows a text. */
function example(after: string): string[] {
  const [, text = ""] = /```text\n([\s\S]*?)```/.exec(page.slice(page.indexOf(after))) ?? [];
  return text.trimEnd().split("\n");
}

/** The lines without what differs from machine to machine. */
const comparable = (lines: readonly string[]) =>
  lines
    .filter((line) => !line.includes("Python"))
    .map((line) => line.replace(/Node v\S+/, "Node").replace(/(Terraform|OpenTofu) \S+/, "Terraform"));

test("what the page shows of the doctor is what the command prints", async () => {
  const variables = ["ORGANIZATION_NAME", "ACCOUNT_NAME", "USER", "PRIVATE_KEY"].map((name) => `SNOWFLAKE_${name}`);
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|SNOWFLAKE)_/.test(name));
  const env = { ...Object.fromEntries(kept), HOME: home, ...Object.fromEntries(variables.map((name) => [name, "x"])) };
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  expect(await doctor(ROOT, "aws-dev", {}, env, { out: note, err: note })).toBe(1);
  expect(comparable(lines)).toEqual(comparable(example("`npx mlops doctor aws-dev`")));
});

test("the last line that the page shows of a rehearsal is in the words of the command", () => {
  const report = { ...newReport("aws-dev"), ok: true };
  const withoutNumbers = (line = "") => line.replace(/\d+/g, "n");
  const last = (lines: string[]) => withoutNumbers(lines.at(-1));
  expect(last(example("`npx mlops rehearse aws-dev`"))).toBe(last(summarize(report)));
});
