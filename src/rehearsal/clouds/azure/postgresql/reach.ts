import type { Account } from "../../../simulator/account";
import { blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { addressNumber } from "../../../simulator/measure";
import { subnetOf } from "../container-apps/applied";
import { all, isSame, parentId, select, subnetById } from "../ids";
import { problemOf } from "../../problems";
import { isLinked } from "../network/dns";
import { closedBy } from "../network/security-rules";
import problems from "./problems.json";

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
 * Why a container app does not reach a database server; undefined when it does. The addresses of an app in a subnet are those of the subnet's
 * way out, which is not followed: any rule counts for them.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-private
 * @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-public
 */
export function databaseProblem(account: Account, app: Values, server: Values): string | undefined {
  const [from, to] = [subnetOf(account, app) ?? "", text(server, "delegated_subnet_id") ?? ""];
  const network = parentId(from);
  const [source, target] = [from, to].map((id) => subnetById(account, id));
  const connected = all(account, "azurerm_private_endpoint").flatMap((each) =>
    blocks(each, "private_service_connection"),
  );
  const addresses = texts(app, "outbound_ip_addresses").map(addressNumber);
  const letsIn = (rule: Values): boolean => {
    const [start, end] = [addressNumber(text(rule, "start_ip_address")), addressNumber(text(rule, "end_ip_address"))];
    return (start === 0 && end === 0) || from !== "" || addresses.some((each) => start <= each && each <= end);
  };
  return problemOf(problems, {
    ...{ from, to, is_public: server.public_network_access_enabled !== false },
    is_one_network: isSame(network, parentId(to)),
    is_linked: isLinked(account, server.private_dns_zone_id, network),
    closed: (source && target && closedBy(account, source, target, PORT)) ?? "",
    is_connected: from !== "" && connected.some((each) => isSame(each.private_connection_resource_id, server.id)),
    is_let_in: firewallOf(account, server).some(letsIn),
  })?.error;
}
