import { text } from "./readers";
import { about, list } from "./row-matching";
import type { RefuseWith } from "./row-placement";
import type { Row } from "./rows";
import type { CreateContext } from "./rule";
import { UNKNOWN, type Value, type Values } from "./value";

/**
 * Refuses an object that shares what no two of its type may share.
 * @param own id of the object that changes
 */
export function needUnique(context: CreateContext, { unique }: Row, refuseWith: RefuseWith, own?: Value): void {
  const { account, type, values } = context;
  for (const { by, among = {}, except = "", orUnset = [], ignoreCase, error, at } of list(unique)) {
    const form = (value: Value | undefined) =>
      typeof value !== "string" ? value : ignoreCase === true ? value.toLowerCase() : value;
    if (by.some((name) => !orUnset.includes(name) && !isGiven(values[name]))) continue;
    const isSame = (held: Values, name: string) =>
      orUnset.includes(name) ? text(held, name) === text(values, name) : form(held[name]) === form(values[name]);
    const isOne = (held: Values) => except !== "" && isSame(held, except);
    const twins = account
      .list(type)
      .filter((held) => held.values.id !== own && !isOne(held.values) && by.every((name) => isSame(held.values, name)));
    const names = Object.entries(among).flatMap(([other, attribute]) =>
      account.list(other).filter((held) => form(held.values[attribute]) === form(values[by[0] ?? ""])),
    );
    const [twin] = [...twins, ...names];
    if (twin !== undefined) refuseWith(error, at ?? by[by.length - 1] ?? "", { other: about(twin.values).name });
  }
}

/** Whether an attribute is there and known. */
function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}
