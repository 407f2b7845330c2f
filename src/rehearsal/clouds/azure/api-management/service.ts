import { block, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { Values } from "../../../simulator/rule";
import { isForeign } from "../ids";
import { groupOf } from "../network/security-rules";
import { needRegistered } from "../provider";

/** `StandardV2` of `StandardV2_1`. */
export function tierOf(service: Values | undefined): string {
  return (text(service, "sku_name") ?? "").replace(/_\d+$/, "");
}

function subnetOf(service: Values): string | undefined {
  if ((text(service, "virtual_network_type") ?? "None") === "None") return undefined;
  return text(block(service, "virtual_network_configuration"), "subnet_id");
}

export const serviceActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management: {
    facts: {
      unguarded_subnet: (context, values) => {
        const id = subnetOf(values);
        return id === undefined || isForeign(context, id) || groupOf(context.account, id) ? undefined : id;
      },
    },
    check: (context) => {
      // A service of the second generation runs on App Service's networks.
      if (subnetOf(context.values) !== undefined && tierOf(context.values).endsWith("V2"))
        needRegistered(context, "Microsoft.Web");
    },
  },
};
