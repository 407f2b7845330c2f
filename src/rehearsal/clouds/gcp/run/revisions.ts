import { newId } from "../../../simulator/ids";
import { block, blocks, number, text } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { addRevision, isRevised, revisionsOf } from "../../revisions";
import { templateOf } from "./applied";
import { secretsOf } from "./secrets";

/**
 * The revision of a service that gets its requests: the oldest that its traffic names, else the latest. The account keeps revisions beside
 * the service's attributes, as their instances started: a template, and what its secrets held at that moment.
 */
export function revisionOf(service: Values | undefined): Values | undefined {
  const named = blocks(service, "traffic").flatMap((each) => (number(each, "percent") ? [each.revision] : []));
  const all = revisionsOf(service);
  return all.find(({ name }) => named.includes(name)) ?? all.at(-1);
}

/** The template with which a service runs, which is its own unless its traffic goes to a former revision. */
export function runningTemplate(service: Values, running: Values | undefined): Values | undefined {
  const revision = revisionOf(running);
  return revision === revisionsOf(running).at(-1) ? templateOf(service) : block(revision, "template");
}

/**
 * A change of the template makes a revision; one of anything else makes none.
 * @see https://cloud.google.com/run/docs/managing/revisions
 */
export function settleRevision({ account, type, values }: CreateContext): void {
  const template = templateOf(values) ?? {};
  if (!isRevised(values, template)) return;
  const count = revisionsOf(values).length + 1;
  const own = text(template, "revision");
  const name = own ?? `${String(values.name)}-${String(count).padStart(5, "0")}-${newId(account, type, "lower", 3)}`;
  addRevision(values, { name, template, secrets: secretsOf(account, values) });
  const full = `${String(values.id)}/revisions/${name}`;
  Object.assign(values, { latest_created_revision: full, latest_ready_revision: full });
}
