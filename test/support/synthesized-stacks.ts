import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SynthesizedStack } from "../../src/rehearsal/deploy/folder";
import { ROOT } from "./cli";

/** Built programs of the repository: its stacks, the bootstrap and the examples. */
export function programs(): string[] {
  const built = join(ROOT, ".build");
  const examples = readdirSync(join(built, "examples")).map((name) => join("examples", name, "main.js"));
  return [join("stacks", "main.js"), join("stacks", "bootstrap", "main.js"), ...examples].filter((file) =>
    existsSync(join(built, file)),
  );
}

/** Synthesizes a built program into a folder. */
function synthesizeInto(folder: string, program: string, environment: Record<string, string>): void {
  execFileSync(process.execPath, [join(ROOT, ".build", program)], {
    cwd: folder,
    env: { ...process.env, ...environment, CDKTF_OUTDIR: folder },
    stdio: "pipe",
  });
}

/** The folder of a program's output, which is synthesized once a run of the tests: the temporary folder is the run's own. */
function outputOf(program: string, environment: Record<string, string>): string {
  const key = createHash("sha256")
    .update(JSON.stringify([program, environment]))
    .digest("hex");
  const shared = join(tmpdir(), "synthesized", key);
  if (existsSync(shared)) return shared;
  const unfinished = mkdtempSync(join(tmpdir(), "synthesizing-"));
  try {
    synthesizeInto(unfinished, program, environment);
    mkdirSync(join(shared, ".."), { recursive: true });
    renameSync(unfinished, shared);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another worker was faster, and its output is the same.
    if (!existsSync(shared)) throw error;
  }
  return shared;
}

/** The synthesized JSON of every stack that a built program makes, by the stack's name. */
export function synthesizeProgram(
  program: string,
  environment: Record<string, string> = {},
): Record<string, SynthesizedStack> {
  const stacks = join(outputOf(program, environment), "stacks");
  const read = (name: string) => readFileSync(join(stacks, name, "cdk.tf.json"), "utf8");
  return Object.fromEntries(readdirSync(stacks).map((name) => [name, JSON.parse(read(name)) as SynthesizedStack]));
}
