import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { StackJson } from "../../src/inspect/stack";
import { ROOT } from "./cli";
import { onceARun } from "./once";

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

/** The synthesized JSON of every stack that a built program makes, by the stack's name. */
export function synthesizeProgram(
  program: string,
  environment: Record<string, string> = {},
): Record<string, StackJson> {
  const what = createHash("sha256").update(JSON.stringify([program, environment]));
  const output = onceARun(`synthesized-${what.digest("hex")}`, (folder) =>
    synthesizeInto(folder, program, environment),
  );
  const stacks = join(output, "stacks");
  const read = (name: string) => readFileSync(join(stacks, name, "cdk.tf.json"), "utf8");
  return Object.fromEntries(readdirSync(stacks).map((name) => [name, JSON.parse(read(name)) as StackJson]));
}
