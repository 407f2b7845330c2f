import { newId, now } from "../../../simulator/ids";
import { block, blocks, entries, text } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { copy } from "../../../simulator/values";
import { templateOf } from "./applied";
import { secretsOf } from "./secrets";

/**
 * A revision as its instances started: its template, and what its secrets held at that moment. Instances read secrets in variables when
 * they start.
 */
export interface Revision {
  readonly name: string;
  readonly template: Values;
  readonly secrets: ReadonlyMap<string, string>;
}

/** The latest revision of a service; the account keeps it beside the service's attributes. */
export function revisionOf(service: Values | undefined): Revision | undefined {
  const kept = blocks(service, "revisions").at(-1);
  if (kept === undefined) return undefined;
  return {
    name: String(kept.name),
    template: block(kept, "template") ?? {},
    secrets: new Map(entries(kept, "secrets")),
  };
}

/** Equal for templates that need no new revision. */
function templateForm(template: Values | undefined): string {
  return JSON.stringify(template ?? {}, (_, value: unknown) => {
    if (value === "" || value === null) return undefined;
    return Array.isArray(value) && value.length === 0 ? undefined : value;
  });
}

/**
 * A change of the template makes a revision; one of anything else makes none.
 * @see https://cloud.google.com/run/docs/managing/revisions
 */
export function settleRevision({ account, type, values }: CreateContext): void {
  const template = templateOf(values);
  const last = revisionOf(values);
  if (last !== undefined && templateForm(last.template) === templateForm(template)) return;
  const count = blocks(values, "revisions").length + 1;
  const own = text(template, "revision");
  const name = own ?? `${String(values.name)}-${String(count).padStart(5, "0")}-${newId(account, type, "lower", 3)}`;
  const started = { name, created: now(), template: template ?? {}, secrets: secretsOf(account, values) };
  values.revisions = copy<Values[]>([...blocks(values, "revisions"), started]);
  const full = `${String(values.id)}/revisions/${name}`;
  Object.assign(values, { latest_created_revision: full, latest_ready_revision: full });
}
