import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli";

/** Folder into which the app of a project has written its stacks. */
const OUTPUT = "cdktf.out";

/** Variables with which a command reads what the app wrote; without them the real cdktf runs the app. */
export const SYNTHESIZED = { MLOPS_SYNTHESIZED: OUTPUT };

/** Makes a folder a CDKTF project of stacks that some lines add to `app`, and runs its app once. */
export function writeAppProject(folder: string, lines: readonly string[]): void {
  const app = [
    `const { App, S3Backend, TerraformStack } = require(${JSON.stringify(join(ROOT, "node_modules", "cdktf"))});`,
    "const app = new App();",
    ...lines,
    "app.synth();",
  ];
  writeFileSync(join(folder, "app.js"), app.join("\n"));
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
  execFileSync(process.execPath, ["app.js"], { cwd: folder, env: { ...process.env, CDKTF_OUTDIR: OUTPUT } });
}
