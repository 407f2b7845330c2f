import type { Account } from "../../../simulator/account";
import { blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all, isSame, select } from "../ids";

/** The storage account of a name; names are unique in all of Azure. */
export function findAccount(account: Account, name: string): Values | undefined {
  return all(account, "azurerm_storage_account").find((each) => each.name === name);
}

/** Resource Manager's id of a container. */
export function containerId(storage: Values | undefined, name: string): string {
  return `${String(storage?.id)}/blobServices/default/containers/${name}`;
}

/** The id by which role assignments name a container; undefined when the account has none of that name. */
export function containerScope(account: Account, storage: Values, name: string): string | undefined {
  const isIts = (each: Values) =>
    isSame(each.storage_account_id, storage.id) || each.storage_account_name === storage.name;
  const exists = all(account, "azurerm_storage_container").some((each) => each.name === name && isIts(each));
  return exists ? containerId(storage, name) : undefined;
}

function hasPrivateEndpoint(account: Account, storage: Values): boolean {
  return all(account, "azurerm_private_endpoint")
    .flatMap((each) => blocks(each, "private_service_connection"))
    .some(
      (each) =>
        isSame(each.private_connection_resource_id, storage.id) && texts(each, "subresource_names").includes("blob"),
    );
}

/**
 * Why a subnet of this subscription, or Azure's own network, does not reach a storage account; undefined when it does.
 * @see https://learn.microsoft.com/en-us/azure/storage/common/storage-network-security
 */
export function networkProblem(account: Account, storage: Values, subnet: string | undefined): string | undefined {
  if (subnet !== undefined && hasPrivateEndpoint(account, storage)) return undefined;
  const closed = publicProblem(account, storage, (id) => isSame(id, subnet));
  return closed === undefined ? undefined : `its network rules keep the app out (${closed})`;
}

/** The same for Snowflake: its subnets are in a subscription of its own. */
export function snowflakeNetworkProblem(account: Account, storage: Values): string | undefined {
  const ours = all(account, "azurerm_subnet");
  return publicProblem(account, storage, (id) => !ours.some((each) => isSame(each.id, id)));
}

/** Network rules stand in the account itself or in a resource of their own. */
function publicProblem(account: Account, storage: Values, isTheirs: (subnet: string) => boolean): string | undefined {
  if (storage.public_network_access_enabled === false) return "public_network_access_enabled is false";
  const [own] = select(account, "azurerm_storage_account_network_rules", { storage_account_id: storage.id });
  const rules = own ?? blocks(storage, "network_rules")[0];
  if (text(rules, "default_action") !== "Deny") return undefined;
  if (texts(rules, "virtual_network_subnet_ids").some(isTheirs)) return undefined;
  return "default_action is Deny, and virtual_network_subnet_ids does not name their subnet";
}
