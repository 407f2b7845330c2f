import type { Account } from "../../simulator/account";
import { blocks, text, texts, type Attributes } from "../../simulator/readers";

/** The storage account of a name; names are unique in all of Azure. */
export function findAccount(account: Account, name: string): Attributes | undefined {
  return account.list("azurerm_storage_account").find(({ values }) => values.name === name)?.values;
}

/** The id by which role assignments name a container; undefined when the account has none of that name. */
export function containerScope(account: Account, storage: Attributes, name: string): string | undefined {
  const id = text(storage, "id") ?? "";
  const exists = account
    .list("azurerm_storage_container")
    .some(
      ({ values }) =>
        values.name === name &&
        (text(values, "storage_account_id")?.toLowerCase() === id.toLowerCase() ||
          values.storage_account_name === storage.name),
    );
  return exists ? `${id}/blobServices/default/containers/${name}` : undefined;
}

/** Network rules stand in the account itself or in a resource of their own. */
function rulesOf(account: Account, storage: Attributes): Attributes | undefined {
  const own = account
    .list("azurerm_storage_account_network_rules")
    .find(({ values }) => values.storage_account_id === storage.id)?.values;
  return own ?? blocks(storage, "network_rules")[0];
}

function privateEndpoint(account: Account, storage: Attributes): boolean {
  return account
    .list("azurerm_private_endpoint")
    .flatMap(({ values }) => blocks(values, "private_service_connection") as Attributes[])
    .some(
      (connection) =>
        text(connection, "private_connection_resource_id")?.toLowerCase() === text(storage, "id")?.toLowerCase() &&
        texts(connection, "subresource_names").includes("blob"),
    );
}

/**
 * Why a subnet of this subscription, or Azure's own network, does not reach a storage account; undefined when it does.
 * @see https://learn.microsoft.com/en-us/azure/storage/common/storage-network-security
 */
export function networkProblem(account: Account, storage: Attributes, subnet: string | undefined): string | undefined {
  if (subnet !== undefined && privateEndpoint(account, storage)) return undefined;
  const closed = publicProblem(account, storage, (id) => id.toLowerCase() === subnet?.toLowerCase());
  return closed === undefined ? undefined : `its network rules keep the app out (${closed})`;
}

/** The same for Snowflake: its subnets are in a subscription of its own. */
export function snowflakeNetworkProblem(account: Account, storage: Attributes): string | undefined {
  const ours = new Set(account.list("azurerm_subnet").map(({ id }) => id.toLowerCase()));
  return publicProblem(account, storage, (id) => !ours.has(id.toLowerCase()));
}

function publicProblem(
  account: Account,
  storage: Attributes,
  isTheirs: (subnet: string) => boolean,
): string | undefined {
  if (storage.public_network_access_enabled === false) return "public_network_access_enabled is false";
  const rules = rulesOf(account, storage);
  if (text(rules, "default_action") !== "Deny") return undefined;
  if (texts(rules, "virtual_network_subnet_ids").some(isTheirs)) return undefined;
  return "default_action is Deny, and virtual_network_subnet_ids does not name their subnet";
}
