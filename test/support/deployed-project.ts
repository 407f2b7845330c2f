import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeReadyProject } from "./ready-project";

/** The type of a value, as Terraform writes it. */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ["tuple", value.map(typeOf)];
  if (typeof value !== "object" || value === null) return value === null ? "dynamic" : typeof value;
  return ["object", Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeOf(each)]))];
}

/** Writes a Terraform state file with these outputs. */
function stateWith(outputs: Readonly<Record<string, unknown>>, resources: readonly object[]): string {
  const typed = Object.entries(outputs).map(([name, value]) => [name, { value, type: typeOf(value) }]);
  return JSON.stringify({
    version: 4,
    terraform_version: "1.5.0",
    serial: 1,
    lineage: "test",
    outputs: Object.fromEntries(typed) as unknown,
    resources,
  });
}

/** A CDKTF project of one stack, `dev`, that was deployed with these outputs; its state is a local file. */
export class DeployedProject {
  public readonly folder = mkdtempSync(join(tmpdir(), "mlops-deployed-"));

  constructor(outputs?: Readonly<Record<string, unknown>>, resources: readonly object[] = []) {
    const stateFile = join(this.folder, "terraform.dev.tfstate");
    writeReadyProject(this.folder, "dev", { terraform: { backend: { local: { path: stateFile } } } });
    if (outputs !== undefined) writeFileSync(stateFile, stateWith(outputs, resources));
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
