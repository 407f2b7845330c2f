import { accountFrom } from "../../applied-account";
import { ContainerError, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { block, blocks, isSet, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import type { Accounts } from "../cloud";
import { agentOf } from "./iam/agents";
import { hasRole } from "./iam/policies";
import { all } from "./ids";
import { checkReferences } from "./references";
import { SERVICE, containersOf, isForPeople, templateOf, trackingServer, variablesOf } from "./run/applied";
import { revisionOf, type Revision } from "./run/revisions";
import { keyOf, secretText } from "./run/secrets";

// What says nothing about how the program behaves on this machine; probes are asked by themselves.
const WITHOUT_EFFECT = ["resources", "liveness_probe", "startup_probe", "build_info"];
const UNDERSTOOD = ["name", "image", "command", "args", "env", "ports", "depends_on", "volume_mounts"];

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
    (key) =>
      ![...UNDERSTOOD, ...WITHOUT_EFFECT].includes(key) &&
      isSet(container, key) &&
      container[key] !== "" &&
      container[key] !== false,
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
    environment: Object.fromEntries(variables.flatMap((each) => (each.secret ? [] : [[each.name, each.value]]))),
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

/** Identity-Aware Proxy calls a service as its own agent, for whoever has the role to sign in. */
function checkSignIn(account: Account): void {
  const agent = `serviceAccount:${String(agentOf("iap.googleapis.com"))}`;
  const mayCall = (service: Values) => hasRole(account, String(service.id), "roles/run.invoker", agent);
  for (const service of all(account, SERVICE).filter(isForPeople)) {
    const closed = mayCall(service)
      ? "nobody has roles/iap.httpsResourceAccessor"
      : `${agent} has no roles/run.invoker`;
    if (!mayCall(service) || all(account, "google_iap_web_cloud_run_service_iam_member").length === 0)
      throw new ContainerError(`service ${String(service.name)}`, `nobody can sign in: ${closed}`);
  }
}

/**
 * The containers of the Cloud Run service that runs MLflow, with the secrets with which its revision started.
 * @param accounts the simulated accounts, which alone know what a secret held when the revision started
 * @throws ContainerError for a secret that is not there, an address that nothing applied has, and whatever a local process cannot reproduce
 * @see https://cloud.google.com/run/docs/deploying#multicontainer
 */
export function gcpContainers(state: AppliedState, accounts?: Accounts): ContainerDefinition[] {
  const account = accountFrom(state);
  checkSignIn(account);
  const service = trackingServer(account);
  const running = accounts?.get("hashicorp/google")?.get(SERVICE, String(service.id));
  const started = revisionOf(running);
  const definitions = containersOf(service).map((each) => definitionOf(account, service, each, started));
  if (definitions.filter(({ ports }) => ports.length > 0).length !== 1)
    throw new ContainerError(`service ${String(service.name)}`, "exactly one container must have a port");
  return definitions;
}
