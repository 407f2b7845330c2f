import { findingsOf, RULES, uncheckedOf } from "../inspect/rules";
import { SynthesizedStack, type StackJson } from "../inspect/stack";
import { RehearsalFolder } from "../rehearsal/deploy/folder";
import { PythonUnavailable } from "../rehearsal/servers/python";
import { sensitiveAttributes } from "../rehearsal/simulator/sensitive-attributes";
import { InvalidReasons, ownReasons, projectReasons, REASONS_FILE, runCheckov, unexplained } from "./checkov";
import { EXIT, type Console } from "./output";
import { onStacks, providerNames } from "./synthesized";

export interface VerifyOptions {
  /** False: the rules of this package alone, for a machine without Python. */
  readonly checkov: boolean;
}

/** `mlops verify`. Checks synthesized stacks by checkov and by the rules of this package. Returns the exit status. */
export async function verify(
  project: string,
  names: readonly string[],
  options: VerifyOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const stacks = [...new Set(names)];
  try {
    // A file that cannot be used is an error before anything is synthesized.
    const accepted = options.checkov ? [...ownReasons(), ...projectReasons(project)] : [];
    return await onStacks(project, stacks, env, console, async (found) => {
      const rules = found.map((json, index) => checkRules(stacks[index] ?? "", json, console));
      const isFine = options.checkov ? await checkCheckov(stacks, found, accepted, env, console) : true;
      return isFine && rules.every((each) => each) ? EXIT.ok : EXIT.failed;
    });
  } catch (error) {
    if (error instanceof InvalidReasons) {
      console.err(error.message);
      return EXIT.usage;
    }
    if (!(error instanceof PythonUnavailable)) throw error;
    console.err(`${error.message} Or leave checkov out with --no-checkov.`);
    return EXIT.failed;
  }
}

/** Prints what the rules find in a stack, and returns whether that is nothing. */
function checkRules(name: string, json: StackJson, console: Console): boolean {
  const stack = new SynthesizedStack(json);
  if (stack.modules.length > 0) {
    console.out(`✗ ${name}: uses modules, whose resources are not in its JSON: ${stack.modules.join(", ")}`);
    return false;
  }
  const sensitive = sensitiveAttributes(providerNames(json));
  const findings = findingsOf(stack, sensitive);
  const unchecked = uncheckedOf(stack, sensitive);
  for (const { rule, address, message } of findings) console.out(`✗ ${name}: ${address}: ${message} (${rule})`);
  for (const [rule, what] of unchecked) console.out(`– ${name}: not checked: ${what} (${rule})`);
  const open = new Set([...findings.map(({ rule }) => rule), ...unchecked.map(([rule]) => rule)]);
  for (const { name: rule, requirement } of RULES) if (!open.has(rule)) console.out(`✓ ${name}: ${requirement}`);
  return findings.length === 0;
}

async function checkCheckov(
  stacks: readonly string[],
  found: readonly StackJson[],
  accepted: ReturnType<typeof ownReasons>,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<boolean> {
  const folder = RehearsalFolder.create();
  try {
    found.forEach((json, index) => folder.write(stacks[index] ?? "", json));
    const { passed, failed } = await runCheckov(folder.stacksFolder, {
      env,
      onProgress: (message) => console.err(message),
    });
    const open = unexplained(failed, accepted);
    for (const { check, name, stack, resource } of open)
      console.out(
        `✗ ${stack}: ${resource}: ${check} ${name}. Correct it, or accept it with a reason in ${REASONS_FILE}`,
      );
    const counts = `${passed} passed, ${failed.length - open.length} accepted with a reason, ${open.length} failed`;
    console.out(`${open.length === 0 ? "✓" : "✗"} checkov: ${counts}`);
    return open.length === 0;
  } finally {
    folder.remove();
  }
}
