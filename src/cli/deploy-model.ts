import { deployedOutputs, deployedResources } from "./outputs";
import { EXIT, type Console } from "./output";
import { AccessTokens } from "./vertex/access-token";
import { VertexApi, VertexError } from "./vertex/api";
import { VertexDeployment } from "./vertex/deployment";
import { removeModels } from "./vertex/removal";
import { vertexPlaces, vertexTargets, type VertexPlace } from "./vertex/target";

export interface DeployModelOptions {
  /** Name of one endpoint. @default - all endpoints on Vertex AI */
  readonly endpoint?: string;
  /** Removes what is deployed instead. */
  readonly undeploy?: boolean;
}

/** Milliseconds that a test does not want to wait; internal to the package. */
export interface Waiting {
  readonly pollMs?: number;
  readonly drainMs?: number;
}

/** `mlops deploy-model`. Makes endpoints on Vertex AI have the models of the deployed environment. Returns the exit status. */
export async function deployModelCommand(
  project: string,
  stack: string,
  options: DeployModelOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
  { pollMs, drainMs }: Waiting = {},
): Promise<number> {
  const tokens = new AccessTokens(env);
  const say = (text: string) => console.err(text);
  const apiOf = (place: VertexPlace) => new VertexApi({ ...place, env, pollMs, token: () => tokens.get() });
  const steps =
    options.undeploy === true
      ? vertexPlaces(await deployedResources(project, stack, env), options.endpoint).map(
          ([name, place]) => [name, () => removeModels({ api: apiOf(place), place, name, say })] as const,
        )
      : vertexTargets(await deployedOutputs(project, stack, env), options.endpoint).map(
          ([name, target]) =>
            [name, () => new VertexDeployment({ api: apiOf(target), target, name, drainMs, say }).apply()] as const,
        );
  if (steps.length === 0) console.out("There is no endpoint on Vertex AI");
  for (const [name, run] of steps) {
    try {
      console.out(await run());
    } catch (error) {
      if (!(error instanceof VertexError)) throw error;
      console.err(`${name}: Vertex AI refuses it: ${error.message}`);
      console.err("Correct it and run the command again: it goes on where it stopped.");
      return EXIT.failed;
    }
  }
  return EXIT.ok;
}
