import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./cli";

/** Writes a Terraform state file with these outputs. */
function stateWith(outputs: Readonly<Record<string, unknown>>): string {
  const typed = Object.entries(outputs).map(([name, value]) => {
    const type =
      typeof value === "string"
        ? "string"
        : ["object", Object.fromEntries(Object.keys(value as object).map((key) => [key, "string"]))];
    return [name, { value, type }];
  });
  return JSON.stringify({
    version: 4,
    terraform_version: "1.5.0",
    serial: 1,
    lineage: "test",
    outputs: Object.fromEntries(typed) as unknown,
    resources: [],
  });
}

/** A CDKTF project of one stack, `dev`, that was deployed with these outputs; its state is a local file. */
export class DeployedProject {
  public readonly folder = mkdtempSync(join(tmpdir(), "mlops-deployed-"));

  constructor(outputs?: Readonly<Record<string, unknown>>) {
    const stateFile = join(this.folder, "terraform.dev.tfstate");
    const backend = { local: { path: stateFile } };
    const metadata = { version: "0.21.0", stackName: "dev", backend: "local" };
    const stack = JSON.stringify({ "//": { metadata }, terraform: { backend } });
    const app = `
      const { mkdirSync, writeFileSync } = require("node:fs");
      const out = process.env.CDKTF_OUTDIR || "cdktf.out";
      mkdirSync(out + "/stacks/dev", { recursive: true });
      const stack = { name: "dev", constructPath: "dev", workingDirectory: "stacks/dev",
        synthesizedStackPath: "stacks/dev/cdk.tf.json", annotations: [], dependencies: [] };
      writeFileSync(out + "/manifest.json", JSON.stringify({ version: "0.21.0", stacks: { dev: stack } }));
      writeFileSync(out + "/stacks/dev/cdk.tf.json", ${JSON.stringify(stack)});`;
    writeFileSync(join(this.folder, "app.js"), app);
    writeFileSync(join(this.folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
    writeFileSync(join(this.folder, "package.json"), "{}");
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
    if (outputs !== undefined) writeFileSync(stateFile, stateWith(outputs));
  }

  /** Puts a Node program into a folder of the project and returns that folder, for a PATH. */
  public program(name: string, source: string): string {
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const file = join(bin, name);
    writeFileSync(file, `#!${process.execPath}\n${source}`);
    chmodSync(file, 0o755);
    return bin;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
