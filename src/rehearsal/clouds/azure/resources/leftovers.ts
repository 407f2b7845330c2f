import type { Account } from "../../../simulator/account";

/** Ids of the objects that Azure made by itself and no state holds. */
function made(account: Account): { list: string[] } {
  return account.memory("azure:leftovers", () => ({ list: [] }));
}

/** Notes what Azure makes beside an object. */
export function addLeftovers(account: Account, ids: readonly string[]): void {
  made(account).list.push(...ids);
}

/** A group that is deleted takes along what Azure made in it. */
export function removeLeftovers(account: Account, group: string): void {
  const all = made(account);
  all.list = all.list.filter((id) => !id.toLowerCase().startsWith(`${group.toLowerCase()}/`));
}

/** What Azure made in a resource group. */
export function leftovers(account: Account, group: string): string[] {
  return [...new Set(made(account).list)].filter((id) => id.toLowerCase().startsWith(`${group.toLowerCase()}/`));
}
