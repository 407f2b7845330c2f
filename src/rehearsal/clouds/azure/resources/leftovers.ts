import type { Account } from "../../../simulator/account";

/** An object that Azure made by itself and no state holds. */
interface Leftover {
  readonly id: string;
  /** The id of the object that it was made for. */
  readonly owner: string;
}

function made(account: Account): { list: Leftover[] } {
  return account.memory("azure:leftovers", () => ({ list: [] }));
}

/** Notes what Azure makes beside an object. */
export function addLeftovers(account: Account, owner: string, ids: readonly string[]): void {
  made(account).list.push(...ids.map((id) => ({ id, owner })));
}

export function removeLeftovers(account: Account, owner: string): void {
  const all = made(account);
  all.list = all.list.filter((each) => each.owner !== owner);
}

/** What Azure made in a resource group. */
export function leftovers(account: Account, group: string): string[] {
  const ids = made(account).list.map(({ id }) => id);
  return [...new Set(ids)].filter((id) => id.toLowerCase().startsWith(`${group.toLowerCase()}/`));
}
