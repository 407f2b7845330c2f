import type { Account } from "../../../simulator/account";
import { contains, parseCidr } from "../../../simulator/cidr";
import { block, blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { hasRole } from "../iam/policies";
import { all, findByName } from "../ids";
import { isOwnProject, projectOf } from "../session";
import { addressing, consumersOf } from "../sql/applied";
import { serviceAccountOf, templateOf, type Placed } from "./applied";

const CONNECTORS = [
  "roles/cloudsql.client",
  "roles/cloudsql.editor",
  "roles/cloudsql.admin",
  "roles/owner",
  "roles/editor",
];
const VOLUME = "/cloudsql";

/** @see https://cloud.google.com/sdk/gcloud/reference/run/deploy#--vpc-egress */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((each) => parseCidr(each) ?? []);

/** Linux takes no longer name of a socket. https://man7.org/linux/man-pages/man7/unix.7.html */
const MAX_SOCKET = 107;

/** How a database instance is named in a URI, with the way by which it is reached. */
export interface Route {
  readonly instance: Values;
  /** A host, or the folder of a socket. */
  readonly host: string;
  /** The endpoint of Private Service Connect; undefined for the connector. */
  readonly endpoint?: Values;
}

/** Every way that was applied to a database instance. */
export function routesTo(account: Account): Route[] {
  const records = all(account, "google_dns_record_set");
  return all(account, "google_sql_database_instance").flatMap((instance): Route[] => {
    const link = text(instance, "psc_service_attachment_link");
    const endpoints = all(account, "google_compute_forwarding_rule").filter(({ target }) => target === link);
    return [
      { instance, host: `${VOLUME}/${String(instance.connection_name)}` },
      ...endpoints.flatMap((endpoint) =>
        records
          .filter((each) => texts(each, "rrdatas").includes(String(endpoint.ip_address)))
          .map(({ name }) => ({ instance, host: String(name).replace(/\.$/, ""), endpoint })),
      ),
    ];
  });
}

/**
 * Why a service does not reach the database instance that a URI names; undefined when it does.
 * @see https://cloud.google.com/sql/docs/postgres/connect-run
 * @see https://cloud.google.com/sql/docs/postgres/about-private-service-connect
 */
export function databaseProblem(placed: Placed, route: Route): string | undefined {
  const { endpoint, instance } = route;
  if (text(block(instance, "settings"), "activation_policy") === "NEVER")
    return "activation_policy is NEVER: the instance is stopped";
  return endpoint === undefined ? connectorProblem(placed, route) : endpointProblem(placed, endpoint, route);
}

function connectorProblem({ account, service, container }: Placed, { instance }: Route): string | undefined {
  const connection = String(instance.connection_name);
  const volumes = blocks(templateOf(service), "volumes").filter((each) =>
    texts(block(each, "cloud_sql_instance"), "instances").includes(connection),
  );
  const isMounted = blocks(container, "volume_mounts").some(
    (each) => volumes.some(({ name }) => name === each.name) && each.mount_path === VOLUME,
  );
  const socket = `${VOLUME}/${connection}/.s.PGSQL.5432`;
  if (socket.length > MAX_SOCKET) return `the socket ${socket} has more than ${MAX_SOCKET} characters`;
  if (!isMounted) return `the container mounts no cloud_sql_instance volume of ${connection} at ${VOLUME}`;
  const email = serviceAccountOf(service);
  if (!hasRole(account, `projects/${projectOf(account)}`, CONNECTORS, `serviceAccount:${email}`))
    return `the Cloud SQL connector is refused: ${email} has no role roles/cloudsql.client in the project`;
  const addresses = addressing(instance);
  // Not verified: that the volume does not reach an instance with Private Service Connect alone is documented, not seen.
  if (addresses?.ipv4_enabled === false && text(addresses, "private_network") === undefined)
    return `the Cloud SQL connector of Cloud Run needs an instance with a public address, which ${connection} has not`;
  return undefined;
}

function endpointProblem(
  { account, service }: Placed,
  endpoint: Values,
  { instance, host }: Route,
): string | undefined {
  if (!consumersOf(instance).some((each) => isOwnProject(account, each)))
    return "the endpoint is not accepted: psc_config.allowed_consumer_projects does not name the project";
  if (text(block(instance, "settings"), "connector_enforcement") === "REQUIRED")
    return "connector_enforcement is REQUIRED: the instance rejects direct connections";
  if (text(addressing(instance), "ssl_mode") === "TRUSTED_CLIENT_CERTIFICATE_REQUIRED")
    return "ssl_mode asks for a client certificate, which MLflow does not have";
  const network = networkOf(account, service);
  if (network === undefined) return "the service has no vpc_access.network_interfaces: it is in no network";
  if (network !== full(account, endpoint, "network")) return "the endpoint is in another network than the service";
  const address = parseCidr(`${String(endpoint.ip_address)}/32`);
  const isPrivate = address !== undefined && PRIVATE.some((each) => contains(each, address));
  if (!isPrivate && text(connectionOf(account, service).access, "egress") !== "ALL_TRAFFIC")
    return `egress is PRIVATE_RANGES_ONLY, and ${String(endpoint.ip_address)} is not in one of RFC 1918`;
  const record = all(account, "google_dns_record_set").find((each) => each.name === `${host}.`);
  const zone = findByName(account, "google_dns_managed_zone", text(record, "managed_zone"));
  const networks = zone?.visibility === "private" ? block(zone, "private_visibility_config") : undefined;
  const isSeen = blocks(networks, "networks").some((each) => full(account, each, "network_url") === network);
  return isSeen ? undefined : `no private DNS zone of the service's network has ${host}`;
}

/** How a service is connected to a network, and its subnetwork. */
function connectionOf(account: Account, service: Values) {
  const access = block(templateOf(service), "vpc_access");
  const to = block(access, "network_interfaces");
  return { access, to, subnetwork: findByName(account, "google_compute_subnetwork", text(to, "subnetwork")) };
}

/** The network of a service, by its subnetwork where it names that alone. */
function networkOf(account: Account, service: Values): string | undefined {
  const { to, subnetwork } = connectionOf(account, service);
  return full(account, to, "network") ?? full(account, subnetwork, "network");
}

/**
 * Why a service does not reach Google's own services; undefined when it does.
 * @see https://cloud.google.com/run/docs/configuring/private-google-access
 */
export function googleProblem(account: Account, service: Values): string | undefined {
  const { access, subnetwork } = connectionOf(account, service);
  const isShut = text(access, "egress") === "ALL_TRAFFIC" && subnetwork?.private_ip_google_access === false;
  return isShut
    ? `egress is ALL_TRAFFIC, and the subnetwork ${String(subnetwork.name)} has no private_ip_google_access`
    : undefined;
}

/** The full name of a network, which may be written in several forms. */
function full(account: Account, values: Values | undefined, attribute: string): string | undefined {
  const name = text(values, attribute);
  return text(findByName(account, "google_compute_network", name), "id") ?? name;
}
