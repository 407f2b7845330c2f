import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../core/json";
import { mustRun, run } from "../rehearsal/deploy/command";
import { MissingTool, findTerraform } from "../rehearsal/deploy/project";
import { synthesized } from "./synthesized";

/** Outputs of a stack by name. */
export type Outputs = Readonly<Record<string, unknown>>;

/** An instance of a resource in a state. */
export interface StateInstance {
  readonly type: string;
  readonly attributes: JsonObject;
}

/**
 * The outputs of a deployed stack, read from its state by a configuration with only the backend block.
 * @throws NoStack for a stack that does not exist; MissingTool for one that is not deployed
 */
export async function deployedOutputs(projectFolder: string, stack: string, env: NodeJS.ProcessEnv): Promise<Outputs> {
  const stdout = await askState(projectFolder, stack, env, "output", "-json", "-no-color");
  const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
  if (Object.keys(outputs).length === 0)
    throw new MissingTool(`${stack} is not deployed: its state has no outputs`, `Run: npx cdktf deploy ${stack}`);
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/**
 * The resources in the state of a stack. A destroy that fails leaves resources and no outputs.
 * @throws NoStack for a stack that does not exist
 */
export async function deployedResources(
  projectFolder: string,
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<StateInstance[]> {
  const stdout = await askState(projectFolder, stack, env, "state", "pull");
  const { resources = [] } = (stdout.trim() === "" ? {} : JSON.parse(stdout)) as {
    resources?: { mode: string; type: string; instances?: { attributes?: JsonObject }[] }[];
  };
  return resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, instances = [] }) => instances.map(({ attributes = {} }) => ({ type, attributes })));
}

/**
 * What Terraform says of a stack's state. `init` prepares the backend first, and then looks for the providers of what the state holds: here it
 * finds none, as no provider is needed, and downloads nothing.
 */
async function askState(
  projectFolder: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  ...question: string[]
): Promise<string> {
  const backend = await backendOf(projectFolder, stack, env);
  const { file } = await findTerraform(env);
  const folder = mkdtempSync(join(tmpdir(), "mlops-outputs-"));
  const options = { cwd: folder, env: { ...env, CHECKPOINT_DISABLE: "1" } };
  const what = "reading the state";
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { backend } }));
    mkdirSync(join(folder, "providers"));
    const init = ["init", "-input=false", "-no-color", "-plugin-dir=providers"];
    const prepared = await run(file, init, options);
    const { code, stdout } = await run(file, question, options);
    if (code === 0) return stdout;
    // The first of the two that failed says why.
    const { output } = await mustRun(file, prepared.code === 0 ? question : init, { ...options, what });
    return output;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function backendOf(project: string, stack: string, env: NodeJS.ProcessEnv): Promise<Record<string, JsonObject>> {
  const { type, settings } = (await synthesized(project, stack, env)).backend ?? { type: "local", settings: {} };
  return { [type]: settings };
}

/**
 * An output that must be a string.
 * @throws MissingTool when the stack is not one of this package, or was deployed by an older version
 */
export function textOutput(outputs: Outputs, name: string): string {
  const value = outputs[name];
  if (typeof value === "string") return value;
  throw new MissingTool(
    `The deploy has no output ${name}`,
    "The stacks of this package create it. Deploy again with this version.",
  );
}
