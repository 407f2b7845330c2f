import { ContainerError } from "../../../servers/container";
import type { Account } from "../../../simulator/account";
import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { projectNumber } from "../session";
import { all } from "../ids";

export const SERVICE = "google_cloud_run_v2_service";
/** The name of the container in front of MLflow's. */
export const PROXY = "proxy";
const SERVER = "mlflow";

export function templateOf(service: Values | undefined): Values | undefined {
  return block(service, "template");
}

export function containersOf(service: Values | undefined): Values[] {
  return blocks(templateOf(service), "containers");
}

/** The variables of a container: plain ones, and those that a secret fills. */
export function variablesOf(container: Values | undefined): Variable[] {
  return blocks(container, "env").map((each) => {
    const reference = block(block(each, "value_source"), "secret_key_ref");
    const version = text(reference, "version") ?? "latest";
    const secret = reference && { secret: text(reference, "secret") ?? "", version };
    return { name: String(each.name), value: text(each, "value") ?? "", secret };
  });
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly secret?: SecretReference;
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
  const has = (service: Values, name: string) => containersOf(service).some((each) => each.name === name);
  const servers = services.filter((each) => has(each, SERVER) && has(each, PROXY) && !isForPeople(each));
  const [found, ...others] = servers;
  if (found !== undefined && others.length === 0) return found;
  const names = services.map(({ name }) => String(name)).join(", ");
  throw new ContainerError(
    "state",
    `exactly one Cloud Run service without sign-in must have the containers ${SERVER} and ${PROXY}: ${names}`,
  );
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

/** How many seconds a call of a service may take. */
export function timeoutOf(service: Values): number {
  return Number((text(templateOf(service), "timeout") ?? "300s").replace("s", ""));
}
