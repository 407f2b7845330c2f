import { block, isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { isForeign } from "../ids";
import { groupOf } from "../network/security-rules";
import { needRegistered } from "../provider";
import { recover, softDelete } from "../resources/soft-deleted";
import { feature } from "../session";

/** `StandardV2` of `StandardV2_1`. */
export function tierOf(service: Values | undefined): string {
  return (text(service, "sku_name") ?? "").replace(/_\d+$/, "");
}

function checkNetwork(context: CreateContext): void {
  const { account, values } = context;
  const id = text(block(values, "virtual_network_configuration"), "subnet_id");
  if ((text(values, "virtual_network_type") ?? "None") === "None" || id === undefined) return;
  // A service of the second generation runs on App Service's networks.
  if (tierOf(values).endsWith("V2")) needRegistered(context, "Microsoft.Web");
  if (!isForeign(context, id) && groupOf(account, id) === undefined)
    refuse(
      `NetworkSecurityGroupRequired: the subnet ${id} must have a network security group.`,
      "virtual_network_configuration",
    );
}

/** A deleted service keeps its name for 48 hours unless it is purged. @see https://aka.ms/apimsoftdelete */
function recoverDeleted(context: CreateContext): void {
  const { values } = context;
  const name = String(values.name);
  recover(context, name, (deleted) => {
    if (deleted.location !== values.location || deleted.id !== values.id)
      refuse(
        `ServiceAlreadyExistsInSoftDeletedState: Api service ${name} was soft-deleted. In order to create the new service with the same name, you have to either undelete the service or purge it. See https://aka.ms/apimsoftdelete.`,
        "name",
      );
    if (!feature(context, "api_management", "recover_soft_deleted", true))
      refuse(
        `An existing soft-deleted API Management exists with the Name "${name}" in the location "${deleted.location}", however automatically recovering this API Management has been disabled via the "features" block.`,
        "name",
      );
  });
}

function settleAddresses({ values }: CreateContext): void {
  const tier = tierOf(values);
  const name = String(values.name).toLowerCase();
  const isClassic = tier !== "Consumption" && !tier.endsWith("V2");
  const host = (service: string) => (isClassic ? `https://${name}.${service}.azure-api.net` : "");
  fill(values, {
    gateway_url: `https://${name}.azure-api.net`,
    gateway_regional_url:
      tier === "Consumption" ? "" : `https://${name}-${String(values.location)}-01.regional.azure-api.net`,
    management_api_url: host("management"),
    portal_url: host("portal"),
    developer_portal_url: host("developer"),
    scm_url: host("scm"),
  });
  if (tier !== "Consumption" && Array.isArray(values.public_ip_addresses))
    values.public_ip_addresses = ["203.0.113.30"];
}

export const serviceActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management: {
    check: checkNetwork,
    create: (context) => {
      recoverDeleted(context);
      settleAddresses(context);
    },
    // The provider asks for what the tier lacks only once the service exists.
    settle: ({ values }) => {
      const tier = tierOf(values);
      if (tier !== "Consumption" && !tier.endsWith("V2")) return;
      for (const name of ["sign_in", "sign_up", "delegation", "tenant_access"])
        if (isSet(values, name)) refuse(`\`${name}\` is not supported for sku tiers \`Consumption\` and \`V2\``, name);
    },
    update: ({ prior, values }) => {
      const [before, after] = [tierOf(prior), tierOf(values)];
      if (before !== after && [before, after].includes("Consumption"))
        refuse(`InvalidParameters: Changing SKU from ${before} to ${after} is not supported.`, "sku_name");
    },
    delete: (context) => {
      if (!feature(context, "api_management", "purge_soft_delete_on_destroy", true))
        softDelete(context, String(context.prior.name));
    },
  },
};
