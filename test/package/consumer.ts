import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/cli";
import { onceARun } from "../support/once";

/** The package's name. */
export const NAME = "cdktf-snowflake-mlops";
/** What `npm install` brings beside the package for a user of Snowflake alone. */
export const PEERS = [
  "cdktf",
  "constructs",
  "@cdktf/provider-random",
  "@cdktf/provider-snowflake",
  "@cdktf/provider-time",
];
/** The providers of each cloud, by its subpath. */
export const CLOUDS: Readonly<Record<string, readonly string[]>> = {
  aws: ["@cdktf/provider-aws"],
  azure: ["@cdktf/provider-azuread", "@cdktf/provider-azurerm"],
  gcp: ["@cdktf/provider-google", "@cdktf/provider-google-beta"],
};
/** What a user of AWS installs. */
export const AWS_PEERS = [...PEERS, ...(CLOUDS.aws ?? [])];

interface Manifest {
  readonly homepage: string;
  readonly bugs: string;
  readonly repository: { readonly url: string };
  readonly exports: Record<string, unknown>;
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { readonly optional?: boolean }>;
}

export const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;

/** The subpaths that hold code: `cdktf-snowflake-mlops`, `cdktf-snowflake-mlops/aws`, … */
export const SUBPATHS = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== "./package.json")
  .map((subpath) => `${NAME}${subpath.slice(1)}`);

/** One file of the tarball. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

const LIST = "packed.json";

function npmPack(from: string, folder: string): string {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const output = execFileSync("npm", args, { cwd: from, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [packed] = JSON.parse(output) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack made nothing: ${output}`);
  execFileSync("tar", ["-xzf", join(folder, packed.filename), "-C", folder]);
  return JSON.stringify(packed);
}

/**
 * What `npm pack` makes of the build, once a run of the tests: the tarball, the list of its files, and a folder with its content. The step
 * before it (`prepack`) runs on a copy, as other tests use the build meanwhile.
 */
function pack(folder: string): void {
  npmPack(ROOT, folder);
  const content = join(folder, "package");
  execFileSync(process.execPath, [join(ROOT, "scripts", "strip-comments.mjs"), join(content, "dist")]);
  writeFileSync(join(folder, LIST), npmPack(content, folder));
}

/** The packed library, and projects of those who install it. */
export class Packed {
  /** The content of the tarball. */
  public readonly content: string;
  public readonly tarball: string;
  public readonly files: readonly PackedFile[];
  private readonly folder = mkdtempSync(join(tmpdir(), "mlops-package-"));
  private count = 0;

  constructor() {
    const shared = onceARun("package", pack);
    const packed = JSON.parse(readFileSync(join(shared, LIST), "utf8")) as { filename: string; files: PackedFile[] };
    this.tarball = join(shared, packed.filename);
    this.files = packed.files;
    this.content = join(shared, "package");
  }

  /** A project with the unpacked package and, besides, the named packages alone. */
  public project(packages: readonly string[]): Consumer {
    this.count += 1;
    return new Consumer(join(this.folder, `project-${this.count}`), this.content, packages);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A project of somebody who installed the package. */
export class Consumer {
  constructor(
    public readonly folder: string,
    unpacked: string,
    packages: readonly string[],
  ) {
    const modules = join(folder, "node_modules");
    mkdirSync(modules, { recursive: true });
    // A copy, not a link: Node looks for its peers from where the files are.
    cpSync(unpacked, join(modules, NAME), { recursive: true });
    for (const name of [...Object.keys(manifest.dependencies), "@types/node", ...packages]) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    }
    this.write("package.json", { name: "consumer", private: true });
  }

  public path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  public write(file: string, content: unknown): void {
    writeFileSync(this.path(file), typeof content === "string" ? content : JSON.stringify(content));
  }

  /** Takes over a program of test/package/programs, under a name that says how it is to be compiled. */
  public program(name: string, as: string): void {
    this.write(as, readFileSync(join(__dirname, "programs", name), "utf8"));
  }

  /** Compiles the project; returns what the compiler says, which is nothing when all is well. */
  public compile(...args: string[]): string {
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, ...args], { cwd: this.folder, encoding: "utf8" });
    return stdout;
  }

  /** Runs a file with Node and returns the JSON that it prints last. */
  public run(file: string, env: Record<string, string> = {}): unknown {
    const options = { cwd: this.folder, encoding: "utf8", env: { ...process.env, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], options);
    if (status !== 0) throw new Error(`${file} ended with ${status}:\n${stdout}\n${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  }

  /** Runs the installed command. */
  public mlops(
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): { status: number | null; output: string } {
    const main = this.path("node_modules", NAME, "dist", "cli", "main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env,
    });
    return { status, output: `${stdout}${stderr}` };
  }
}
