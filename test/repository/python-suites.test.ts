import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/cli";

const { leftOut, SUITES } = jest.requireActual<{
  readonly SUITES: readonly string[];
  leftOut(env: NodeJS.ProcessEnv): readonly string[];
}>("../support/python-suites");

const WITHOUT = { ...process.env, MLOPS_PYTHON: join(ROOT, "no-python") };

test("without Python the files that need MLflow are left out, and each of them exists", () => {
  const suites = leftOut({ ...WITHOUT, CI: "" });
  expect(suites).toEqual(SUITES);
  for (const suite of suites) expect(existsSync(join(ROOT, "test", `${suite}.test.ts`))).toBe(true);
});

test("with CI set nothing is left out: a missing Python is a failure there", () => {
  expect(leftOut({ ...WITHOUT, CI: "true" })).toEqual([]);
});

test("each file that is begun first exists", () => {
  const { LONG } = jest.requireActual<{ readonly LONG: readonly string[] }>("../support/longest-first");
  for (const suite of LONG) expect(existsSync(join(ROOT, "test", `${suite}.test.ts`))).toBe(true);
});
