import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Ids of a process's children, their children and so on. */
export function descendants(root: number): number[] {
  const pairs = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([pid = 0, ppid]) => (ppid === parent && pid !== parent ? [pid, ...below(pid)] : []));
  return below(root);
}

/** Those of the processes that still live. One that has ended and waits for init to notice it is dead. */
export function living(pids: readonly number[]): number[] {
  const states = execFileSync("ps", ["-eo", "pid=,stat="], { encoding: "utf8" }).split("\n");
  const alive = states.flatMap((line) => {
    const [pid = "", state = ""] = line.trim().split(/\s+/);
    return state.startsWith("Z") ? [] : [Number(pid)];
  });
  return pids.filter((pid) => alive.includes(pid));
}

/** Listening TCP sockets that are not on the loopback address, as the Linux kernel lists them; empty on other systems. */
export function openListeners(): Set<string> {
  const LISTEN = "0A";
  return new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"]
      .filter((file) => existsSync(file))
      .flatMap((file) =>
        readFileSync(file, "utf8")
          .split("\n")
          .slice(1)
          .flatMap((line) => {
            const [, local = "", , state] = line.trim().split(/\s+/);
            const isLoopback = local.startsWith("0100007F:") || local.startsWith("00000000000000000000000001000000:");
            return state === LISTEN && !isLoopback ? [local] : [];
          }),
      ),
  );
}
