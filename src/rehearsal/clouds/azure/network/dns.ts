import type { Account } from "../../../simulator/account";
import { findById, isSame, parentId, select } from "../ids";

/** Whether names of a private zone are found from a virtual network: it is there and linked to it. */
export function isLinked(account: Account, zone: unknown, network: string | undefined): boolean {
  const links = select(account, "azurerm_private_dns_zone_virtual_network_link", { virtual_network_id: network });
  const isThere = findById(account, String(zone)) !== undefined;
  return isThere && links.some((link) => isSame(parentId(String(link.id)), zone));
}
