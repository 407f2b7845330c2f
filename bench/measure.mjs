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
/** A ratio that is below its limit by this much needs no more pairs than these. */
const FAR = 0.25;
const FEW = 3;

/**
 * Whether a ratio was measured for long enough, after so many pairs.
 * @param runs - how many pairs a ratio takes that is neither close to its limit nor far below it
 * @param isBelow - whether the ratio is below its limit by this part of the limit
 */
export function isSettled(pairs, runs, isBelow) {
  if (pairs >= Math.min(FEW, runs) && isBelow(FAR)) return true;
  return pairs >= LONGER * runs || (pairs >= runs && isBelow(CLOSE));
}

export const median = (values) => values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];

/**
 * Runs two works in turn, so that whatever else a machine does slows both, and gives the median of the ratios pair by pair, after as many
 * pairs as `isSettled` says.
 * @param by - the ratio of two times, unless it is the one over the other
 */
export async function compare({ runs, limit, by = (a, b) => a / b }, first, second) {
  // The first pair warms caches up and does not count.
  await first();
  await second();
  const pairs = [];
  const ratio = () => median(pairs.map(({ a, b }) => by(a, b)));
  while (pairs.length === 0 || !isSettled(pairs.length, runs, (part) => ratio() < limit * (1 - part))) {
    pairs.push({ a: await first(), b: await second() });
  }
  return {
    ratio: ratio(),
    a: median(pairs.map(({ a }) => a)),
    b: median(pairs.map(({ b }) => b)),
    pairs: pairs.length,
  };
}
