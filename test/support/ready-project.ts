import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli";

/** Makes a folder a CDKTF project of one stack, whose app writes the JSON as it is given here. */
export function writeReadyProject(folder: string, name: string, stack: { readonly terraform: object }): void {
  const [backend = "local"] = Object.keys((stack.terraform as { backend?: object }).backend ?? {});
  const metadata = { version: "0.21.0", stackName: name, backend };
  const manifest = {
    name,
    constructPath: name,
    workingDirectory: `stacks/${name}`,
    synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
    annotations: [],
    dependencies: [],
  };
  const app = `
    const { mkdirSync, writeFileSync } = require("node:fs");
    const out = process.env.CDKTF_OUTDIR || "cdktf.out";
    mkdirSync(out + "/stacks/${name}", { recursive: true });
    writeFileSync(out + "/manifest.json", ${JSON.stringify(JSON.stringify({ version: "0.21.0", stacks: { [name]: manifest } }))});
    writeFileSync(out + "/stacks/${name}/cdk.tf.json", ${JSON.stringify(JSON.stringify({ "//": { metadata }, ...stack }))});`;
  writeFileSync(join(folder, "app.js"), app);
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
  writeFileSync(join(folder, "package.json"), "{}");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
