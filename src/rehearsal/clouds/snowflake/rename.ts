import { UNKNOWN, type PlanContext, type UpdateContext } from "../../simulator/rule";
import type { Account, Held } from "../../simulator/account";
import { renamed } from "./access";
import { nameOf, type ObjectType, requireFree } from "./catalog";
import { suppress, text } from "./values";

/**
 * A new name makes `fully_qualified_name` unknown (ComputedIfAnyAttributeChanged in the provider), so that what names the object by it
 * is replaced where it would replace: grants above all.
 */
export function planRename({ prior, planned }: PlanContext): void {
  suppress(prior, planned, "name", sameButQuotes);
  if (prior !== undefined && text(prior, "name") !== text(planned, "name")) planned.fully_qualified_name = UNKNOWN;
}

/** suppressIdentifierQuoting of the provider: `"A"` and `A` are one name. */
export function sameButQuotes(before: string, after: string): boolean {
  const bare = (name: string) => name.replace(/"/g, "");
  return before !== "" && bare(before) === bare(after);
}

/** ALTER ... RENAME TO: the id follows the name, grants stay. */
export function renameInPlace({ account, type, values, prior }: UpdateContext, objectType: ObjectType): void {
  const before = nameOf(objectType, prior);
  const after = nameOf(objectType, values);
  if (before === after) return;
  requireFree(account, objectType, after);
  account.remove(type, text(prior, "id"));
  values.id = after;
  values.fully_qualified_name = after;
  renamed(account, objectType, before, after);
}

/**
 * What lies in a renamed database or schema goes along, with its grants; Terraform's states still name it as it was, so that its next
 * refresh finds nothing under that name.
 */
export function moveContents(
  account: Account,
  inside: readonly { type: ObjectType; held: Held }[],
  to: { readonly database?: string; readonly schema?: string },
): void {
  for (const { type, held } of inside) {
    const before = nameOf(type, held.values);
    const values = { ...held.values, ...(type === "SCHEMA" ? { database: to.database ?? null } : to) };
    const after = nameOf(type, values);
    account.remove(held.type, held.id);
    const id = held.id === before ? after : held.id;
    account.put(held.type, id, { ...values, id, fully_qualified_name: after });
    renamed(account, type, before, after);
  }
}
