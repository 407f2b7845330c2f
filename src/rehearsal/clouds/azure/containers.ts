import { accountFrom } from "../../applied-account";
import { parseCaddy, mapCaddyAddresses, portOf } from "../../servers/addresses";
import { ContainerError, environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { blocks, isSet, isTrue, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import type { Accounts } from "../cloud";
import { containersOf, ingressOf, secretsAtStart, trackingServer, variablesOf } from "./container-apps/applied";
import { vaultText } from "./resources/key-vault";
import { checkReferences } from "./references";

// What says nothing about how the program behaves on this machine; probes are asked by themselves.
const WITHOUT_EFFECT = ["cpu", "memory", "ephemeral_storage", "liveness_probe", "readiness_probe", "startup_probe"];
const UNDERSTOOD = ["name", "image", "command", "args", "env", "volume_mounts", ...WITHOUT_EFFECT];

function isUnset(container: Values, key: string): boolean {
  return !isSet(container, key) || container[key] === "" || container[key] === false;
}

/** A local process has its own temporary folder; other folders of a container cannot be reproduced. */
function checkVolumes(app: Values, container: Values, fail: (message: string) => never): void {
  const volumes = blocks(blocks(app, "template")[0], "volume");
  for (const { name, path, sub_path } of blocks(container, "volume_mounts")) {
    const volume = volumes.find((each) => each.name === name);
    if (volume === undefined) fail(`volume_mounts names the volume ${String(name)}, which the template does not have`);
    if ((text(volume, "storage_type") ?? "EmptyDir") !== "EmptyDir" || path !== "/tmp" || (sub_path ?? "") !== "")
      fail(`volume_mounts has ${String(path)}, which a rehearsal cannot reproduce`);
  }
}

/** The text of a secret of the app: its own, or that of a Key Vault secret that was applied. */
function secretText(account: Account, app: Values, name: string, fail: (message: string) => never): string {
  const secret = blocks(app, "secret").find((each) => each.name === name);
  if (secret === undefined) return fail(`its environment names the secret ${name}, which the app does not have`);
  const reference = text(secret, "key_vault_secret_id");
  if (reference === undefined) return text(secret, "value") ?? fail(`the secret ${name} holds no text`);
  return vaultText(account, reference) ?? fail(`the secret ${name} refers to ${reference}, which was not applied`);
}

/** The ports on which Caddy listens for others than its own replica. */
function openPorts(definition: ContainerDefinition): number[] {
  return Object.values(environmentOf(definition)).flatMap((value) => {
    const found: number[] = [];
    const configuration = parseCaddy(value);
    if (configuration === undefined) return found;
    mapCaddyAddresses(configuration, (address, key) => {
      const port = portOf(address);
      if (key === "listen" && port !== undefined && !/^(?:tcp\/)?(?:127\.|localhost)/.test(address)) found.push(port);
      return address;
    });
    return found;
  });
}

/**
 * The containers of the container app that runs MLflow, with the secrets with which its running revision started.
 * @param accounts the simulated accounts, which alone know of a revision that is older than the app's secrets
 * @throws ContainerError for a secret that is not there, an address that nothing applied has, and whatever a local process cannot reproduce
 * @see https://learn.microsoft.com/en-us/azure/container-apps/containers
 */
export function azureContainers(state: AppliedState, accounts?: Accounts): ContainerDefinition[] {
  const account = accountFrom(state);
  const app = trackingServer(account);
  const running = accounts?.get("hashicorp/azurerm");
  const atStart = running === undefined ? undefined : secretsAtStart(running, app);
  if (blocks(blocks(app, "template")[0], "init_container").length > 0)
    throw new ContainerError(String(app.name), "init_container is set, which a rehearsal cannot reproduce");
  const definitions = containersOf(app).map((container): ContainerDefinition => {
    const name = String(container.name);
    const fail = failFor(name);
    const unknown = Object.keys(container).find((key) => !UNDERSTOOD.includes(key) && !isUnset(container, key));
    if (unknown !== undefined) fail(`${unknown} is set, which a rehearsal cannot reproduce`);
    checkVolumes(app, container, fail);
    const command = texts(container, "command");
    if (command.length === 0) fail("command is not set, and an image's own is not known here");
    const variables = variablesOf(container);
    const value = (secret: string) => atStart?.get(secret) || secretText(account, app, secret, fail);
    const definition: ContainerDefinition = {
      name,
      image: text(container, "image") ?? fail("image must be a text"),
      command: [...command, ...texts(container, "args")],
      environment: Object.fromEntries(
        variables
          .filter((each) => isUnset(each, "secret_name"))
          .map((each) => [String(each.name), String(each.value ?? "")]),
      ),
      secrets: Object.fromEntries(
        variables.flatMap((each) => {
          const secret = text(each, "secret_name");
          return secret === undefined ? [] : [[String(each.name), value(secret)] as const];
        }),
      ),
      ports: [],
      // All containers of a replica start at once.
      dependsOn: [],
      essential: true,
    };
    checkReferences(account, app, definition, atStart !== undefined);
    return { ...definition, ports: openPorts(definition) };
  });
  checkIngress(account, app, definitions);
  return definitions;
}

function checkIngress(account: Account, app: Values, definitions: readonly ContainerDefinition[]): void {
  const subject = `container app ${String(app.name)}`;
  const ingress = ingressOf(account, app);
  if (ingress === undefined) throw new ContainerError(subject, "it has no ingress: nothing can reach it");
  if (!definitions.some(({ ports }) => ports.includes(ingress.port)))
    throw new ContainerError(
      subject,
      `ingress.target_port is ${ingress.port}, on which no container listens for others`,
    );
  const settings = blocks(app, "ingress")[0];
  if (blocks(settings, "ip_security_restriction").length > 0 || text(settings, "client_certificate_mode") === "require")
    throw new ContainerError(subject, "ip_security_restriction and client certificates are not simulated");
  if (isTrue(settings, "allow_insecure_connections"))
    throw new ContainerError(subject, "allow_insecure_connections lets the gateway's key travel in plain text");
}
