import type { Account } from "../../../simulator/account";
import { blocks, isTrue, number, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { ContainerError } from "../../../servers/container";
import { addressOf, revisionsOf } from "./app";
import { all, findById, isSame } from "../ids";

/** The name of the container in front of MLflow's. */
export const PROXY = "proxy";
const SERVER = "mlflow";

/** The containers of an app's template. */
export function containersOf(app: Values): Values[] {
  return blocks(blocks(app, "template")[0], "container");
}

/** The variables of a container, as they are written. */
export function variablesOf(container: Values | undefined): Values[] {
  return blocks(container, "env");
}

/**
 * The app that runs MLflow for Snowflake; another one may run its UI for people.
 * @throws ContainerError when there is none, or more than one
 */
export function trackingServer(account: Account): Values {
  const apps = all(account, "azurerm_container_app");
  const container = (app: Values, name: string) => containersOf(app).find((each) => each.name === name);
  const servers = apps.filter((app) => container(app, SERVER) !== undefined && container(app, PROXY) !== undefined);
  const keyed = servers.filter((app) => hasGatewayKey(app));
  const [found, ...others] = keyed.length > 0 ? keyed : servers;
  if (found !== undefined && others.length === 0) return found;
  const names = apps.map(({ name }) => String(name)).join(", ");
  throw new ContainerError(
    "state",
    `exactly one container app must have the containers ${SERVER} and ${PROXY}: ${names}`,
  );
}

/** Whether the proxy finds the gateway's key in its environment, out of a secret. */
export function hasGatewayKey(app: Values): boolean {
  const proxy = containersOf(app).find(({ name }) => name === PROXY);
  const variable = variablesOf(proxy).find(({ name }) => name === "MLOPS_GATEWAY_KEY");
  return text(variable, "secret_name") !== undefined;
}

/** Where an app is reached. */
export interface Ingress {
  /** Its address: `<app>.<domain of the environment>`, with `.internal` for apps of the environment alone. */
  readonly host: string;
  readonly port: number;
  /** Reachable from outside of its environment. */
  readonly isExternal: boolean;
  /** Plain HTTP is answered too, not redirected. */
  readonly isInsecure: boolean;
  readonly environment: Values;
  /** The environment has no public address. */
  readonly isPrivate: boolean;
}

/** The ingress of an app; undefined when it has none. */
export function ingressOf(account: Account, app: Values): Ingress | undefined {
  const ingress = blocks(app, "ingress")[0];
  const environment = findById(account, String(app.container_app_environment_id))?.values;
  if (ingress === undefined || environment === undefined) return undefined;
  const isExternal = isTrue(ingress, "external_enabled");
  return {
    host: addressOf(app, isExternal, environment),
    port: number(ingress, "target_port") ?? 0,
    isExternal,
    isInsecure: isTrue(ingress, "allow_insecure_connections"),
    environment,
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
  const running = all(account, "azurerm_container_app").find((each) => isSame(each.id, app.id));
  const revision = revisionsOf(running ?? {})
    .filter(({ active }) => active)
    .at(-1);
  return new Map(revision?.secret.flatMap((each) => [[String(each.name), text(each, "value") ?? ""] as const]));
}
