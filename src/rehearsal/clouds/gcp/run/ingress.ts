import { containerFrom } from "../../../applied-container";
import type { Ingress } from "../../../servers/model-ingress";
import { failFor } from "../../../servers/container";
import { blocks, number } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { CloudModels } from "../../cloud";
import { all } from "../ids";
import { SERVICE, containersOf, variablesOf } from "./applied";
import { scoringContainers } from "./models";
import { UNDERSTOOD } from "./understood";

/**
 * The proxy of a service that serves models; undefined for any other service.
 * @throws ContainerError for what a local process cannot reproduce
 */
export function modelIngress(service: Values): Ingress | undefined {
  const served = scoringContainers(service);
  if (served.length === 0) return undefined;
  const name = String(service.name);
  const found = containersOf(service).find((each) => blocks(each, "ports").length > 0);
  if (found === undefined) throw new Error(`no container of ${name} has a port`);
  const fail = failFor(String(found.name));
  const ports = blocks(found, "ports").map((each) => number(each, "container_port") ?? 0);
  const container = {
    ...containerFrom(found, {
      understood: UNDERSTOOD,
      variables: variablesOf(found),
      secretText: ({ secret }) => fail(`its environment names the secret ${secret}, which is not reproduced here`),
    }),
    ports,
    onlyPortsAreReached: true,
    dependsOn: [],
  };
  const [port = 0] = ports;
  return { service: name, container, port, models: served.map(({ port: at, model }) => ({ port: at, model })) };
}

/** The endpoints on Cloud Run. */
export const models: CloudModels = {
  variables: (_, location) => ({ MLOPS_MODEL_LOCATION: location }),
  refusesOtherAccounts: true,
  served: (accounts) => {
    const account = accounts.get("hashicorp/google");
    if (account === undefined) return [];
    return all(account, SERVICE).flatMap((service) => scoringContainers(service).map(({ model }) => model));
  },
};
