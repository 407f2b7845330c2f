import type { Account } from "../../../simulator/account";

/** An object that is deleted and can be recovered: its name is taken until it is purged. */
interface SoftDeleted {
  readonly id: string;
  readonly location: string;
}

function kept(account: Account, type: string): Record<string, SoftDeleted> {
  return account.memory(`azure:soft-deleted:${type}`, () => ({}));
}

/** Keeps the name of a deleted object; `key` is what must be unique in the type. */
export function softDelete(account: Account, type: string, key: string, object: SoftDeleted): void {
  kept(account, type)[key.toLowerCase()] = object;
}

/** The deleted object that has a name. */
export function softDeleted(account: Account, type: string, key: string): SoftDeleted | undefined {
  return kept(account, type)[key.toLowerCase()];
}

/** A deleted object is recovered or purged. */
export function forget(account: Account, type: string, key: string): void {
  const objects = kept(account, type);
  delete objects[key.toLowerCase()];
}
