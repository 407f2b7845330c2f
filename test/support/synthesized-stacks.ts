import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./cli";

/** Built programs of the repository: its stacks, the bootstrap and the examples. */
export function programs(): string[] {
  const built = join(ROOT, ".build");
  const examples = readdirSync(join(built, "examples")).map((name) => join("examples", name, "main.js"));
  return [join("stacks", "main.js"), join("stacks", "bootstrap", "main.js"), ...examples].filter((file) =>
    existsSync(join(built, file)),
  );
}

/** The synthesized JSON of every stack that a built program makes, by the stack's name. */
export function synthesizeProgram(
  program: string,
  environment: Record<string, string> = {},
): Record<string, Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "mlops-synth-"));
  try {
    execFileSync(process.execPath, [join(ROOT, ".build", program)], {
      cwd: folder,
      env: { ...process.env, ...environment, CDKTF_OUTDIR: folder },
      stdio: "pipe",
    });
    const stacks = readdirSync(join(folder, "stacks"));
    return Object.fromEntries(
      stacks.map((name) => [
        name,
        JSON.parse(readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8")) as Record<string, unknown>,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
