import type { Account } from "../../../simulator/account";
import { block, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { containersOf, ingressOf, trackingServer, type Ingress } from "../container-apps/applied";
import { tierOf } from "../api-management/service";
import { all, isSame, parentId, select, subnetById } from "../ids";
import { problemOf } from "../../problems";
import { closedBy } from "../network/security-rules";
import problems from "./problems.json";

/** Where a backend's address leads, or what comes back instead. */
export type Target =
  { readonly address: LocalAddress } | { readonly status: number; readonly body: string; readonly reason: string };

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
  const { app, ingress } = appAt(account, url.hostname) ?? {};
  const address = containersOf(app ?? {})
    .map(({ name }) => backend.locate(String(name), ingress?.port ?? 0))
    .find((each) => each !== undefined);
  const problem = problemOf(problems, {
    ...{
      host: url.hostname,
      app: text(app, "name") ?? "",
      port: ingress?.port ?? 0,
      has_address: address !== undefined,
    },
    is_external: ingress?.isExternal === true,
    is_redirected: url.protocol === "http:" && ingress?.isInsecure !== true,
    runs_here: app !== undefined && trackingServer(account) === app,
    ...(ingress?.isPrivate === true && privateWay(account, service, ingress)),
  });
  if (address !== undefined && problem === undefined) return { address };
  const { status = 503, body = "", error: reason = "" } = problem ?? {};
  return { status, body, reason };
}

/**
 * The way from a gateway to an environment that only its virtual network knows. Azure's DNS does not know the domain of such an environment: a
 * private zone of its name has to.
 * @see https://learn.microsoft.com/en-us/azure/api-management/integrate-vnet-outbound
 */
function privateWay(account: Account, service: Values | undefined, { host, environment }: Ingress): Values {
  const isIn = (text(service, "virtual_network_type") ?? "None") !== "None";
  const id = text(block(service, "virtual_network_configuration"), "subnet_id");
  const from = isIn ? subnetById(account, id) : undefined;
  const to = subnetById(account, text(environment, "infrastructure_subnet_id"));
  const network = parentId(String(from?.id)) ?? "";
  const domain = String(environment.default_domain);
  const label = host.slice(0, -domain.length - 1);
  const records = select(account, "azurerm_private_dns_a_record", { zone_name: domain });
  const record = records.find(({ name }) => name === label) ?? records.find(({ name }) => name === "*");
  const link = { private_dns_zone_name: domain, virtual_network_id: network };
  // The environment's balancer and the ingress behind it listen on these two.
  const closed = [443, 31_443].map((port) => (from && to ? closedBy(account, from, to, port) : undefined));
  return {
    ...{ is_private: true, tier: tierOf(service), domain, label, address: environment.static_ip_address ?? "" },
    is_in_network: from !== undefined && to !== undefined,
    is_one_network: isSame(network, parentId(String(to?.id))),
    has_zone: select(account, "azurerm_private_dns_zone", { name: domain }).length > 0,
    is_linked: select(account, "azurerm_private_dns_zone_virtual_network_link", link).length > 0,
    is_recorded: texts(record, "records").includes(String(environment.static_ip_address)),
    closed: closed.find((each) => each !== undefined) ?? "",
  };
}
