import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SynthesizedStack, type StackJson } from "../inspect/stack";
import { rehearsalEnvironment } from "../rehearsal/deploy/environment";
import { RehearsalFolder } from "../rehearsal/deploy/folder";
import { MissingTool, NoStack, openProject } from "../rehearsal/deploy/project";
import { EXIT, type Console } from "./output";

/**
 * Variable with the folder that `cdktf synth` has written, `cdktf.out`: the commands then read it and do not run the app, for the jobs of a
 * pipeline that hold an identity.
 */
const SYNTHESIZED = "MLOPS_SYNTHESIZED";

/**
 * Synthesizes one stack of the project in a temporary folder and reads it; with `MLOPS_SYNTHESIZED`, reads it from there.
 * @throws CommandError with the app's own output when the app fails; NoStack for a name that is no stack's; MissingTool when
 * `MLOPS_SYNTHESIZED` names no output of `cdktf synth`
 */
export async function synthesized(project: string, stack: string, env: NodeJS.ProcessEnv): Promise<SynthesizedStack> {
  return new SynthesizedStack(await synthesizedJson(project, stack, env));
}

/** The JSON of `synthesized`. */
export async function synthesizedJson(project: string, stack: string, env: NodeJS.ProcessEnv): Promise<StackJson> {
  const output = env[SYNTHESIZED] ?? "";
  if (output !== "") return alreadySynthesized(resolve(project, output), stack);
  const folder = RehearsalFolder.create();
  try {
    await folder.synthesize(openProject(project), rehearsalEnvironment(env), stack);
    return folder.read(stack);
  } finally {
    folder.remove();
  }
}

function alreadySynthesized(output: string, stack: string): StackJson {
  const stacks = join(output, "stacks");
  if (!existsSync(stacks))
    throw new MissingTool(
      `${SYNTHESIZED} must be the output folder of cdktf synth, with the folder stacks. Got: ${output}`,
      `Run: npx cdktf synth, or unset ${SYNTHESIZED}`,
    );
  const names = readdirSync(stacks).sort();
  if (!names.includes(stack)) throw new NoStack(stack, names);
  return JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as StackJson;
}

/** Works on one synthesized stack. Returns the work's exit status; a name that is no stack's is a usage error. */
export async function onStack(
  project: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  console: Console,
  work: (stack: SynthesizedStack) => number | Promise<number>,
): Promise<number> {
  return onStacks(project, [stack], env, console, ([json]) => work(new SynthesizedStack(json ?? { terraform: {} })));
}

/** Works on the JSON of several stacks, in the order of their names. */
export async function onStacks(
  project: string,
  stacks: readonly string[],
  env: NodeJS.ProcessEnv,
  console: Console,
  work: (stacks: readonly StackJson[]) => number | Promise<number>,
): Promise<number> {
  const found: StackJson[] = [];
  try {
    for (const stack of stacks) found.push(await synthesizedJson(project, stack, env));
  } catch (error) {
    if (!(error instanceof NoStack)) throw error;
    console.err(error.message);
    return EXIT.usage;
  }
  return work(found);
}

/** Names of the providers of a stack, as the tables of their behaviour have them. */
export function providerNames({ terraform }: StackJson): string[] {
  const required = Object.values((terraform.required_providers ?? {}) as Record<string, { readonly source?: string }>);
  return required.flatMap(({ source }) => source?.split("/").at(-1) ?? []);
}
