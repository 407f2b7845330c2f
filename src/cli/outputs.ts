import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../core/json";
import { mustRun } from "../rehearsal/deploy/command";
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
 * The outputs of a deployed stack, read from its state. No provider is needed: a configuration with only the backend block reads the
 * state.
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

/** What Terraform says of a stack's state. */
async function askState(
  projectFolder: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  ...question: string[]
): Promise<string> {
  const backend = await backendOf(projectFolder, stack, env);
  const { file } = await findTerraform(env);
  const folder = mkdtempSync(join(tmpdir(), "mlops-outputs-"));
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { backend } }));
    const terraform = (what: string, ...args: string[]) =>
      mustRun(file, args, { cwd: folder, env: { ...env, CHECKPOINT_DISABLE: "1" }, what });
    await terraform("reading the state", "init", "-input=false", "-no-color");
    return (await terraform("reading the state", ...question)).stdout;
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
