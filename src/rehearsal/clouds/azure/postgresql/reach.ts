import type { Account } from "../../../simulator/account";
import { blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { addressNumber } from "../../../simulator/measure";
import { subnetOf } from "../container-apps/applied";
import { all, isSame, parentId, select, subnetById } from "../ids";
import { isLinked } from "../network/dns";
import { closedBy } from "../network/security-rules";

const PORT = 5432;

/** The firewall rules of a database server. */
export function firewallOf(account: Account, server: Values): Values[] {
  return select(account, "azurerm_postgresql_flexible_server_firewall_rule", { server_id: server.id });
}

/** Whether a server accepts connections without TLS; a server that says nothing does not. */
export function acceptsPlainText(account: Account, server: Values): boolean {
  const setting = { server_id: server.id, name: "require_secure_transport", value: "off" };
  return select(account, "azurerm_postgresql_flexible_server_configuration", setting).length > 0;
}

/**
 * Why a container app does not reach a database server; undefined when it does.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-private
 * @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-public
 */
export function databaseProblem(account: Account, app: Values, server: Values): string | undefined {
  const from = subnetOf(account, app);
  const to = text(server, "delegated_subnet_id");
  return to === undefined ? publicProblem(account, app, server, from) : privateProblem(account, server, from, to);
}

function privateProblem(account: Account, server: Values, from: string | undefined, to: string): string | undefined {
  if (from === undefined) return "the database is in a virtual network, and the app is in none";
  const network = parentId(from);
  if (!isSame(network, parentId(to))) return "the database and the app are in different virtual networks";
  if (!isLinked(account, server.private_dns_zone_id, network))
    return "no private DNS zone of the database is linked to the app's virtual network";
  const [source, target] = [from, to].map((id) => subnetById(account, id));
  if (source === undefined || target === undefined) return undefined;
  const closed = closedBy(account, source, target, PORT);
  return closed === undefined ? undefined : `the way from the app to the database is closed by ${closed}`;
}

/** The addresses of an app in a subnet are those of the subnet's way out, which is not followed: any rule counts for them. */
function publicProblem(account: Account, app: Values, server: Values, from: string | undefined): string | undefined {
  const isConnected = all(account, "azurerm_private_endpoint")
    .flatMap((each) => blocks(each, "private_service_connection"))
    .some((each) => isSame(each.private_connection_resource_id, server.id));
  if (from !== undefined && isConnected) return undefined;
  if (server.public_network_access_enabled === false) return "public_network_access_enabled is false";
  const addresses = texts(app, "outbound_ip_addresses").map(addressNumber);
  const lets = (rule: Values): boolean => {
    const [start, end] = [addressNumber(text(rule, "start_ip_address")), addressNumber(text(rule, "end_ip_address"))];
    return (start === 0 && end === 0) || addresses.some((each) => start <= each && each <= end);
  };
  const rules = firewallOf(account, server);
  if (from === undefined ? rules.some(lets) : rules.length > 0) return undefined;
  return "no firewall rule of the database lets the app in, by its address or as a service of Azure";
}
