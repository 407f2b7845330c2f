import type { Account } from "../../../simulator/account";
import type { DeleteContext, RuleContext } from "../../../simulator/rule";
import { isSame } from "../ids";

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
export function softDelete({ account, type, prior }: DeleteContext, key: string): void {
  kept(account).list.push({ type, key, id: String(prior.id), location: String(prior.location) });
}

/**
 * Recovers the deleted object that has a name.
 * @param check refuses what can not be recovered
 */
export function recover({ account, type }: RuleContext, key: string, check: (deleted: SoftDeleted) => void): void {
  const all = kept(account);
  const found = all.list.find((each) => each.type === type && isSame(each.key, key));
  if (found === undefined) return;
  check(found);
  all.list = all.list.filter((each) => each !== found);
}
