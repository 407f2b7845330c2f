import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CliRun } from "../../support/cli";
import { closure } from "../../support/closure";
import { descendants, living } from "../../support/processes";
import { writeReadyProject } from "../../support/ready-project";
import { synthesizeProgram } from "../../support/synthesized-stacks";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-refusals-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder for temporary files; as root PostgreSQL runs as another user, which must be able to reach its own. */
function reachableFolder(name: string): string {
  const path = join(folder, name);
  chmodSync(folder, 0o755);
  mkdirSync(path, { mode: 0o755 });
  return path;
}

async function run(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const command = new CliRun(args, options);
  return { status: await command.ended, output: command.output };
}

test("a stack that does not exist is named together with those that do", async () => {
  const { status, output } = await run(["rehearse", "no-such-stack"]);
  expect(status).toBe(1);
  expect(output).toContain("There is no stack no-such-stack. The project has:");
  expect(output).toContain("aws-dev");
  expect(output).not.toContain("Rehearsing");
}, 120_000);

test("without Terraform the remedy is named", async () => {
  const { status, output } = await run(["rehearse", "aws-dev"], {
    env: { ...process.env, PATH: dirname(process.execPath) },
  });
  expect(status).toBe(1);
  expect(output).toContain("terraform or tofu is not on the PATH. Install Terraform 1.5 or newer");
}, 120_000);

test("outside a CDKTF project the remedy is named", async () => {
  const { status, output } = await run(["rehearse", "aws-dev"], { cwd: folder });
  expect(status).toBe(1);
  expect(output).toContain("There is no cdktf.json");
});

test("an app that fails stops the rehearsal with the app's own words", async () => {
  writeFileSync(
    join(folder, "cdktf.json"),
    JSON.stringify({ language: "typescript", app: "node -e \"throw new Error('no such luck')\"" }),
  );
  const { status, output } = await run(["rehearse", "aws-dev"], { cwd: folder });
  expect(status).toBe(1);
  expect(output).toContain("no such luck");
}, 120_000);

test("an unknown command or option is a usage error, help is not", async () => {
  expect((await run(["rehears"])).status).toBe(2);
  expect((await run(["rehearse", "aws-dev", "--quick"])).status).toBe(2);
  const help = await run(["--help"]);
  expect(help.status).toBe(0);
  expect(help.output).toContain("Exit status:");
});

test("call says how to keep a rehearsal, and refuses arguments that are no JSON array", async () => {
  const nothing = await run(["call", "MLFLOW_RUN_CREATE", '["0"]'], { cwd: folder });
  expect(nothing.status).toBe(1);
  expect(nothing.output).toContain("mlops rehearse <stack> --keep");
  const wrong = await run(["call", "MLFLOW_RUN_CREATE", "0"], { cwd: folder });
  expect(wrong.status).toBe(2);
  expect(wrong.output).toContain("must be a JSON array");
});

test("an interrupt while Terraform works ends every process and leaves no file", async () => {
  const temporary = reachableFolder("interrupted");
  const command = new CliRun(["rehearse", "aws-dev"], { env: { ...process.env, TMPDIR: temporary } });
  await command.until("✓ simulated providers");
  const started = descendants(command.pid);
  command.interrupt();
  expect(await command.ended).toBe(130);
  expect(command.output).toContain("Interrupted");
  // Neither a failed step nor what a destroy would have left.
  const [, after] = command.output.split("Interrupted");
  expect(after).not.toMatch(/✗|left/);
  expect(started.length).toBeGreaterThan(0);
  expect(living(started)).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
}, 240_000);

/** A project of one stack that is as small as one with functions to call can be. */
function smallProject(): string {
  const { "aws-dev": stack } = synthesizeProgram(join("stacks", "main.js"));
  if (stack === undefined) throw new Error("aws-dev is not among the stacks");
  const [external] = Object.keys(stack.resource?.snowflake_external_function ?? {});
  const isWanted = (address: string) =>
    address === `snowflake_external_function.${external}` || address.startsWith("aws_ecs_task_definition.");
  const project = join(folder, "small");
  mkdirSync(project);
  writeReadyProject(project, "small", closure(stack, isWanted));
  return project;
}

test("where Python can't be had the deploy still runs and the summary says what did not; with CI set that is a failure", async () => {
  const cwd = smallProject();
  const env = { ...process.env, MLOPS_PYTHON: join(folder, "no-python"), CI: "" };
  const lenient = await run(["rehearse", "small"], { cwd, env });
  expect(lenient.output).toContain("skipped functions: No Python 3.10 or newer");
  expect(lenient.status).toBe(0);
  const strict = await run(["rehearse", "small"], { cwd, env: { ...env, CI: "true" } });
  expect(strict.output).toContain("which with CI set is a failure");
  expect(strict.status).toBe(1);
}, 400_000);
