import { ContainerError, failFor, type ContainerDefinition } from "./servers/container";
import { blocks, isSet, text, texts } from "./simulator/readers";
import type { Values } from "./simulator/value";

/** The name of the container in front of MLflow's. */
export const PROXY = "proxy";
const SERVER = "mlflow";

/** Whether a list of containers is that of a tracking server. */
export function isTrackingServer(containers: readonly Values[]): boolean {
  return [PROXY, SERVER].every((wanted) => containers.some(({ name }) => name === wanted));
}

/**
 * The one service that runs MLflow for Snowflake.
 * @param what `container app`
 * @throws ContainerError when there is none, or more than one
 */
export function onlyServer(servers: readonly Values[], among: readonly Values[], what: string): Values {
  const [found, ...others] = servers;
  if (found !== undefined && others.length === 0) return found;
  const names = among.map(({ name }) => String(name)).join(", ");
  throw new ContainerError("state", `exactly one ${what} must have the containers ${SERVER} and ${PROXY}: ${names}`);
}

/** Whether an attribute of a container says nothing. */
function isUnset(container: Values, key: string): boolean {
  return !isSet(container, key) || container[key] === "" || container[key] === false;
}

/** A variable of a container: its text, or the name of the secret that holds it. */
export interface AppliedVariable<Secret> {
  readonly name: string;
  readonly value: string;
  readonly secret?: Secret;
}

/** How a cloud writes a container. */
export interface ContainerForm<Secret> {
  /** The attributes that a rehearsal reproduces, or that say nothing about how the program behaves. */
  readonly understood: readonly string[];
  readonly variables: readonly AppliedVariable<Secret>[];
  /** The text of a secret. */
  secretText(secret: Secret): string;
}

/**
 * What of a container is written alike on the clouds: name, image, command line and variables.
 * @throws ContainerError for what a local process cannot reproduce
 */
export function containerFrom<Secret>(
  container: Values,
  { understood, variables, secretText }: ContainerForm<Secret>,
): Pick<ContainerDefinition, "name" | "image" | "command" | "environment" | "secrets" | "essential"> {
  const name = String(container.name);
  const fail = failFor(name);
  const unknown = Object.keys(container).find((key) => !understood.includes(key) && !isUnset(container, key));
  if (unknown !== undefined) fail(`${unknown} is set, which a rehearsal cannot reproduce`);
  const command = texts(container, "command");
  if (command.length === 0) fail("command is not set, and an image's own is not known here");
  return {
    name,
    image: text(container, "image") ?? fail("image must be a text"),
    command: [...command, ...texts(container, "args")],
    environment: Object.fromEntries(variables.flatMap((each) => (each.secret ? [] : [[each.name, each.value]]))),
    secrets: Object.fromEntries(
      variables.flatMap((each) => (each.secret ? [[each.name, secretText(each.secret)] as const] : [])),
    ),
    essential: true,
  };
}

/**
 * The mounts of a container, each with its volume. A local process has its own temporary folder; other folders of a container cannot be
 * reproduced.
 */
export function checkMounts(
  container: Values,
  volumes: readonly Values[],
  pathOf: (mount: Values) => unknown,
  isReproduced: (mount: Values, volume: Values) => boolean,
): void {
  const fail = failFor(String(container.name));
  for (const mount of blocks(container, "volume_mounts")) {
    const volume = volumes.find(({ name }) => name === mount.name);
    if (volume === undefined)
      fail(`volume_mounts names the volume ${String(mount.name)}, which the template does not have`);
    else if (!isReproduced(mount, volume))
      fail(`volume_mounts has ${String(pathOf(mount))}, which a rehearsal cannot reproduce`);
  }
}
