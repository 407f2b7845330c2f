import type { Backend, CallResult, ExternalFunctionRuntime } from "../../src/rehearsal/snowflake";

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

/** A backend whose containers run only so long after the first call. */
export function startingLate(backend: Backend, milliseconds: number): Backend {
  let readyAt: number | undefined;
  return {
    locate: (container, port) => {
      readyAt ??= Date.now() + milliseconds;
      return Date.now() < readyAt ? undefined : backend.locate(container, port);
    },
  };
}
