import { spawnSync } from "node:child_process";

/**
 * Seconds of CPU (user and system, of the process and all that it started) and of the clock that one whole process takes. A
 * process that fails is an error.
 */
export function wholeProcess(program, args, options) {
  const timed = ["-c", 'TIMEFORMAT="%U %S %R"; time "$@"', "bash", program, ...args];
  const { status, stderr } = spawnSync("bash", timed, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  const [user, system, clock] = String(stderr).trim().split("\n").pop().split(" ").map(Number);
  return { cpu: user + system, clock };
}

/** A ratio that is not below its limit by this much is measured for longer, up to as many times. */
const CLOSE = 0.03;
const LONGER = 3;

/** Whether a ratio is so far below its limit that measuring it for longer would not change what is said of it. */
export const clear = (ratio, limit) => ratio < limit * (1 - CLOSE);
/** How many pairs are measured at most. */
export const atMost = (runs) => LONGER * runs;

export const median = (values) => values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];

/**
 * Runs two works in turn, so that whatever else a machine does slows both, and gives the median of the ratios pair by pair. A ratio that is
 * not below its limit by 3 % is measured up to three times as long.
 * @param by - the ratio of two times, unless it is the one over the other
 */
export async function compare({ runs, limit, by = (a, b) => a / b }, first, second) {
  // The first pair warms caches up and does not count.
  await first();
  await second();
  const pairs = [];
  const ratio = () => median(pairs.map(({ a, b }) => by(a, b)));
  while (pairs.length < runs || (pairs.length < atMost(runs) && !clear(ratio(), limit))) {
    pairs.push({ a: await first(), b: await second() });
  }
  return {
    ratio: ratio(),
    a: median(pairs.map(({ a }) => a)),
    b: median(pairs.map(({ b }) => b)),
    pairs: pairs.length,
  };
}
