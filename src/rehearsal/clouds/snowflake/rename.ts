import type { UpdateContext } from "../../simulator/rule";
import { renamed } from "./access";
import { nameOf, type ObjectType, requireFree } from "./catalog";
import { text } from "./values";

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
