import { accountFrom } from "../../applied-account";
import { ContainerError, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { block, blocks, isSet, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import type { Accounts } from "../cloud";
import { checkReferences } from "./references";
import { SERVICE, containersOf, templateOf, trackingServer, variablesOf } from "./run/applied";
import { revisionOf, type Revision } from "./run/revisions";
import { keyOf, secretText } from "./run/secrets";
import { projectOf } from "./session";

// What says nothing about how the program behaves on this machine; probes are asked by themselves.
const WITHOUT_EFFECT = ["resources", "liveness_probe", "startup_probe", "build_info"];
const UNDERSTOOD = [
  "name",
  "image",
  "command",
  "args",
  "env",
  "ports",
  "depends_on",
  "volume_mounts",
  ...WITHOUT_EFFECT,
];

/** What was applied in the project, in the form of an account. */
export function projectFrom(state: AppliedState): Account {
  const account = accountFrom(state);
  projectOf(account, text(state.all(SERVICE)[0]?.attributes, "project"));
  return account;
}

/** A local process has its own temporary folder and no connector; other folders of a container cannot be reproduced. */
function checkVolumes(service: Values, container: Values, fail: (message: string) => never): void {
  const volumes = blocks(templateOf(service), "volumes");
  for (const { name, mount_path: path } of blocks(container, "volume_mounts")) {
    const volume = volumes.find((each) => each.name === name);
    const isConnector = block(volume, "cloud_sql_instance") !== undefined;
    const isTemporary = block(volume, "empty_dir") !== undefined && path === "/tmp";
    if (!isConnector && !isTemporary) fail(`volume_mounts has ${String(path)}, which a rehearsal cannot reproduce`);
  }
}

function definitionOf(
  account: Account,
  service: Values,
  container: Values,
  started: Revision | undefined,
): ContainerDefinition {
  const name = String(container.name);
  const fail = failFor(name);
  const unknown = Object.keys(container).find(
    (key) => !UNDERSTOOD.includes(key) && isSet(container, key) && container[key] !== "" && container[key] !== false,
  );
  if (unknown !== undefined) fail(`${unknown} is set, which a rehearsal cannot reproduce`);
  checkVolumes(service, container, fail);
  const command = texts(container, "command");
  if (command.length === 0) fail("command is not set, and an image's own is not known here");
  const variables = variablesOf(container);
  const definition: ContainerDefinition = {
    name,
    image: text(container, "image") ?? fail("image must be a text"),
    command: [...command, ...texts(container, "args")],
    environment: Object.fromEntries(variables.flatMap((each) => (each.secret ? [] : [[each.name, each.value ?? ""]]))),
    secrets: Object.fromEntries(
      variables.flatMap(({ name: variable, secret }) => {
        if (secret === undefined) return [];
        const value = started?.secrets.get(keyOf(secret)) || secretText(account, secret);
        const problem = `its environment names version ${secret.version} of the secret ${secret.secret}, which was not applied`;
        return [[variable, value ?? fail(problem)]];
      }),
    ),
    ports: blocks(container, "ports").map((each) => Number(each.container_port)),
    onlyPortsAreReached: true,
    // Cloud Run waits for the startup probe of what is named.
    dependsOn: texts(container, "depends_on").map((each) => ({ container: each, condition: "HEALTHY" })),
    essential: true,
  };
  checkReferences(account, service, container, definition, started !== undefined);
  return definition;
}

/**
 * The containers of the Cloud Run service that runs MLflow, with the secrets with which its revision started.
 * @param accounts the simulated accounts, which alone know what a secret held when the revision started
 * @throws ContainerError for a secret that is not there, an address that nothing applied has, and whatever a local process cannot reproduce
 * @see https://cloud.google.com/run/docs/deploying#multicontainer
 */
export function gcpContainers(state: AppliedState, accounts?: Accounts): ContainerDefinition[] {
  const account = projectFrom(state);
  const service = trackingServer(account);
  const running = accounts?.get("hashicorp/google")?.get(SERVICE, String(service.id));
  const started = revisionOf(running);
  const definitions = containersOf(service).map((each) => definitionOf(account, service, each, started));
  if (definitions.filter(({ ports }) => ports.length > 0).length !== 1)
    throw new ContainerError(`service ${String(service.name)}`, "exactly one container must have a port");
  return definitions;
}
