import { accountFrom } from "../../applied-account";
import { checkMounts, containerFrom } from "../../applied-container";
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
import {
  SERVICE,
  containersOf,
  isForPeople,
  templateOf,
  trackingServer,
  variablesOf,
  type Placed,
} from "./run/applied";
import { revisionOf, runningTemplate } from "./run/revisions";
import { keyOf, secretText } from "./run/secrets";
import { UNDERSTOOD } from "./run/understood";

/** Volumes of the connector to Cloud SQL, and temporary folders. */
function isReproduced({ mount_path: path }: Values, volume: Values): boolean {
  return isSet(volume, "cloud_sql_instance") || (isSet(volume, "empty_dir") && path === "/tmp");
}

function definitionOf({ account, service, container }: Placed, started: Values | undefined): ContainerDefinition {
  const fail = failFor(String(container.name));
  checkMounts(container, blocks(templateOf(service), "volumes"), (mount) => mount.mount_path, isReproduced);
  const definition: ContainerDefinition = {
    ...containerFrom(container, {
      understood: UNDERSTOOD,
      variables: variablesOf(container),
      secretText: (secret) => {
        const value = text(block(started, "secrets"), keyOf(secret)) ?? secretText(account, secret);
        const problem = `its environment names version ${secret.version} of the secret ${secret.secret}, which was not applied`;
        return value ?? fail(problem);
      },
    }),
    ports: blocks(container, "ports").map((each) => Number(each.container_port)),
    onlyPortsAreReached: true,
    // Cloud Run waits for the startup probe of what is named.
    dependsOn: texts(container, "depends_on").map((each) => ({ container: each, condition: "HEALTHY" })),
  };
  checkReferences({ account, service, container }, definition, started !== undefined);
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
  const applied = trackingServer(account);
  const running = accounts?.get("hashicorp/google")?.get(SERVICE, String(applied.id));
  const started = revisionOf(running);
  const service: Values = { ...applied, template: [runningTemplate(applied, running) ?? {}] };
  const definitions = containersOf(service).map((each) => definitionOf({ account, service, container: each }, started));
  if (definitions.filter(({ ports }) => ports.length > 0).length !== 1)
    throw new ContainerError(`service ${String(service.name)}`, "exactly one container must have a port");
  return definitions;
}
