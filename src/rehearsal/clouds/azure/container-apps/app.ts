import { newId } from "../../../simulator/ids";
import { block, blocks, isSet, isTrue, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { addRevision, isRevised, revisionsOf } from "../../revisions";
import { addressOf, environmentOf, hasProfiles } from "./environment";
import { imageFacts } from "./images";
import { sizeFacts } from "./template";

/**
 * A change of the template makes a revision; one of secrets or ingress alone makes none.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/revisions#change-types
 */
function settle({ account, type, values }: CreateContext): void {
  const template = block(values, "template");
  if (template === undefined) return;
  const name = String(values.name);
  const revisions = revisionsOf(values);
  const suffix = text(template, "revision_suffix");
  const isSuffixNew = suffix !== undefined && suffix !== text(block(revisions.at(-1), "template"), "revision_suffix");
  if (isSuffixNew && revisions.some((revision) => revision.name === `${name}--${suffix}`))
    refuse(`RevisionSuffixInUse: a revision with the suffix '${suffix}' exists already.`, "template");
  // The provider sends a suffix only when it changed: its absence is no change.
  if (isSuffixNew || isRevised(values, template, ["revision_suffix"])) {
    if (text(values, "revision_mode") !== "Multiple") for (const revision of revisions) revision.active = false;
    const label = isSuffixNew ? suffix : newId(account, type, "lower", 7);
    addRevision(values, { name: `${name}--${label}`, active: true, template, secret: blocks(values, "secret") });
  }
  values.latest_revision_name = revisionsOf(values).at(-1)?.name ?? "";
  const ingress = block(values, "ingress");
  const environment = environmentOf(account, values);
  const domain = text(environment, "default_domain") ?? "";
  values.latest_revision_fqdn = ingress === undefined ? "" : `${String(values.latest_revision_name)}.${domain}`;
  if (ingress === undefined) return;
  ingress.fqdn = addressOf(values, isTrue(ingress, "external_enabled"), environment);
  if (!Array.isArray(ingress.custom_domain)) ingress.custom_domain = [];
}

export const appActs: Readonly<Record<string, Acts>> = {
  azurerm_container_app: {
    facts: {
      ...imageFacts,
      ...sizeFacts,
      traffic: (_, ingress) =>
        blocks(ingress, "traffic_weight").reduce((sum, each) => sum + (number(each, "percentage") ?? 0), 0),
    },
    create: settle,
    update: settle,
    // A Key Vault's secret is read back as an empty text, which the provider's SDK compares like one that is not set. An app in an
    // environment with profiles always has one: https://github.com/Azure/terraform-azure-container-apps/pull/45
    read: ({ account, values }) => {
      if (hasProfiles(environmentOf(account, values)) && !isSet(values, "workload_profile_name"))
        values.workload_profile_name = "Consumption";
      for (const secret of blocks(values, "secret")) if (isSet(secret, "key_vault_secret_id")) secret.value = null;
    },
  },
};
