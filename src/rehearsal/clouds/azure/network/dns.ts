import type { Account } from "../../../simulator/account";
import { isSame, parentId, select } from "../ids";

/** Whether names of a private zone are found from a virtual network: it is linked to it. */
export function isLinked(account: Account, zone: unknown, network: string | undefined): boolean {
  return select(account, "azurerm_private_dns_zone_virtual_network_link", { virtual_network_id: network }).some(
    (link) => isSame(parentId(String(link.id)), zone),
  );
}
