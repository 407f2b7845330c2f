import { containerFrom } from "../../../applied-container";
import type { Ingress } from "../../../servers/model-ingress";
import { failFor, type ContainerDefinition } from "../../../servers/container";
import type { ModelRuntime } from "../../../servers/model-runtime";
import { VERTEX_URL } from "../../../servers/vertex-url";
import type { Account } from "../../../simulator/account";
import { blocks, number } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { CloudModels } from "../../cloud";
import { all } from "../ids";
import { ENDPOINT } from "../vertex-ai/hosts";
import { LocalGoogle } from "../vertex-ai/local-google";
import { servedModel } from "../vertex-ai/predict";
import { deployedState } from "../vertex-ai/state";
import { SERVICE, containersOf, serviceAccountOf, variablesOf } from "./applied";
import { scoringContainers } from "./models";
import { UNDERSTOOD } from "./understood";

/**
 * The proxy of a service that serves models; undefined for any other service.
 * @throws ContainerError for what a local process cannot reproduce
 */
export function modelIngress(account: Account, service: Values): Ingress | undefined {
  const served = scoringContainers(service);
  const forwarders = forwardersOf(service);
  if (served.length + forwarders.length === 0) return undefined;
  const name = String(service.name);
  const found = containersOf(service).find((each) => blocks(each, "ports").length > 0);
  if (found === undefined) throw new Error(`no container of ${name} has a port`);
  const container = definitionOf(found);
  const [port = 0] = container.ports;
  const models = served.map(({ port: at, model }) => ({ port: at, model }));
  if (forwarders.length === 0) return { service: name, container, port, models };
  const identity = serviceAccountOf(service);
  const calling = {
    containers: forwarders.map(definitionOf),
    identity,
    start: (runtime: ModelRuntime) => LocalGoogle.start({ account, models: runtime, identity }),
  };
  return { service: name, container, port, models, calling };
}

/** A container as a local process runs it. */
function definitionOf(found: Values): ContainerDefinition {
  const fail = failFor(String(found.name));
  return {
    ...containerFrom(found, {
      understood: UNDERSTOOD,
      variables: variablesOf(found),
      secretText: ({ secret }) => fail(`its environment names the secret ${secret}, which is not reproduced here`),
    }),
    ports: blocks(found, "ports").map((each) => number(each, "container_port") ?? 0),
    onlyPortsAreReached: true,
    dependsOn: [],
  };
}

/** The containers that ask Vertex AI for predictions. */
function forwardersOf(service: Values): Values[] {
  return containersOf(service).filter((each) => variablesOf(each).some(({ name }) => name === VERTEX_URL));
}

/** The endpoints on Cloud Run and on Vertex AI. */
export const models: CloudModels = {
  variables: (_, location) => ({ MLOPS_MODEL_LOCATION: location }),
  refusesOtherAccounts: true,
  served: (accounts) => {
    const account = accounts.get("hashicorp/google");
    if (account === undefined) return [];
    const deployed = all(account, ENDPOINT).flatMap(({ id }) => deployedState(account, String(id)).models);
    return [
      ...all(account, SERVICE).flatMap((service) => scoringContainers(service).map(({ model }) => model)),
      ...deployed.map((each) => servedModel(account, each)),
    ];
  },
};
