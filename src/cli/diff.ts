import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { diffMarkdown, diffOf } from "../inspect/diff";
import { SynthesizedStack } from "../inspect/stack";
import { sensitiveAttributes } from "../rehearsal/simulator/sensitive-attributes";
import { EXIT, type Console } from "./output";
import { onStacks, providerNames } from "./synthesized";

export interface DiffOptions {
  /** Prints JSON instead of Markdown. */
  readonly json?: boolean;
  /** The file to write instead. */
  readonly out?: string;
}

/** `mlops diff`. Shows how two environments differ. Returns the exit status; a difference is no failure. */
export async function diff(
  project: string,
  [one, other]: readonly [string, string],
  options: DiffOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  if (one === other) {
    console.err(`Two different stacks are needed. Got: ${one} twice`);
    return EXIT.usage;
  }
  return onStacks(project, [one, other], env, console, (found) => {
    const [left, right] = found.map((json) => new SynthesizedStack(json));
    if (left === undefined || right === undefined) return EXIT.usage;
    const difference = diffOf(left, right, sensitiveAttributes([...new Set(found.flatMap(providerNames))]));
    const text = options.json === true ? JSON.stringify(difference, undefined, 2) : diffMarkdown(difference).trimEnd();
    if (options.out === undefined) console.out(text);
    else {
      mkdirSync(dirname(resolve(options.out)), { recursive: true });
      writeFileSync(options.out, `${text}\n`);
      console.err(`wrote ${options.out}`);
    }
    return EXIT.ok;
  });
}
