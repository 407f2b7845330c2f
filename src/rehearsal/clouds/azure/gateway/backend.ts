import type { Account } from "../../../simulator/account";
import { blocks, needText, text, texts, type Attributes } from "../../../simulator/readers";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { containersOf, ingressOf, trackingServer, type Ingress } from "../container-app";
import { closedBy } from "../network/security-rules";

/** Where a backend's address leads, or what comes back instead. */
export type Target =
  { readonly address: LocalAddress } | { readonly status: number; readonly body: string; readonly reason: string };

/** API Management's answer when its backend is not reached. */
const NOT_REACHED = { status: 500, body: '{ "statusCode": 500, "message": "Internal server error" }' };
/** What Container Apps' ingress answers for an app that is not there, or not for this caller. */
const UNAVAILABLE = { status: 404, body: "Error 404 - This Container App is stopped or does not exist." };

/** The container app of an address, with its ingress. */
function appAt(account: Account, host: string): { readonly app: Attributes; readonly ingress: Ingress } | undefined {
  for (const { values: app } of account.list("azurerm_container_app")) {
    const ingress = ingressOf(account, app);
    if (ingress?.host.toLowerCase() === host.toLowerCase()) return { app, ingress };
  }
  return undefined;
}

/**
 * Follows an address to the running container: environment, ingress, and for an environment without a public address the gateway's own
 * network and its DNS.
 * @param service the gateway that asks; undefined for somebody on the internet
 */
export function follow(account: Account, service: Attributes | undefined, url: URL, backend: Backend): Target {
  const found = appAt(account, url.hostname);
  if (found === undefined) return { ...NOT_REACHED, reason: `${url.hostname} is the address of no container app` };
  const { app, ingress } = found;
  if (!ingress.isExternal)
    return { ...UNAVAILABLE, reason: `the ingress of ${String(app.name)} is open to its own environment alone` };
  if (ingress.isPrivate) {
    const problem = privateProblem(account, service, ingress);
    if (problem !== undefined) return { ...NOT_REACHED, reason: problem };
  }
  if (url.protocol === "http:" && !ingress.isInsecure)
    return { status: 301, body: "", reason: "Container Apps redirects plain HTTP to HTTPS" };
  if (trackingServer(account) !== app)
    return { ...UNAVAILABLE, status: 503, reason: `no container of ${String(app.name)} runs here` };
  const address = containersOf(app)
    .map(({ name }) => backend.locate(String(name), ingress.port))
    .find((each) => each !== undefined);
  if (address === undefined)
    return { ...UNAVAILABLE, status: 503, reason: `no running container listens on the target port ${ingress.port}` };
  return { address };
}

/**
 * Why a gateway does not reach an environment that only its virtual network knows; undefined when it does.
 * @see https://learn.microsoft.com/en-us/azure/api-management/integrate-vnet-outbound
 */
function privateProblem(account: Account, service: Attributes | undefined, ingress: Ingress): string | undefined {
  const sku = text(service, "sku_name") ?? "";
  const tier = sku.split("_")[0] ?? "";
  if (!["StandardV2", "PremiumV2", "Developer", "Premium"].includes(tier))
    return `the container app has no public address, and API Management of the tier ${tier || "none"} has no virtual network`;
  const subnetId = text(blocks(service, "virtual_network_configuration")[0], "subnet_id");
  const from = subnetAt(account, subnetId);
  const to = subnetAt(account, text(ingress.environment, "infrastructure_subnet_id"));
  if ((text(service, "virtual_network_type") ?? "None") === "None" || from === undefined || to === undefined)
    return "the container app has no public address, and API Management is in no virtual network";
  if (networkOf(from) !== networkOf(to))
    return "API Management and the container app are in different virtual networks";
  const dns = dnsProblem(account, ingress, networkOf(from));
  if (dns !== undefined) return dns;
  // The environment's balancer and the ingress behind it listen on these two.
  const closed = [443, 31_443].map((port) => closedBy(account, from, to, port)).find((each) => each !== undefined);
  return closed === undefined ? undefined : `the way from API Management to the container app is closed by ${closed}`;
}

function subnetAt(account: Account, id: string | undefined): Attributes | undefined {
  return account.list("azurerm_subnet").find(({ values }) => text(values, "id")?.toLowerCase() === id?.toLowerCase())
    ?.values;
}

function networkOf(subnet: Attributes): string {
  return (text(subnet, "id") ?? "").toLowerCase().replace(/\/subnets\/[^/]+$/, "");
}

/** Azure's DNS does not know the domain of an environment without a public address: a private zone of its name has to. */
function dnsProblem(account: Account, { host, environment }: Ingress, network: string): string | undefined {
  const domain = needText(environment, "default_domain", "azurerm_container_app_environment");
  const unknown = `API Management cannot resolve ${host}:`;
  const zone = account.list("azurerm_private_dns_zone").find(({ values }) => values.name === domain)?.values;
  if (zone === undefined) return `${unknown} there is no private DNS zone ${domain}`;
  const linked = account
    .list("azurerm_private_dns_zone_virtual_network_link")
    .some(
      ({ values }) =>
        values.private_dns_zone_name === domain && text(values, "virtual_network_id")?.toLowerCase() === network,
    );
  if (!linked) return `${unknown} the private DNS zone ${domain} is not linked to its virtual network`;
  const label = host.slice(0, -domain.length - 1);
  const records = account
    .list("azurerm_private_dns_a_record")
    .map(({ values }) => values)
    .filter(({ zone_name: of, name }) => of === domain && (name === label || name === "*"));
  const record = records.find(({ name }) => name === label) ?? records[0];
  const wanted = text(environment, "static_ip_address") ?? "";
  if (record !== undefined && texts(record, "records").includes(wanted)) return undefined;
  return `${unknown} the private DNS zone ${domain} has no record of ${label} with the address ${wanted}`;
}
