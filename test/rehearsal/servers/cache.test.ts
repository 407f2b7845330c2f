import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder, withLock } from "../../../src/rehearsal/servers";

const folder = mkdtempSync(join(tmpdir(), "mlops-lock-"));
const lock = join(folder, "lock");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => expect(readdirSync(folder)).toEqual([]));

// No system gives out this process id.
const NOBODY = 2 ** 22 + 1;

function lockOf(pid: number, host: string): void {
  mkdirSync(lock);
  writeFileSync(join(lock, "owner.json"), JSON.stringify({ pid, host }));
}

describe("the cache folder", () => {
  it.each([
    [{ MLOPS_CACHE: "/own", XDG_CACHE_HOME: "/xdg" }, "/own"],
    [{ MLOPS_CACHE: "", XDG_CACHE_HOME: "/xdg" }, "/xdg/cdktf-snowflake-mlops"],
    [{}, join(homedir(), ".cache", "cdktf-snowflake-mlops")],
  ])("of %j is %s", (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe("a lock", () => {
  it("lets one at a time work, and tells the others whom they wait for", async () => {
    let inside = 0;
    let most = 0;
    const waitedFor: number[] = [];
    const work = () =>
      withLock(
        lock,
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(30);
          inside -= 1;
        },
        (pid) => waitedFor.push(pid),
      );
    await Promise.all([work(), work(), work()]);
    expect(most).toBe(1);
    expect(waitedFor).toEqual([process.pid, process.pid]);
  });

  it("is given back when the work fails", async () => {
    await expect(withLock(lock, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(existsSync(lock)).toBe(false);
  });

  it("of a process that has died is taken over", async () => {
    lockOf(NOBODY, hostname());
    expect(await withLock(lock, () => Promise.resolve("done"))).toBe("done");
  });

  it("that nobody has touched for a minute is taken over, whoever made it", async () => {
    lockOf(process.pid, "another-host");
    const before = new Date(Date.now() - 61_000);
    utimesSync(lock, before, before);
    expect(await withLock(lock, () => Promise.resolve("done"))).toBe("done");
  });

  it("of another machine is waited for as long as it is touched", async () => {
    lockOf(NOBODY, "another-host");
    let isDone = false;
    const waiting = withLock(lock, () => Promise.resolve((isDone = true)));
    await sleep(250);
    expect(isDone).toBe(false);
    rmSync(lock, { recursive: true });
    await waiting;
    expect(isDone).toBe(true);
  });
});
