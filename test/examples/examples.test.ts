import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/cli";
import { rehearseExample } from "../support/example";

const examples = readdirSync(join(ROOT, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, "examples", entry.name, "cdktf.json")))
  .map((entry) => entry.name);

test("there are examples", () => {
  expect(examples).toContain("snowflake-only");
});

// Applied, planned again and destroyed by tests of their own: iris-pipeline.test.ts beside this one runs the pipeline in between, and
// test/rehearsal/story/existing.test.ts calls the functions, and test/inspect/pipelines/run.test.ts deploys by the pipeline.
const APPLIED_ELSEWHERE = ["bring-your-own", "ci-cd", "iris-pipeline"];

test.each(examples.filter((name) => !APPLIED_ELSEWHERE.includes(name)))(
  "%s applies, plans empty after it, and destroys to nothing",
  async (name) => {
    const result = await rehearseExample(name);
    expect(result.resources).toBeGreaterThan(0);
    expect(result).toMatchObject({ schemaOnly: [], secondPlan: 0, left: 0 });
  },
  600_000,
);

test.each(examples)("%s imports the package by its name, as its users do", (name) => {
  const folder = join(ROOT, "examples", name);
  const sources = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const text = sources.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  expect(text).toMatch(/from "cdktf-snowflake-mlops(\/[a-z]+)?"/);
  expect(text).not.toContain("../src");
});
