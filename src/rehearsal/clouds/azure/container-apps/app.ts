import { setForm } from "../../../simulator/equal-forms";
import { newId, now } from "../../../simulator/ids";
import { block, blocks, isSet, isTrue, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { copy } from "../../../simulator/values";
import { refuse } from "../../../simulator/writers";
import { findById } from "../ids";
import { hasProfiles } from "./environment";
import { checkImages, checkSecrets } from "./images";
import { checkSize, settleTemplate } from "./template";

/**
 * A revision as it started: its template, and the secrets at that moment. Replicas keep these values until the next revision, or until
 * they are started again.
 */
export interface Revision {
  readonly name: string;
  readonly created: string;
  readonly active: boolean;
  /** As the block `template`. */
  readonly template: Values;
  /** As the blocks `secret`. */
  readonly secret: readonly Values[];
}

/** The revisions of an app, oldest first; the account keeps them beside the app's attributes. */
export function revisionsOf(app: Values): readonly Revision[] {
  return blocks(app, "revisions").map((each) => ({
    name: String(each.name),
    created: String(each.created),
    active: isTrue(each, "active"),
    template: block(each, "template") ?? {},
    secret: blocks(each, "secret"),
  }));
}

/** The address of an app: in the domain of its environment, with `.internal` for one that the environment alone reaches. */
export function addressOf(app: Values, isExternal: boolean, environment: Values | undefined): string {
  return `${String(app.name)}.${isExternal ? "" : "internal."}${text(environment, "default_domain") ?? ""}`;
}

/** @see https://learn.microsoft.com/en-us/azure/container-apps/ingress-overview */
function checkIngress({ values }: CreateContext): void {
  const ingress = block(values, "ingress");
  if (ingress === undefined) return;
  const total = blocks(ingress, "traffic_weight").reduce((sum, weight) => sum + (number(weight, "percentage") ?? 0), 0);
  if (total !== 100)
    refuse(
      `ContainerAppInvalidTraffic: the percentages of traffic_weight must sum to 100, they sum to ${total}.`,
      "ingress",
    );
  const actions = new Set(blocks(ingress, "ip_security_restriction").map((each) => text(each, "action")));
  if (actions.size > 1)
    refuse(
      "ContainerAppInvalidIpSecurityRestriction: all restrictions must be of one action, Allow or Deny.",
      "ingress",
    );
}

function check(context: CreateContext): void {
  const template = block(context.values, "template");
  if (template === undefined) return;
  checkSecrets(context);
  checkSize(context, template);
  checkImages(context, template);
  checkIngress(context);
}

/** Equal for templates that need no new revision: a change of the suffix is one, its absence is none. */
function templateForm(template: Values): string {
  return setForm(template, ["revision_suffix"]);
}

/**
 * A change of the template makes a revision; one of secrets or ingress alone makes none.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/revisions#change-types
 */
function settle({ account, type, values }: CreateContext): void {
  const template = block(values, "template");
  if (template === undefined) return;
  settleTemplate(template);
  const name = String(values.name);
  const revisions = revisionsOf(values);
  const last = revisions[revisions.length - 1];
  const suffix = text(template, "revision_suffix");
  const isSuffixNew = suffix !== undefined && suffix !== text(last?.template, "revision_suffix");
  if (isSuffixNew && revisions.some((revision) => revision.name === `${name}--${suffix}`))
    refuse(`RevisionSuffixInUse: a revision with the suffix '${suffix}' exists already.`, "template");
  let latest = last?.name;
  if (last === undefined || isSuffixNew || templateForm(last.template) !== templateForm(template)) {
    // The provider sends a suffix only when it changed.
    latest = `${name}--${isSuffixNew ? suffix : newId(account, type, "lower", 7)}`;
    const isSingle = text(values, "revision_mode") !== "Multiple";
    const started = { name: latest, created: now(), active: true, template, secret: blocks(values, "secret") };
    const former = blocks(values, "revisions").map((each) => ({ ...each, active: !isSingle && each.active === true }));
    values.revisions = copy<Values[]>([...former, started]);
  }
  values.latest_revision_name = latest ?? "";
  settleAddress(values, findById(account, String(values.container_app_environment_id))?.values);
}

function settleAddress(values: Values, environment: Values | undefined): void {
  const ingress = block(values, "ingress");
  const domain = text(environment, "default_domain") ?? "";
  values.latest_revision_fqdn = ingress === undefined ? "" : `${String(values.latest_revision_name)}.${domain}`;
  if (ingress === undefined) return;
  ingress.fqdn = addressOf(values, isTrue(ingress, "external_enabled"), environment);
  if (!Array.isArray(ingress.custom_domain)) ingress.custom_domain = [];
}

export const appActs: Readonly<Record<string, Acts>> = {
  azurerm_container_app: {
    check,
    create: settle,
    update: settle,
    // A Key Vault's secret is read back as an empty text, which the provider's SDK compares like one that is not set. An app in an
    // environment with profiles always has one: https://github.com/Azure/terraform-azure-container-apps/pull/45
    read: ({ account, values }) => {
      const environment = findById(account, String(values.container_app_environment_id))?.values;
      if (hasProfiles(environment) && !isSet(values, "workload_profile_name"))
        values.workload_profile_name = "Consumption";
      for (const secret of blocks(values, "secret")) if (isSet(secret, "key_vault_secret_id")) secret.value = null;
    },
  },
};
