import { block, blocks, flag, isSet, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { findById, isForeign } from "../ids";
import { delegationOf, groupOf, prefixOf } from "../network/networks";
import { forget, softDelete, softDeleted } from "../resources/soft-deleted";
import { feature } from "../session";

const TYPE = "azurerm_api_management";

/** `StandardV2` of `StandardV2_1`. */
export function tierOf(service: Values | undefined): string {
  return (text(service, "sku_name") ?? "").replace(/_\d+$/, "");
}

function plan({ prior, planned, requireReplace }: PlanContext): void {
  if (prior === undefined) return;
  if (tierOf(prior).endsWith("V2") !== tierOf(planned).endsWith("V2")) requireReplace("sku_name");
  const [before, after] = [
    text(prior, "virtual_network_type") ?? "None",
    text(planned, "virtual_network_type") ?? "None",
  ];
  if (before !== after && (before !== "None" || !["Internal", "External"].includes(after)))
    requireReplace("virtual_network_type");
  const network = (of: Values) => text(block(of, "virtual_network_configuration"), "subnet_id");
  if (isSet(prior, "virtual_network_configuration") && network(prior) !== network(planned))
    requireReplace("virtual_network_configuration");
}

/** Which tiers work with which subnets. @see https://learn.microsoft.com/en-us/azure/api-management/virtual-network-concepts */
const DELEGATIONS: Readonly<Record<string, string | undefined>> = {
  StandardV2: "Microsoft.Web/serverFarms",
  PremiumV2: "Microsoft.Web/hostingEnvironments",
};

function checkNetwork(context: CreateContext): void {
  const { account, values } = context;
  const tier = tierOf(values);
  const type = text(values, "virtual_network_type") ?? "None";
  const id = text(block(values, "virtual_network_configuration"), "subnet_id");
  if (type === "None") {
    if (id !== undefined)
      refuse("InvalidParameters: virtual_network_configuration needs a virtual_network_type", "virtual_network_type");
    return;
  }
  if (id === undefined)
    refuse(
      `you must specify 'virtual_network_configuration' when 'virtual_network_type' is "${type}"`,
      "virtual_network_configuration",
    );
  if (!["Developer", "Premium", "StandardV2", "PremiumV2"].includes(tier))
    refuse(
      `InvalidParameters: a virtual network is not supported by the tier ${tier}: Developer, Premium, StandardV2 and PremiumV2 support one.`,
      "virtual_network_type",
    );
  if (isForeign(context, id)) return;
  const subnet = findById(account, id)?.values;
  const [expected, actual] = [DELEGATIONS[tier], delegationOf(subnet)];
  // Outbound integration of Premium v2 takes the delegation of Standard v2; injection takes its own.
  const isIntegrated = tier === "PremiumV2" && type === "External" && actual === DELEGATIONS.StandardV2;
  if (expected !== actual && !isIntegrated)
    refuse(
      `VirtualNetworkSubnetHasIncorrectDelegation: the subnet ${id} must ${expected === undefined ? "not be delegated" : `be delegated to ${expected}`}, it is ${actual ?? "not delegated"}.`,
      "virtual_network_configuration",
    );
  if (prefixOf(subnet) > (tier.endsWith("V2") ? 27 : 29))
    refuse(`InvalidParameters: the subnet ${id} is too small for API Management.`, "virtual_network_configuration");
  if (groupOf(context, id) === undefined)
    refuse(
      `NetworkSecurityGroupRequired: the subnet ${id} must have a network security group.`,
      "virtual_network_configuration",
    );
}

function check(context: CreateContext): void {
  const { values } = context;
  const tier = tierOf(values);
  if (isTrue(values, "client_certificate_enabled") && tier !== "Consumption")
    refuse(
      "`client_certificate_enabled` is only supported when sku type is `Consumption`",
      "client_certificate_enabled",
    );
  if (isSet(values, "zones") && tier !== "Premium")
    refuse("`zones` is only supported when sku type is `Premium`", "zones");
  const security = block(values, "security");
  if (tier === "Consumption" && security !== undefined)
    for (const name of Object.keys(security))
      if (/^(frontend_ssl30|enable_frontend_ssl30|triple_des|tls_)/.test(name) && isTrue(security, name))
        refuse(`\`${name}\` is not supported for Sku Tier \`Consumption\``, "security");
  if (tier === "Consumption" && blocks(values, "hostname_configuration").some((each) => hasOtherThanProxy(each)))
    refuse("InvalidParameters: the tier Consumption takes a host name for the gateway alone", "hostname_configuration");
  checkNetwork(context);
}

function hasOtherThanProxy(configuration: Values): boolean {
  return ["management", "portal", "developer_portal", "scm"].some((name) => isSet(configuration, name));
}

/** A deleted service keeps its name for 48 hours unless it is purged. @see https://aka.ms/apimsoftdelete */
function recover(context: CreateContext): void {
  const { account, values } = context;
  const name = String(values.name);
  const deleted = softDeleted(account, TYPE, name);
  if (deleted === undefined) return;
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
  forget(account, TYPE, name);
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
    plan,
    check,
    create: (context) => {
      if (flag(context.values, "public_network_access_enabled") === false)
        refuse(
          "InvalidParameters: public_network_access_enabled must be true when the service is created",
          "public_network_access_enabled",
        );
      recover(context);
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
      const { account, prior } = context;
      if (feature(context, "api_management", "purge_soft_delete_on_destroy", true)) return;
      softDelete(account, TYPE, String(prior.name), { id: String(prior.id), location: String(prior.location) });
    },
  },
};
