import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder that is made once a run of the tests and shared by their files: the temporary folder is the run's own, and goes with it.
 * @param name what the folder holds, as a file name
 */
export function onceARun(name: string, make: (folder: string) => void): string {
  const shared = join(tmpdir(), "shared", name);
  if (existsSync(shared)) return shared;
  mkdirSync(join(shared, ".."), { recursive: true });
  const unfinished = mkdtempSync(`${shared}.`);
  try {
    make(unfinished);
    renameSync(unfinished, shared);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another worker was faster, and what it made is the same.
    if (!existsSync(shared)) throw error;
  }
  return shared;
}
