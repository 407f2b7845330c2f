import { isTrue } from "./readers";
import { firstOf, list } from "./row-matching";
import type { RefuseWith } from "./row-placement";
import type { Holding, Row } from "./rows";
import type { DeleteContext, UpdateContext, Values } from "./rule";
import { formsAt, renderText, textsAt, type Scope } from "./template";

/** Refuses the deletion of what is protected, or held by other objects. */
export function needFree(context: DeleteContext, { protectedBy, heldBy }: Row, refuseWith: RefuseWith): void {
  const { prior } = context;
  if (protectedBy !== undefined && isTrue(prior, protectedBy.attribute))
    refuseWith(protectedBy.error, protectedBy.attribute, {});
  for (const holding of list(heldBy)) {
    if (holding.unless !== undefined && isTrue(prior, holding.unless)) continue;
    const holder = holderOf(context, holding);
    if (holder !== undefined) refuseWith(holding.error, undefined, { holder });
  }
}

/** Refuses changes of what cannot change while something holds the object. */
export function needKept(context: UpdateContext, { heldBy }: Row, refuseWith: RefuseWith): void {
  for (const holding of list(heldBy))
    for (const [path, error = ""] of Object.entries(holding.keeps ?? {})) {
      const [before, after] = [context.prior, context.values].map((values) => formsAt(values, path).map(String).join());
      const holder = before === after ? undefined : holderOf(context, holding);
      if (holder !== undefined) refuseWith(error, firstOf(path), { holder });
    }
}

/** The object that is in the way, as `type id`. */
function holderOf(context: DeleteContext, { by, is = "id", containing }: Holding): string | undefined {
  const { account, type: own, prior } = context;
  const named = containing === undefined ? prior[is] : renderText(containing, scopeOf(context, prior));
  if (typeof named !== "string") return undefined;
  const isMeant = (text: string) => (containing === undefined ? text === named : text.includes(named));
  for (const [type, paths] of Object.entries(by)) {
    const held = account
      .list(type)
      .find(
        ({ id, values }) =>
          !(type === own && id === prior.id) && list(paths).some((path) => textsAt(values, path).some(isMeant)),
      );
    if (held !== undefined) return `${type} ${held.id}`;
  }
  return undefined;
}

/** An object's own attributes are all that names it. */
function scopeOf(context: DeleteContext, prior: Values): Scope {
  return { context, variable: () => undefined, attribute: (path) => formsAt(prior, path).map(String).join(", ") };
}
