import { block, blocks, texts } from "../../../simulator/readers";
import type { Facts } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import type { RuleContext, Values } from "../../../simulator/rule";
import { contains, parseCidr, type Cidr } from "../../../simulator/cidr";
import { textsAt } from "../../../simulator/template";
import rows from "./rows.json";
import { all, findById, isSame, parentId, within } from "../ids";

/** Who may be in a subnet, by type and attribute; with one of them it keeps its range and its delegation. */
const USERS = Object.entries(rows.azurerm_subnet.heldBy.by);

/** Azure adds this action to every delegation; Terraform sees it. */
const JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";

/** What is in a subnet, as `type id`. */
export function usersOf({ account }: RuleContext, subnetId: string): string[] {
  return USERS.flatMap(([type, attribute]) =>
    all(account, type)
      .filter((user) => textsAt(user, attribute).some((id) => isSame(id, subnetId)))
      .map((user) => `${type} ${String(user.id)}`),
  );
}

function rangesOf(values: Values, attribute: string): Cidr[] {
  return texts(values, attribute).flatMap((cidr) => parseCidr(cidr) ?? []);
}

const networkFacts: Facts = {
  outside_subnet: ({ account }, values) => {
    const space = rangesOf(values, "address_space");
    const isInside = (range: Cidr) => space.some((outer) => contains(outer, range));
    return within(account, String(values.id)).find(
      (held) => held.type === "azurerm_subnet" && !rangesOf(held.values, "address_prefixes").every(isInside),
    )?.id;
  },
};

export const networkActs: Readonly<Record<string, Acts>> = {
  azurerm_virtual_network: { facts: networkFacts },
  azurerm_subnet: {
    read: ({ values }) => {
      const service = block(block(values, "delegation"), "service_delegation");
      if (service !== undefined && texts(service, "actions").length === 0) service.actions = [JOIN];
    },
  },
  azurerm_network_security_rule: {
    facts: {
      twin: ({ account }, { id, direction, priority }) => {
        const rules = blocks(findById(account, parentId(String(id)) ?? "")?.values, "security_rule");
        return String(rules.find((rule) => rule.direction === direction && rule.priority === priority)?.name ?? "");
      },
    },
  },
};
