import type { ServedModel } from "../../../servers/model-runtime";
import { block, blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { containersOf, variablesOf } from "./applied";

/** MLflow's scoring server in a container of a service. */
export interface ScoringContainer {
  readonly container: Values;
  /** The port on which it listens. */
  readonly port: number;
  readonly model: ServedModel;
}

const SERVE = ["mlflow", "models", "serve"];

/** The paths of its GET routes. */
const ANSWERED = ["/ping", "/health", "/version"];

/** The value of an option of a command line: `--model-uri <value>`. */
function optionOf(command: readonly string[], ...names: readonly string[]): string | undefined {
  const index = command.findIndex((each) => names.includes(each));
  return index < 0 ? undefined : command[index + 1];
}

/** The containers of a service that serve models. */
export function scoringContainers(service: Values): ScoringContainer[] {
  return containersOf(service).flatMap((container) => {
    const command = [...texts(container, "command"), ...texts(container, "args")];
    if (!SERVE.every((word, index) => command[index] === word)) return [];
    const environment = Object.fromEntries(variablesOf(container).map(({ name, value }) => [name, value]));
    return {
      container,
      port: Number(environment.MLFLOW_PORT ?? 5000),
      model: {
        deployment: String(container.name).replace(/^model-/, ""),
        uri: optionOf(command, "--model-uri", "-m") ?? "",
        image: text(container, "image") ?? "",
        environment,
      },
    };
  });
}

/** Why a scoring server does not pass its startup probe; undefined when it does, or has none. */
export function scoringProbeProblem({ container, port }: ScoringContainer): string | undefined {
  for (const probe of blocks(container, "startup_probe")) {
    const http = block(probe, "http_get");
    const path = text(http, "path") ?? "/";
    if (http !== undefined && !ANSWERED.includes(path)) return `MLflow's scoring server answers GET ${path} with 404`;
    const asked = block(probe, "http_get") ?? block(probe, "tcp_socket");
    if (asked !== undefined && Number(asked.port) !== port)
      return `MLflow's scoring server listens on port ${port}, and the probe asks ${String(asked.port)}`;
  }
  return undefined;
}
