import { deployedOutputs } from "./outputs";
import { EXIT, type Console } from "./output";
import { AccessTokens } from "./vertex/access-token";
import { VertexApi, VertexError } from "./vertex/api";
import { VertexDeployment } from "./vertex/deployment";
import { vertexTargets } from "./vertex/target";

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
  const targets = vertexTargets(await deployedOutputs(project, stack, env), options.endpoint);
  const tokens = new AccessTokens(env);
  for (const [name, target] of targets) {
    const api = new VertexApi({ ...target, env, pollMs, token: () => tokens.get() });
    const deployment = new VertexDeployment({ api, target, name, drainMs, say: (text) => console.err(text) });
    try {
      console.out(options.undeploy === true ? await deployment.remove() : await deployment.apply());
    } catch (error) {
      if (!(error instanceof VertexError)) throw error;
      console.err(`${name}: Vertex AI refuses it: ${error.message}`);
      console.err(`Correct it and run the command again: it goes on where it stopped.`);
      return EXIT.failed;
    }
  }
  return EXIT.ok;
}
