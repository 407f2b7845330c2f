import type { DatabaseUri } from "../../../database-uri";
import type { Account } from "../../../simulator/account";
import { block, blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { hasRole } from "../iam/policies";
import { all, findByName, normalName } from "../ids";
import { isOwnProject, projectOf } from "../session";
import { addressing, consumersOf, pscOf } from "../sql/applied";
import { serviceAccountOf, templateOf } from "./applied";

const INSTANCE = "google_sql_database_instance";
const CONNECTORS = [
  "roles/cloudsql.client",
  "roles/cloudsql.editor",
  "roles/cloudsql.admin",
  "roles/owner",
  "roles/editor",
];
const VOLUME = "/cloudsql/";

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
  return all(account, INSTANCE).flatMap((instance): Route[] => {
    const socket = { instance, host: `${VOLUME}${String(instance.connection_name)}` };
    const link = text(instance, "psc_service_attachment_link");
    const endpoints = all(account, "google_compute_forwarding_rule").filter(
      (rule) => link !== undefined && normalName(account, String(rule.target)) === normalName(account, link),
    );
    return [
      socket,
      ...endpoints.flatMap((endpoint) => namesOf(account, endpoint).map((host) => ({ instance, host, endpoint }))),
    ];
  });
}

/** The DNS names and the address of an endpoint. */
function namesOf(account: Account, endpoint: Values): string[] {
  const written = text(endpoint, "ip_address") ?? "";
  const address = text(findByName(account, "google_compute_address", written), "address") ?? written;
  const records = all(account, "google_dns_record_set").filter((each) => texts(each, "rrdatas").includes(address));
  return [address, ...records.map(({ name }) => String(name).replace(/\.$/, ""))];
}

/**
 * Why a service does not reach the database instance that a URI names; undefined when it does.
 * @see https://cloud.google.com/sql/docs/postgres/connect-run
 * @see https://cloud.google.com/sql/docs/postgres/about-private-service-connect
 */
export function databaseProblem(
  account: Account,
  service: Values,
  container: Values,
  uri: DatabaseUri,
  { instance, endpoint }: Route,
): string | undefined {
  return endpoint === undefined
    ? connectorProblem(account, service, container, instance)
    : endpointProblem(account, service, instance, endpoint, uri);
}

function connectorProblem(account: Account, service: Values, container: Values, instance: Values): string | undefined {
  const connection = String(instance.connection_name);
  const volumes = blocks(templateOf(service), "volumes").filter((each) =>
    texts(block(each, "cloud_sql_instance"), "instances").includes(connection),
  );
  const mounts = blocks(container, "volume_mounts").filter((each) => volumes.some(({ name }) => name === each.name));
  if (!mounts.some((each) => String(each.mount_path).replace(/\/$/, "") === VOLUME.slice(0, -1)))
    return `the container mounts no cloud_sql_instance volume of ${connection} at ${VOLUME.slice(0, -1)}`;
  const email = serviceAccountOf(service);
  if (!hasRole(account, `projects/${projectOf(account)}`, CONNECTORS, `serviceAccount:${email}`))
    return `the Cloud SQL connector is refused: ${email} has no role roles/cloudsql.client in the project`;
  const addresses = addressing(instance);
  // That the volume does not reach an instance with Private Service Connect alone is documented, not seen.
  if (addresses?.ipv4_enabled === false && text(addresses, "private_network") === undefined)
    return `the Cloud SQL connector of Cloud Run needs an instance with a public address, which ${connection} has not`;
  return undefined;
}

function endpointProblem(
  account: Account,
  service: Values,
  instance: Values,
  endpoint: Values,
  uri: DatabaseUri,
): string | undefined {
  if (pscOf(instance) === undefined)
    return "the instance does not offer Private Service Connect: psc_enabled is not true";
  if (!consumersOf(instance).some((each) => isOwnProject(account, each)))
    return "the endpoint is not accepted: psc_config.allowed_consumer_projects does not name the project";
  if (text(block(instance, "settings"), "connector_enforcement") === "REQUIRED")
    return "connector_enforcement is REQUIRED: the instance rejects direct connections";
  const network = networkOf(account, service);
  if (network === undefined) return "the service has no vpc_access.network_interfaces: it is in no network";
  if (network !== full(account, text(endpoint, "network")))
    return "the endpoint is in another network than the service";
  if (/^[\d.]+$/.test(uri.host)) return undefined;
  const record = all(account, "google_dns_record_set").find((each) => each.name === `${uri.host}.`);
  const zone = findByName(account, "google_dns_managed_zone", text(record, "managed_zone"));
  const isSeen = blocks(block(zone, "private_visibility_config"), "networks").some(
    (each) => full(account, text(each, "network_url")) === network,
  );
  return isSeen ? undefined : `no private DNS zone of the service's network has ${uri.host}`;
}

/** The network of a service, by its subnetwork where it names that alone. */
function networkOf(account: Account, service: Values): string | undefined {
  const [connected] = blocks(block(templateOf(service), "vpc_access"), "network_interfaces");
  const subnetwork = findByName(account, "google_compute_subnetwork", text(connected, "subnetwork"));
  return full(account, text(connected, "network") ?? text(subnetwork, "network"));
}

/** The full name of a network, which may be written in several forms. */
function full(account: Account, name: string | undefined): string | undefined {
  const found = findByName(account, "google_compute_network", name);
  return text(found, "id") ?? (name === undefined ? undefined : normalName(account, name));
}
