import type { CallResult, ExternalFunctionRuntime } from "../../src/rehearsal/snowflake";

/** Calls again and again while the work is under way, and once after it. */
export async function callsDuring(runtime: ExternalFunctionRuntime, work: () => Promise<void>): Promise<CallResult[]> {
  let isOver = false;
  const done = work().finally(() => (isOver = true));
  const results: CallResult[] = [];
  while (!isOver) results.push(await runtime.call("LOG", ["k", 1]));
  await done;
  results.push(await runtime.call("LOG", ["k", 1]));
  return results;
}
