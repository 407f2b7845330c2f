import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphCommand } from "../../src/cli/graph";
import { EXIT } from "../../src/cli/output";
import { sqlCommand } from "../../src/cli/sql";
import { CliRun, ROOT } from "../support/cli";

// Each command synthesizes the repository's stacks.
jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), "mlops-preview-"));
afterAll(() => rmSync(folder, { recursive: true }));

function recorded() {
  const out: string[] = [];
  const err: string[] = [];
  return { out, err, console: { out: (text: string) => out.push(text), err: (text: string) => err.push(text) } };
}

test("mlops graph prints what docs/images keeps", async () => {
  const run = new CliRun(["graph", "aws-dev", "--format", "svg"]);
  expect(await run.ended).toBe(EXIT.ok);
  expect(run.stdout.trimEnd()).toBe(readFileSync(join(ROOT, "docs", "images", "aws-dev.svg"), "utf8").trimEnd());
});

test("mlops sql writes the script into a file, and says so on standard error alone", async () => {
  const file = join(folder, "new", "dev.sql");
  const { out, err, console } = recorded();
  expect(await sqlCommand(ROOT, "aws-dev", { out: file }, process.env, console)).toBe(EXIT.ok);
  expect([out, err]).toEqual([[], [`wrote ${file}`]]);
  expect(readFileSync(file, "utf8")).toMatch(/^-- The \d+ Snowflake resources of aws-dev/);
});

test("a reader who has seen enough does not break the command", async () => {
  const run = new CliRun(["sql", "aws-dev"]);
  run.closeStdout();
  expect(await run.ended).toBe(EXIT.ok);
  expect(run.output).toBe("");
});

test("a stack that is not there is answered by those that are", async () => {
  const { err, console } = recorded();
  expect(await graphCommand(ROOT, "aws-test", { criticalPath: true }, process.env, console)).toBe(EXIT.usage);
  expect(err.join()).toMatch(/There is no stack aws-test. The project has: .*aws-dev/);
});

test.each([
  [{ out: join(folder, "picture.pdf") }, "must be one of .svg, .mmd, .md"],
  [{ format: "png" }, "--format must be one of svg, mermaid, markdown. Got: png"],
])("a format that can't be drawn is refused before anything is synthesized: %j", async (options, message) => {
  const { err, console } = recorded();
  const nowhere = join(folder, "no-project");
  expect(await graphCommand(nowhere, "aws-dev", options, process.env, console)).toBe(EXIT.usage);
  expect(err.join()).toContain(message);
  expect(existsSync(join(folder, "picture.pdf"))).toBe(false);
});
