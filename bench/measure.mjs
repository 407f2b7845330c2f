import { spawnSync } from "node:child_process";

/** Seconds of one whole process; a process that fails is an error. */
export function seconds(program, args, options) {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

/** Runs two works in turn, so that a busy machine slows both, and returns the median of the ratios pair by pair. */
export async function ratio(runs, first, second) {
  const pairs = [];
  // The first pair warms caches up and does not count.
  for (let run = 0; run <= runs; run++) {
    const a = await first();
    const b = await second();
    if (run > 0) pairs.push({ a, b, ratio: a / b });
  }
  const median = (values) => values.sort((x, y) => x - y)[Math.floor(values.length / 2)];
  return {
    ratio: median(pairs.map((p) => p.ratio)),
    a: median(pairs.map((p) => p.a)),
    b: median(pairs.map((p) => p.b)),
  };
}
