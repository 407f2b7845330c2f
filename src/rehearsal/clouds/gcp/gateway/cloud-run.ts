import { jose } from "../../../jwt";
import type { IngressAnswer, IngressRequest } from "../../../servers/model-ingress";
import type { Account } from "../../../simulator/account";
import { isTrue } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { hasRole } from "../iam/policies";
import { all } from "../ids";
import { GOOGLE, keysOf } from "../identities/tokens";
import {
  SERVICE,
  addressesOf,
  audiencesOf,
  containersOf,
  ingressOf,
  isForPeople,
  isPublic,
  timeoutOf,
  trackingServer,
} from "../run/applied";
import { modelIngress } from "../run/ingress";

/** Roles with the permission run.routes.invoke. */
export const INVOKERS = [
  "roles/run.invoker",
  "roles/run.servicesInvoker",
  "roles/run.admin",
  "roles/owner",
  "roles/editor",
];

/** Lets the proxy of a service that serves models answer. */
type Send = (request: IngressRequest, milliseconds: number) => Promise<IngressAnswer>;

/** Where a call of a Cloud Run address leads, or what comes back instead. */
export type Target =
  | { readonly address: LocalAddress; readonly timeoutSeconds: number }
  | { readonly send: Send; readonly timeoutSeconds: number }
  | { readonly status: number; readonly body: string; readonly reason: string };

const FORBIDDEN = "<title>403 Forbidden</title>Your client does not have permission to get this URL from this server.";
const NOT_FOUND = "<title>404 Page not found</title>The requested URL was not found on this server.";
const NO_INSTANCE = "The request was aborted because there was no available instance.";
const UNAUTHORIZED = "<title>401 Unauthorized</title>Your client does not have permission to the requested URL.";

/** Google's own pages. */
const PAGES: Readonly<Record<number, string | undefined>> = { 401: UNAUTHORIZED, 403: FORBIDDEN, 404: NOT_FOUND };

/** The member that a token stands for: a user or a service account. */
function memberOf(email: string): string {
  return `${email.endsWith("gserviceaccount.com") ? "serviceAccount" : "user"}:${email}`;
}

function deny(status: number, reason: string): Target {
  return { status, body: PAGES[status] ?? reason, reason };
}

/**
 * Why a service refuses a token; undefined when it lets the caller in.
 * @see https://cloud.google.com/run/docs/authenticating/service-to-service
 */
export async function refusalOf(
  account: Account,
  service: Values,
  token: string | undefined,
): Promise<Target | undefined> {
  // People sign in: no program's token for the service passes.
  if (isForPeople(service)) return deny(401, "Identity-Aware Proxy: people sign in here");
  if (isTrue(service, "invoker_iam_disabled")) return undefined;
  const invoke = (member: string) =>
    hasRole(account, String(service.id), INVOKERS, member)
      ? undefined
      : deny(403, `${String(service.name)}: run.routes.invoke is not granted to ${member}`);
  if (token === undefined) return invoke("allUsers");
  const { jwtVerify, errors } = jose();
  const audience = audiencesOf(service);
  try {
    const { payload } = await jwtVerify(token, keysOf(GOOGLE).publicKey, { issuer: GOOGLE, audience });
    return invoke(memberOf(String(payload.email)));
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return deny(401, `the token is not one of Google's for ${audience.join(" or ")}: ${error.message}`);
  }
}

/** Follows the address of a service to its running container. */
export async function follow(
  account: Account,
  origin: string,
  token: string | undefined,
  backend: Backend,
): Promise<Target> {
  const service = all(account, SERVICE).find((each) => addressesOf(each).includes(origin));
  if (service === undefined) return deny(404, `${origin} is the address of no Cloud Run service`);
  if (!isPublic(service))
    return deny(404, `API Gateway is no part of the ingress of ${String(service.name)}: ${String(service.ingress)}`);
  const refusal = await refusalOf(account, service, token);
  if (refusal !== undefined) return refusal;
  const ingress = modelIngress(account, service);
  if (ingress !== undefined) {
    const { models, ingresses } = backend;
    if (models === undefined || ingresses === undefined) return deny(429, NO_INSTANCE);
    const send: Send = (request, milliseconds) => ingresses.send(ingress, models, request, milliseconds);
    return { send, timeoutSeconds: timeoutOf(service) };
  }
  if (trackingServer(account) !== service) return deny(503, `no container of ${String(service.name)} runs here`);
  const { container, port } = ingressOf(service);
  const names = [container, ...containersOf(service).map(({ name }) => String(name))];
  const address = names.map((name) => backend.locate(name, port)).find((each) => each !== undefined);
  if (address !== undefined) return { address, timeoutSeconds: timeoutOf(service) };
  // Not verified: for how long. https://cloud.google.com/run/docs/troubleshooting#429: a request waits for a starting instance for a time only.
  return deny(429, NO_INSTANCE);
}
