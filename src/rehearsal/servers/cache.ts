import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isOrphaned, markOwner, ownerOf } from "../owner";

/** Where things that are slow to make are kept between rehearsals: MLOPS_CACHE, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env.MLOPS_CACHE;
  if (own !== undefined && own !== "") return own;
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg !== undefined && xdg !== "" ? xdg : join(homedir(), ".cache"), "cdktf-snowflake-mlops");
}

const HEARTBEAT_MS = 2_000;
const ABANDONED_MS = 60_000;

function isAbandoned(lock: string): boolean {
  if (isOrphaned(lock)) return true;
  try {
    return Date.now() - statSync(lock).mtimeMs > ABANDONED_MS;
  } catch {
    return false;
  }
}

function tryLock(lock: string): boolean {
  mkdirSync(dirname(lock), { recursive: true });
  try {
    mkdirSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  markOwner(lock);
  return true;
}

function removeAbandoned(lock: string): void {
  const aside = `${lock}.abandoned-${process.pid}-${Date.now()}`;
  try {
    // A rename succeeds for one of several waiting processes only.
    renameSync(lock, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // Another waiting process was faster.
  }
}

/**
 * Does `work` while no other process does work under the same lock folder. A lock whose process has died, or that nobody has
 * touched for a minute, is taken over.
 * @param onWait hears once which process is waited for
 */
export async function withLock<T>(lock: string, work: () => Promise<T>, onWait?: (pid: number) => void): Promise<T> {
  let told = false;
  while (!tryLock(lock)) {
    const owner = ownerOf(lock);
    if (isAbandoned(lock)) {
      removeAbandoned(lock);
      continue;
    }
    if (!told && owner !== undefined) {
      told = true;
      onWait?.(owner.pid);
    }
    await sleep(100);
  }
  const heartbeat = setInterval(() => utimesSync(lock, new Date(), new Date()), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(lock, { recursive: true, force: true });
  }
}
