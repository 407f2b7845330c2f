import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { missing } from "../../core/optional-packages";
import { run } from "./command";

/** An error that names what is missing, and the remedy. */
export class MissingTool extends Error {
  constructor(what: string, remedy: string) {
    super(`${what}. ${remedy}`);
    this.name = "MissingTool";
  }
}

/** The project has no stack of this name. */
export class NoStack extends MissingTool {
  constructor(name: string, others: readonly string[]) {
    super(`There is no stack ${name}`, `The project has: ${others.join(", ") || "none"}`);
    this.name = "NoStack";
  }
}

/** A CDKTF project: any folder with a cdktf.json. */
export interface Project {
  readonly folder: string;
  /** The command that synthesizes, from cdktf.json. */
  readonly app: string;
}

/**
 * Reads the project's cdktf.json.
 * @throws MissingTool when there is none, or when it names no app
 */
export function openProject(folder: string): Project {
  const file = join(folder, "cdktf.json");
  if (!existsSync(file)) {
    throw new MissingTool(`There is no cdktf.json in ${folder}`, "Run the command in the folder of a CDKTF project.");
  }
  const { app } = JSON.parse(readFileSync(file, "utf8")) as { app?: unknown };
  if (typeof app !== "string" || app === "") {
    throw new MissingTool(`${file} has no "app"`, 'Add for example "app": "tsc -b && node main.js".');
  }
  return { folder: resolve(folder), app };
}

/**
 * The installed cdktf command: the project's, otherwise the one that is installed next to this package.
 * @throws MissingPackages when there is neither
 */
export function cdktfCli(project: Project): string {
  for (const from of [join(project.folder, "package.json"), __filename]) {
    try {
      const manifest = createRequire(from).resolve("cdktf-cli/package.json");
      return join(dirname(manifest), "bundle", "bin", "cdktf");
    } catch {
      // Not found: try the folder of this package.
    }
  }
  throw missing("cdktf-cli");
}

/** The first file of this name in the folders of a PATH. */
export function onPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

/** The Terraform or OpenTofu to use. */
export interface TerraformBinary {
  readonly file: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

/**
 * Finds Terraform, or OpenTofu where there is no Terraform; TERRAFORM_BINARY_NAME chooses, as it does for cdktf.
 * @throws MissingTool when neither is on the PATH, or the version is below 1.5
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const chosen = env.TERRAFORM_BINARY_NAME;
  const names = chosen === undefined || chosen === "" ? ["terraform", "tofu"] : [chosen];
  const file = names
    .map((name) => (existsSync(name) ? resolve(name) : onPath(name, env.PATH ?? "")))
    .find((found) => found !== undefined);
  if (file === undefined) {
    throw new MissingTool(
      `${names.join(" or ")} is not on the PATH`,
      "Install Terraform 1.5 or newer (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install).",
    );
  }
  const { stdout } = await run(file, ["version"], { cwd: process.cwd(), env: { ...env, CHECKPOINT_DISABLE: "1" } });
  const match = /(Terraform|OpenTofu) v(\d+)\.(\d+)\.(\S+)/.exec(stdout);
  if (match === null) throw new MissingTool(`${file} does not report its version`, "Install Terraform 1.5 or newer.");
  const [, product, major, minor, patch] = match;
  const version = `${major}.${minor}.${patch}`;
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 5)) {
    throw new MissingTool(`${product} ${version} is too old`, "Install version 1.5 or newer.");
  }
  return { file, product: product === "OpenTofu" ? "OpenTofu" : "Terraform", version };
}
