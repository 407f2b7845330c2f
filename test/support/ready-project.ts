import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli";

const APP = `require("node:fs").cpSync("synthesized", process.env.CDKTF_OUTDIR || "cdktf.out", { recursive: true });\n`;

/** Makes a folder a CDKTF project of one stack, whose app writes the JSON as it is given here. */
export function writeReadyProject(
  folder: string,
  name: string,
  stack: { readonly terraform: object; readonly resource?: object },
): void {
  const { backend = { local: {} } } = stack.terraform as { backend?: object };
  const metadata = { version: "0.21.0", stackName: name, backend: Object.keys(backend)[0] };
  const workingDirectory = `stacks/${name}`;
  const synthesizedStackPath = `${workingDirectory}/cdk.tf.json`;
  const entry = {
    name,
    constructPath: name,
    workingDirectory,
    synthesizedStackPath,
    annotations: [],
    dependencies: [],
  };
  const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  mkdirSync(join(folder, "synthesized", workingDirectory), { recursive: true });
  write("synthesized/manifest.json", { version: "0.21.0", stacks: { [name]: entry } });
  write(`synthesized/${synthesizedStackPath}`, { "//": { metadata }, ...stack });
  write("cdktf.json", { language: "typescript", app: "node app.js" });
  write("package.json", {});
  writeFileSync(join(folder, "app.js"), APP);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
