import { jose } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { hasRole } from "../iam/policies";
import { all, nameIn } from "../ids";
import { GOOGLE, keysOf } from "../identities/tokens";
import {
  SERVICE,
  addressesOf,
  audiencesOf,
  containersOf,
  ingressOf,
  isForPeople,
  isPublic,
  isUnguarded,
  timeoutOf,
  trackingServer,
} from "../run/applied";

/** Roles with the permission run.routes.invoke. */
export const INVOKERS = ["roles/run.invoker", "roles/run.admin", "roles/owner", "roles/editor"];

/** Where a call of a Cloud Run address leads, or what comes back instead. */
export type Target =
  | { readonly address: LocalAddress; readonly timeoutSeconds: number }
  | { readonly status: number; readonly body: string; readonly reason: string };

const FORBIDDEN = "<title>403 Forbidden</title>Your client does not have permission to get this URL from this server.";
const NOT_FOUND = "<title>404 Page not found</title>The requested URL was not found on this server.";
const UNAUTHORIZED = "<title>401 Unauthorized</title>Your client does not have permission to the requested URL.";

/** Google's own pages. */
const PAGES: Readonly<Record<number, string | undefined>> = { 401: UNAUTHORIZED, 403: FORBIDDEN, 404: NOT_FOUND };

/** The service that has an address. */
export function serviceAt(account: Account, origin: string): Values | undefined {
  return all(account, SERVICE).find((each) => addressesOf(each).includes(origin));
}

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
  if (isForPeople(service)) return signInRefusal(account, service);
  if (isUnguarded(service)) return undefined;
  const name = `${String(service.name)}: run.routes.invoke`;
  if (token === undefined)
    return hasRole(account, String(service.id), INVOKERS, "allUsers")
      ? undefined
      : deny(403, `${name} is granted to nobody in particular, and the request has no token`);
  const { jwtVerify, errors } = jose();
  try {
    const audience = audiencesOf(service);
    const { payload } = await jwtVerify(token, keysOf(GOOGLE).publicKey, { issuer: GOOGLE, audience });
    const member = memberOf(String(payload.email));
    return hasRole(account, String(service.id), INVOKERS, member)
      ? undefined
      : deny(403, `${name} is not granted to ${member}`);
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return deny(401, `the token is not one of Google's for ${audiencesOf(service).join(" or ")}: ${error.message}`);
  }
}

/** Identity-Aware Proxy asks people to sign in, and lets no program's token for the service pass. */
function signInRefusal(account: Account, service: Values): Target | undefined {
  const id = String(service.id);
  const policy = `projects/${String(nameIn(id, "projects"))}/iap_web/cloud_run-${String(service.location)}/services/${String(service.name)}`;
  const isOpen = hasRole(account, policy, "roles/iap.httpsResourceAccessor", "allUsers");
  return isOpen ? undefined : deny(401, "Identity-Aware Proxy: people sign in here");
}

/** Follows the address of a service to its running container. */
export async function follow(
  account: Account,
  origin: string,
  token: string | undefined,
  backend: Backend,
): Promise<Target> {
  const service = serviceAt(account, origin);
  if (service === undefined) return deny(404, `${origin} is the address of no Cloud Run service`);
  if (!isPublic(service))
    return deny(
      404,
      `${String(service.name)}: its ingress is ${String(service.ingress)}, which API Gateway is no part of`,
    );
  const refusal = await refusalOf(account, service, token);
  if (refusal !== undefined) return refusal;
  if (trackingServer(account) !== service) return deny(503, `no container of ${String(service.name)} runs here`);
  const { container, port } = ingressOf(service);
  const names = [container, ...containersOf(service).map(({ name }) => String(name))];
  const address = names.map((name) => backend.locate(name, port)).find((each) => each !== undefined);
  if (address !== undefined) return { address, timeoutSeconds: timeoutOf(service) };
  // https://cloud.google.com/run/docs/troubleshooting#429: a request waits for a starting instance for a time only.
  return {
    status: 429,
    body: "Rate exceeded.",
    reason: "The request was aborted because there was no available instance",
  };
}
