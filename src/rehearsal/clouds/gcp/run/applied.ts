import { isTrackingServer, onlyServer, type AppliedVariable } from "../../../applied-container";
import type { Account } from "../../../simulator/account";
import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { projectNumber } from "../session";
import { all } from "../ids";

export const SERVICE = "google_cloud_run_v2_service";
export function templateOf(service: Values | undefined): Values | undefined {
  return block(service, "template");
}

export function containersOf(service: Values | undefined): Values[] {
  return blocks(templateOf(service), "containers");
}

/** A container, and where it runs. */
export interface Placed {
  readonly account: Account;
  readonly service: Values;
  readonly container: Values;
}

/** The variables of a container: plain ones, and those that a secret fills. */
export function variablesOf(container: Values | undefined): AppliedVariable<SecretReference>[] {
  return blocks(container, "env").map((each) => {
    const reference = block(block(each, "value_source"), "secret_key_ref");
    const version = text(reference, "version") ?? "latest";
    const secret = reference && { secret: text(reference, "secret") ?? "", version };
    return { name: String(each.name), value: text(each, "value") ?? "", secret };
  });
}

/** A version of a secret, by the secret's short or full name. */
export interface SecretReference {
  readonly secret: string;
  readonly version: string;
}

/** Whether people sign in at a service, by Identity-Aware Proxy. */
export function isForPeople(service: Values): boolean {
  return isTrue(service, "iap_enabled");
}

/**
 * The service that runs MLflow for Snowflake; another one may run its UI for people.
 * @throws ContainerError when there is none, or more than one
 */
export function trackingServer(account: Account): Values {
  const services = all(account, SERVICE);
  const servers = services.filter((each) => isTrackingServer(containersOf(each)) && !isForPeople(each));
  return onlyServer(servers, services, "Cloud Run service without sign-in");
}

/**
 * The address that is known beforehand, and is the same for the life of a service. One whose name is too long has none.
 * @see https://cloud.google.com/run/docs/triggering/https-request#deterministic
 */
export function addressOf(service: Values): string | undefined {
  const label = `${String(service.name)}-${projectNumber()}`;
  return label.length > 63 ? undefined : `https://${label}.${String(service.location)}.run.app`;
}

/** Every address at which a service is called. */
export function addressesOf(service: Values): string[] {
  if (isTrue(service, "default_uri_disabled")) return [];
  return [addressOf(service), text(service, "uri")].filter((each) => each !== undefined);
}

/** What the audience of a token for a service may be. */
export function audiencesOf(service: Values): string[] {
  return [...addressesOf(service), ...texts(service, "custom_audiences")];
}

/** Whether the internet, and with it API Gateway, reaches a service. */
export function isPublic(service: Values): boolean {
  return (
    (text(service, "ingress") ?? "INGRESS_TRAFFIC_ALL") === "INGRESS_TRAFFIC_ALL" && addressesOf(service).length > 0
  );
}

/** The container that gets the requests, and its port. */
export function ingressOf(service: Values): { readonly container: string; readonly port: number } {
  const containers = containersOf(service);
  const found = containers.find((each) => blocks(each, "ports").length > 0) ?? containers[0];
  return { container: String(found?.name), port: number(block(found, "ports"), "container_port") ?? 8080 };
}

/** Email of the service account as which a service runs. */
export function serviceAccountOf(service: Values): string {
  return text(templateOf(service), "service_account") ?? `${projectNumber()}-compute@developer.gserviceaccount.com`;
}

/** Connections that the pools of all servers may open: one of each for MLflow's parent process, all of both for each worker. */
export function connectionsOf(account: Account): number {
  return all(account, SERVICE).reduce((sum, service) => {
    const variables = containersOf(service).flatMap(variablesOf);
    const of = (name: string) => Number(variables.find((each) => each.name === `MLFLOW_${name}`)?.value);
    if (!variables.some(({ name }) => name === "MLFLOW_BACKEND_STORE_URI")) return sum;
    const pool = (of("SQLALCHEMYSTORE_POOL_SIZE") || 5) + (of("SQLALCHEMYSTORE_MAX_OVERFLOW") || 10);
    const instances = number(block(templateOf(service), "scaling"), "max_instance_count") || 100;
    return sum + instances * (2 + 2 * (of("WORKERS") || 4) * pool);
  }, 0);
}

/** How many seconds a call of a service may take. */
export function timeoutOf(service: Values): number {
  return Number((text(templateOf(service), "timeout") ?? "300s").replace("s", ""));
}
