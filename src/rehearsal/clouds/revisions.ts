import { setForm } from "../simulator/equal-forms";
import { now } from "../simulator/ids";
import { block, blocks } from "../simulator/readers";
import type { Values } from "../simulator/rule";
import { copy } from "../simulator/values";

/**
 * What was started of a service, oldest first: each with its template and the secrets of that moment, which later changes do not reach. The
 * account keeps them beside the service's attributes.
 */
export function revisionsOf(service: Values | undefined): Values[] {
  return blocks(service, "revisions");
}

/** Whether a template is another than that of the last revision. */
export function isRevised(service: Values, template: Values, ignored: readonly string[] = []): boolean {
  const last = revisionsOf(service).at(-1);
  return last === undefined || setForm(block(last, "template") ?? {}, ignored) !== setForm(template, ignored);
}

/** Starts a revision. */
export function addRevision(service: Values, revision: Values): void {
  service.revisions = copy<Values[]>([...revisionsOf(service), { created: now(), ...revision }]);
}
