import { block, isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { isForeign } from "../ids";
import { groupOf } from "../network/security-rules";
import { needRegistered } from "../provider";

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

export const serviceActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management: {
    check: checkNetwork,
    // The provider asks for what the tier lacks only once the service exists.
    settle: ({ values }) => {
      const tier = tierOf(values);
      if (tier !== "Consumption" && !tier.endsWith("V2")) return;
      for (const name of ["sign_in", "sign_up", "delegation", "tenant_access"])
        if (isSet(values, name)) refuse(`\`${name}\` is not supported for sku tiers \`Consumption\` and \`V2\``, name);
    },
  },
};
