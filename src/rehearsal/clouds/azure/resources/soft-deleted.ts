import type { Account } from "../../../simulator/account";

/** An object that is deleted and can be recovered: its name is taken until it is purged. */
interface SoftDeleted {
  readonly type: string;
  /** What must be unique in the type. */
  readonly key: string;
  readonly id: string;
  readonly location: string;
}

function kept(account: Account): { list: SoftDeleted[] } {
  return account.memory("azure:soft-deleted", () => ({ list: [] }));
}

/** Keeps the name of a deleted object. */
export function softDelete(account: Account, object: SoftDeleted): void {
  kept(account).list.push(object);
}

/** The deleted object that has a name. */
export function softDeleted(account: Account, type: string, key: string): SoftDeleted | undefined {
  return kept(account).list.find((each) => each.type === type && each.key.toLowerCase() === key.toLowerCase());
}

/** A deleted object is recovered. */
export function recover(account: Account, object: SoftDeleted | undefined): void {
  const all = kept(account);
  all.list = all.list.filter((each) => each !== object);
}
