import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** The process that created a folder. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
}

const FILE = "owner.json";

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Writes down that a folder is this process's. */
export function markOwner(folder: string): void {
  writeFileSync(join(folder, FILE), JSON.stringify({ pid: process.pid, host: hostname() }));
}

/** Whose folder it is; undefined while its owner has not written it down yet, or has just removed the folder. */
export function ownerOf(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** Whether a folder's process ran on this machine and has ended. */
export function isOrphaned(folder: string): boolean {
  const owner = ownerOf(folder);
  return owner?.host === hostname() && !isAlive(owner.pid);
}
