import { Account } from "../../simulator/account";
import { block, blocks, isTrue, number, text, type Attributes } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import { ContainerError } from "../../servers/container";

/** The name of the container in front of MLflow's. */
export const PROXY = "proxy";
const SERVER = "mlflow";

/** What was applied, in the form of an account. */
export function accountFrom(state: AppliedState): Account {
  const account = new Account();
  for (const { type, mode, address, attributes } of state.resources)
    if (mode !== "data") account.put(type, text(attributes, "id") ?? address, attributes as Values);
  return account;
}

/** The containers of an app's template. */
export function containersOf(app: Attributes): Attributes[] {
  return blocks(blocks(app, "template")[0], "container");
}

/** The variables of a container, as they are written. */
export function variablesOf(container: Attributes | undefined): Attributes[] {
  return blocks(container, "env");
}

/**
 * The app that runs MLflow for Snowflake; another one may run its UI for people.
 * @throws ContainerError when there is none, or more than one
 */
export function trackingServer(account: Account): Attributes {
  const apps = account.list("azurerm_container_app").map(({ values }) => values);
  const container = (app: Attributes, name: string) => containersOf(app).find((each) => each.name === name);
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
export function hasGatewayKey(app: Attributes): boolean {
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
  readonly environment: Attributes;
  /** The environment has no public address. */
  readonly isPrivate: boolean;
}

/** The ingress of an app; undefined when it has none. */
export function ingressOf(account: Account, app: Attributes): Ingress | undefined {
  const ingress = blocks(app, "ingress")[0];
  const id = text(app, "container_app_environment_id")?.toLowerCase();
  const environment = account
    .list("azurerm_container_app_environment")
    .find((each) => each.id.toLowerCase() === id || text(each.values, "id")?.toLowerCase() === id)?.values;
  if (ingress === undefined || environment === undefined) return undefined;
  const isExternal = isTrue(ingress, "external_enabled");
  const domain = text(environment, "default_domain") ?? "";
  return {
    host: `${String(app.name)}.${isExternal ? "" : "internal."}${domain}`,
    port: number(ingress, "target_port") ?? 0,
    isExternal,
    isInsecure: isTrue(ingress, "allow_insecure_connections"),
    environment,
    isPrivate: isTrue(environment, "internal_load_balancer_enabled"),
  };
}

/** The subnet of an app's environment; undefined where Azure's own network holds it. */
export function subnetOf(account: Account, app: Attributes): string | undefined {
  return text(ingressOf(account, app)?.environment, "infrastructure_subnet_id");
}

interface Revision {
  readonly template: string;
  readonly secrets: Record<string, string>;
}

/**
 * Remembers the secrets with which an app's revision starts. A change outside of the template makes no new revision: what runs keeps the
 * secrets of its start.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/manage-secrets
 */
export function startRevision(account: Account, app: Values): void {
  const running = account.memory<Record<string, Revision>>("azure:revisions", () => ({}));
  const key = String(app.name);
  const template = JSON.stringify(block(app, "template") ?? null);
  if (running[key]?.template === template) return;
  const secrets = blocks(app, "secret").flatMap((each) => [[String(each.name), text(each, "value") ?? ""] as const]);
  running[key] = { template, secrets: Object.fromEntries(secrets) };
}

/** The secrets with which the running revision of an app started; undefined where no revision is remembered. */
export function secretsAtStart(
  account: Account | undefined,
  app: Attributes,
): Readonly<Record<string, string>> | undefined {
  return account?.memory<Record<string, Revision>>("azure:revisions", () => ({}))[String(app.name)]?.secrets;
}
