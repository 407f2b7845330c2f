import type { Account } from "../../../simulator/account";
import { blocks, isTrue, number, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { PROXY, isTrackingServer, onlyServer, type AppliedVariable } from "../../../applied-container";
import { revisionsOf } from "../../revisions";
import { addressOf, environmentOf } from "./environment";
import { all, select } from "../ids";

/** The containers of an app's template. */
export function containersOf(app: Values): Values[] {
  return blocks(blocks(app, "template")[0], "container");
}

/** The variables of a container. */
export function variablesOf(container: Values | undefined): AppliedVariable<string>[] {
  return blocks(container, "env").map((each) => {
    return { name: String(each.name), value: text(each, "value") ?? "", secret: text(each, "secret_name") };
  });
}

/**
 * The app that runs MLflow for Snowflake; another one may run its UI for people.
 * @throws ContainerError when there is none, or more than one
 */
export function trackingServer(account: Account): Values {
  const apps = all(account, "azurerm_container_app");
  const servers = apps.filter((app) => isTrackingServer(containersOf(app)));
  const keyed = servers.filter(hasGatewayKey);
  return onlyServer(keyed.length > 0 ? keyed : servers, apps, "container app");
}

/** Whether the proxy finds the gateway's key in its environment, out of a secret. */
export function hasGatewayKey(app: Values): boolean {
  const proxy = containersOf(app).find(({ name }) => name === PROXY);
  return variablesOf(proxy).some(({ name, secret }) => name === "MLOPS_GATEWAY_KEY" && secret !== undefined);
}

/** Where an app is reached. */
export type Ingress = NonNullable<ReturnType<typeof ingressOf>>;

/** The ingress of an app; undefined when it has none. */
export function ingressOf(account: Account, app: Values) {
  const ingress = blocks(app, "ingress")[0];
  const environment = environmentOf(account, app);
  if (ingress === undefined || environment === undefined) return undefined;
  // Reachable from outside of its environment.
  const isExternal = isTrue(ingress, "external_enabled");
  return {
    host: addressOf(app, isExternal, environment),
    port: number(ingress, "target_port") ?? 0,
    isExternal,
    // Plain HTTP is answered too, not redirected.
    isInsecure: isTrue(ingress, "allow_insecure_connections"),
    environment,
    // The environment has no public address.
    isPrivate: isTrue(environment, "internal_load_balancer_enabled"),
  };
}

/** Whether an app has an address on the internet. */
export function isPublic(account: Account, app: Values): boolean {
  const ingress = ingressOf(account, app);
  return ingress !== undefined && ingress.isExternal && !ingress.isPrivate;
}

/** The subnet of an app's environment; undefined where Azure's own network holds it. */
export function subnetOf(account: Account, app: Values): string | undefined {
  return text(ingressOf(account, app)?.environment, "infrastructure_subnet_id");
}

/**
 * The secrets with which the running revision of an app started: a change outside of the template makes no new revision, and what runs
 * keeps the secrets of its start.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/manage-secrets
 */
export function secretsAtStart(account: Account, app: Values): ReadonlyMap<string, string> {
  const [running] = select(account, "azurerm_container_app", { id: app.id });
  const started = revisionsOf(running).filter(({ active }) => active === true);
  return new Map(blocks(started.at(-1), "secret").map((each) => [String(each.name), text(each, "value") ?? ""]));
}
