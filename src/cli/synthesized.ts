import { rehearsalEnvironment } from "../rehearsal/deploy/environment";
import { RehearsalFolder, type SynthesizedStack } from "../rehearsal/deploy/folder";
import { openProject } from "../rehearsal/deploy/project";
import { EXIT, type Console } from "./output";

/**
 * Synthesizes the project in a temporary folder and works on one stack's Terraform JSON. Returns the work's exit status; a name that is
 * no stack is answered with those that there are.
 * @throws CommandError with the app's own words when the app refuses
 */
export async function onStack(
  project: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  console: Console,
  work: (json: SynthesizedStack) => number | Promise<number>,
): Promise<number> {
  const folder = RehearsalFolder.create();
  try {
    await folder.synthesize(openProject(project), rehearsalEnvironment(env));
    if (folder.stacks().includes(stack)) return await work(folder.read(stack));
    console.err(`There is no stack ${stack}. The project has: ${folder.stacks().join(", ") || "none"}`);
    return EXIT.usage;
  } finally {
    folder.remove();
  }
}
