import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/cli";

// Runs of the tests in runs of their own, with an empty temporary folder: the apps of cdktf's Testing, and Terraform.
const SUITES = ["test/core/moves.test.ts", "test/rehearsal/traps/aws/bucket-encryption.test.ts"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hygiene-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the tests with Jest's command itself: npx would take a signal for itself. */
function start(): ChildProcess {
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const env = { ...process.env, TMPDIR: folder };
  return spawn(process.execPath, [jest, "--runInBand", ...SUITES], { cwd: ROOT, env, stdio: "ignore" });
}

const endOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("close", resolve));

test("a run of the tests leaves nothing in the temporary folder", async () => {
  const run = start();
  const end = endOf(run);
  expect(await end).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
}, 240_000);

test("a run that is interrupted leaves nothing, and removes what a killed one left", async () => {
  const killed = join(folder, "mlops-tests-killed");
  mkdirSync(killed);
  const gone = spawn(process.execPath, ["-e", "0"]);
  await endOf(gone);
  writeFileSync(join(killed, "pid"), String(gone.pid));

  const run = start();
  const end = endOf(run);
  const began = () => readdirSync(folder).some((name) => name.startsWith("mlops-tests-") && !killed.endsWith(name));
  while (!began() && run.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
  run.kill("SIGINT");
  expect(await end).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
}, 240_000);
