import { contains, overlaps, parseCidr, type Cidr } from "./cidr";
import { text } from "./readers";
import { firstOf } from "./row-matching";
import type { Placement } from "./rows";
import type { CreateContext } from "./rule";
import { formsAt, textsAt } from "./template";

/** Refuses with a message that these variables fill. */
export type RefuseWith = (
  error: string,
  attribute: string | undefined,
  more: Readonly<Record<string, string>>,
) => never;

function rangesOf(values: CreateContext["values"] | undefined, path: string): Cidr[] {
  return textsAt(values, path).flatMap((each) => parseCidr(each) ?? []);
}

/** The ranges of an object lie in those of the object around it, and apart from those of its neighbours. */
export function needPlaced(
  { account, type, values }: CreateContext,
  placement: Placement,
  refuseWith: RefuseWith,
): void {
  const { of, invalid, in: outer, apart } = placement;
  const at = firstOf(of);
  for (const value of textsAt(values, of)) {
    const range = parseCidr(value);
    if (range?.canonical !== value)
      return refuseWith(invalid, at, { value, canonical: range?.canonical ?? "an IPv4 range" });
    if (outer !== undefined) {
      const where = Object.entries(outer.where);
      const around = account
        .list(outer.type)
        .filter((held) => where.every(([theirs, own]) => held.values[theirs] === values[own]))
        .flatMap((held) => rangesOf(held.values, outer.of));
      if (!around.some((each) => contains(each, range)))
        refuseWith(outer.error, at, { value, outer: around.map(({ canonical }) => canonical).join(", ") });
    }
    if (apart === undefined) continue;
    const other = account
      .list(type)
      .filter((held) => held.values.id !== values.id && apart.by.every((name) => held.values[name] === values[name]))
      .find((held) => rangesOf(held.values, of).some((each) => overlaps(each, range)));
    if (other === undefined) continue;
    const taken = formsAt(other.values, of).map(String).join(", ");
    refuseWith(apart.error, at, { value, other: text(other.values, "name") ?? other.id, taken });
  }
}
