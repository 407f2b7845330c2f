import type { Account } from "../../../simulator/account";

/** What Azure made by itself and no state holds, by the id of the object that it was made for. */
function made(account: Account): Record<string, string[]> {
  return account.memory("azure:leftovers", () => ({}));
}

/** Notes what Azure makes beside an object. */
export function addLeftovers(account: Account, owner: string, ids: readonly string[]): void {
  made(account)[owner] = [...ids];
}

export function removeLeftovers(account: Account, owner: string): void {
  delete made(account)[owner];
}

/** What Azure made in a resource group. */
export function leftovers(account: Account, group: string): string[] {
  return Object.values(made(account))
    .flat()
    .filter((id) => id.toLowerCase().startsWith(`${group.toLowerCase()}/`));
}
