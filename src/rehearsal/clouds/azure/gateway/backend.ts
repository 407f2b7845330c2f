import type { Account } from "../../../simulator/account";
import { block, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { containersOf, ingressOf, trackingServer, type Ingress } from "../container-apps/applied";
import { tierOf } from "../api-management/service";
import { all, isSame, parentId, select, subnetById } from "../ids";
import { closedBy } from "../network/security-rules";

/** Where a backend's address leads, or what comes back instead. */
export type Target =
  { readonly address: LocalAddress } | { readonly status: number; readonly body: string; readonly reason: string };

/** API Management's answer when its backend is not reached. */
const NOT_REACHED = { status: 500, body: '{ "statusCode": 500, "message": "Internal server error" }' };
/** What Container Apps' ingress answers for an app that is not there, or not for this caller. */
const UNAVAILABLE = { status: 404, body: "Error 404 - This Container App is stopped or does not exist." };

/** The container app of an address, with its ingress. */
function appAt(account: Account, host: string): { readonly app: Values; readonly ingress: Ingress } | undefined {
  return all(account, "azurerm_container_app")
    .flatMap((app) => {
      const ingress = ingressOf(account, app);
      return ingress === undefined ? [] : [{ app, ingress }];
    })
    .find(({ ingress }) => isSame(ingress.host, host));
}

/**
 * Follows an address to the running container: environment, ingress, and for an environment without a public address the gateway's own
 * network and its DNS.
 * @param service the gateway that asks; undefined for somebody on the internet
 */
export function follow(account: Account, service: Values | undefined, url: URL, backend: Backend): Target {
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
function privateProblem(account: Account, service: Values | undefined, ingress: Ingress): string | undefined {
  const nowhere = "the container app has no public address, and API Management";
  const tier = tierOf(service);
  if (!["StandardV2", "PremiumV2", "Developer", "Premium"].includes(tier))
    return `${nowhere} of the tier ${tier} has no virtual network`;
  const from = subnetById(account, text(block(service, "virtual_network_configuration"), "subnet_id"));
  const to = subnetById(account, text(ingress.environment, "infrastructure_subnet_id"));
  if ((text(service, "virtual_network_type") ?? "None") === "None" || from === undefined || to === undefined)
    return `${nowhere} is in no virtual network`;
  const network = parentId(String(from.id)) ?? "";
  if (!isSame(network, parentId(String(to.id))))
    return "API Management and the container app are in different virtual networks";
  const unknown = dnsProblem(account, ingress, network);
  if (unknown !== undefined) return `API Management cannot resolve ${ingress.host}: ${unknown}`;
  // The environment's balancer and the ingress behind it listen on these two.
  const closed = [443, 31_443].map((port) => closedBy(account, from, to, port)).find((each) => each !== undefined);
  return closed === undefined ? undefined : `the way from API Management to the container app is closed by ${closed}`;
}

/** Azure's DNS does not know the domain of an environment without a public address: a private zone of its name has to. */
function dnsProblem(account: Account, { host, environment }: Ingress, network: string): string | undefined {
  const domain = String(environment.default_domain);
  if (select(account, "azurerm_private_dns_zone", { name: domain }).length === 0)
    return `there is no private DNS zone ${domain}`;
  const link = { private_dns_zone_name: domain, virtual_network_id: network };
  if (select(account, "azurerm_private_dns_zone_virtual_network_link", link).length === 0)
    return `the private DNS zone ${domain} is not linked to its virtual network`;
  const label = host.slice(0, -domain.length - 1);
  const records = select(account, "azurerm_private_dns_a_record", { zone_name: domain });
  const record = records.find(({ name }) => name === label) ?? records.find(({ name }) => name === "*");
  const address = String(environment.static_ip_address);
  if (texts(record, "records").includes(address)) return undefined;
  return `the private DNS zone ${domain} has no record of ${label} with the address ${address}`;
}
