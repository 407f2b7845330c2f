import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../servers";

/** A rehearsal whose servers are still up: all that another process needs to call its functions. */
export interface KeptRehearsal {
  readonly stack: string;
  /** Process that keeps it. */
  readonly pid: number;
  readonly stateFile: string;
  readonly accountFile: string;
  /** Local address of each container's port: `proxy:8080` to the port on 127.0.0.1. */
  readonly ports: Record<string, number>;
}

function folderOf(project: string): string {
  const hash = createHash("sha256").update(project).digest("hex").slice(0, 16);
  return join(cacheFolder(), "kept", hash);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Writes down that a project's stack is kept. Returns what takes the note away again. */
export function noteKept(project: string, kept: KeptRehearsal): () => void {
  const folder = folderOf(project);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${kept.stack}.json`);
  writeFileSync(file, JSON.stringify(kept));
  return () => rmSync(file, { force: true });
}

/** The kept rehearsals of a project whose process lives. */
export function keptRehearsals(project: string): KeptRehearsal[] {
  const folder = folderOf(project);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as KeptRehearsal)
    .filter((kept) => isAlive(kept.pid));
}
