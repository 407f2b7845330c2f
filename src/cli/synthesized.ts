import { rehearsalEnvironment } from "../rehearsal/deploy/environment";
import { RehearsalFolder, type SynthesizedStack } from "../rehearsal/deploy/folder";
import { openProject } from "../rehearsal/deploy/project";

/** A name that is no stack of the project. */
export class UnknownStack extends Error {
  constructor(stack: string, stacks: readonly string[]) {
    super(`There is no stack ${stack}. The project has: ${stacks.join(", ") || "none"}`);
    this.name = "UnknownStack";
  }
}

/**
 * Synthesizes the project in a temporary folder and reads one stack's Terraform JSON.
 * @throws UnknownStack with the stacks that there are
 * @throws CommandError with the app's own words when the app refuses
 */
export async function synthesizedStack(
  project: string,
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<SynthesizedStack> {
  const folder = RehearsalFolder.create();
  try {
    await folder.synthesize(openProject(project), rehearsalEnvironment(env));
    if (!folder.stacks().includes(stack)) throw new UnknownStack(stack, folder.stacks());
    return folder.read(stack);
  } finally {
    folder.remove();
  }
}
