import { accountFrom } from "../../applied-account";
import { checkMounts, containerFrom } from "../../applied-container";
import { parseCaddy, mapCaddyAddresses, portOf } from "../../servers/addresses";
import { ContainerError, environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { block, blocks, text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import type { Accounts } from "../cloud";
import { problemOf } from "../problems";
import { containersOf, ingressOf, secretsAtStart, trackingServer, variablesOf } from "./container-apps/applied";
import problems from "./container-apps/problems.json";
import { vaultText } from "./resources/key-vault";
import { checkReferences } from "./references";

// What says nothing about how the program behaves on this machine; probes are asked by themselves.
const WITHOUT_EFFECT = ["cpu", "memory", "ephemeral_storage", "liveness_probe", "readiness_probe", "startup_probe"];
const UNDERSTOOD = ["name", "image", "command", "args", "env", "volume_mounts", ...WITHOUT_EFFECT];

function isTemporary({ path, sub_path: inside }: Values, volume: Values): boolean {
  return (text(volume, "storage_type") ?? "EmptyDir") === "EmptyDir" && path === "/tmp" && (inside ?? "") === "";
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
  const found: (number | undefined)[] = [];
  for (const value of Object.values(environmentOf(definition)))
    mapCaddyAddresses(parseCaddy(value) ?? null, (address, key) => {
      if (key === "listen" && !/^(?:tcp\/)?(?:127\.|localhost)/.test(address)) found.push(portOf(address));
      return address;
    });
  return found.filter((port) => port !== undefined);
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
  const volumes = blocks(block(app, "template"), "volume");
  const definitions = containersOf(app).map((container): ContainerDefinition => {
    checkMounts(container, volumes, ({ path }) => path, isTemporary);
    const fail = failFor(String(container.name));
    const definition: ContainerDefinition = {
      ...containerFrom(container, {
        understood: UNDERSTOOD,
        variables: variablesOf(container),
        secretText: (secret) => atStart?.get(secret) || secretText(account, app, secret, fail),
      }),
      ports: [],
      // All containers of a replica start at once.
      dependsOn: [],
    };
    checkReferences(account, app, definition, atStart !== undefined);
    return { ...definition, ports: openPorts(definition) };
  });
  checkIngress(account, app, definitions);
  return definitions;
}

function checkIngress(account: Account, app: Values, definitions: readonly ContainerDefinition[]): void {
  const port = ingressOf(account, app)?.port ?? 0;
  const is_heard = definitions.some(({ ports }) => ports.includes(port));
  const problem = problemOf(problems, { ...app, port, is_heard });
  if (problem !== undefined) throw new ContainerError(`container app ${String(app.name)}`, problem.error);
}
