import { block, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { Values } from "../../../simulator/rule";
import { isForeign } from "../ids";
import { groupOf } from "../network/security-rules";

/** `StandardV2` of `StandardV2_1`. */
export function tierOf(service: Values | undefined): string {
  return (text(service, "sku_name") ?? "").replace(/_\d+$/, "");
}

export const serviceActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management: {
    facts: {
      is_guarded: (context, values) => {
        const id = text(block(values, "virtual_network_configuration"), "subnet_id") ?? "";
        return isForeign(context, id) || groupOf(context.account, id) !== undefined;
      },
    },
  },
};
