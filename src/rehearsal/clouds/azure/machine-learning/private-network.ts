import type { Account, Held } from "../../../simulator/account";
import { block, blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { tierOf } from "../api-management/service";
import { all, isSame, parentId, select, subnetById } from "../ids";
import { part, sentAs, word } from "./objects";

/** The virtual network that API Management sends its traffic through; undefined where it has none. */
function networkOf(account: Account, service: Values): string | undefined {
  if (tierOf(service) === "Consumption" || (text(service, "virtual_network_type") ?? "None") === "None")
    return undefined;
  const subnet = subnetById(account, text(block(service, "virtual_network_configuration"), "subnet_id"));
  return subnet === undefined ? undefined : parentId(String(subnet.id));
}

/** Why API Management does not reach an endpoint without a public address: the workspace's private endpoint leads there. */
export function addressProblem(account: Account, service: Values, endpoint: Held): string | undefined {
  if (word(part(sentAs(endpoint.values), "properties"), "publicNetworkAccess") !== "Disabled") return undefined;
  const network = networkOf(account, service);
  if (network === undefined)
    return `the endpoint has no public address, and API Management of the tier ${tierOf(service)} is in no virtual network`;
  const workspace = parentId(endpoint.id);
  const leads = all(account, "azurerm_private_endpoint").some(
    (each) =>
      isSame(parentId(String(each.subnet_id)), network) &&
      blocks(each, "private_service_connection").some((connection) =>
        isSame(connection.private_connection_resource_id, workspace),
      ) &&
      blocks(each, "private_dns_zone_group")
        .flatMap((group) => texts(group, "private_dns_zone_ids"))
        .some((zone) => isLinked(account, zone, network)),
  );
  return leads
    ? undefined
    : "the endpoint has no public address, and no private endpoint of its workspace with a linked zone is in API Management's network";
}

function isLinked(account: Account, zoneId: string, network: string): boolean {
  const zone = all(account, "azurerm_private_dns_zone").find(
    (each) => isSame(each.id, zoneId) && each.name === "privatelink.api.azureml.ms",
  );
  const where = { private_dns_zone_name: zone?.name, virtual_network_id: network };
  return zone !== undefined && select(account, "azurerm_private_dns_zone_virtual_network_link", where).length > 0;
}
