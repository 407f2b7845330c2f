import { block, blocks, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { RuleContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
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

export const networkActs: Readonly<Record<string, Acts>> = {
  azurerm_virtual_network: {
    check: ({ account, values }) => {
      const space = rangesOf(values, "address_space");
      const outside = within(account, String(values.id)).find(
        (held) =>
          held.type === "azurerm_subnet" &&
          !rangesOf(held.values, "address_prefixes").every((range) => space.some((outer) => contains(outer, range))),
      );
      if (outside !== undefined)
        refuse(
          `InUsePrefixCannotBeDeleted: the address space of ${String(values.name)} does not hold its subnet ${outside.id} any more`,
          "address_space",
        );
    },
    delete: (context) => {
      for (const { type, id, values } of within(context.account, String(context.prior.id))) {
        const [user] = type === "azurerm_subnet" ? usersOf(context, id) : [];
        if (user !== undefined)
          refuse(
            `InUseSubnetCannotBeDeleted: Subnet ${String(values.name)} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
          );
      }
    },
  },
  azurerm_subnet: {
    read: ({ values }) => {
      const service = block(block(values, "delegation"), "service_delegation");
      if (service !== undefined && texts(service, "actions").length === 0) service.actions = [JOIN];
    },
  },
  azurerm_network_security_rule: {
    check: ({ account, values }) => {
      const group = findById(account, parentId(String(values.id)) ?? "")?.values;
      const twin = blocks(group, "security_rule").find(
        (rule) => rule.direction === values.direction && rule.priority === values.priority,
      );
      if (twin !== undefined)
        refuse(
          `SecurityRuleConflict: Security rule ${String(values.name)} conflicts with rule ${String(twin.name)}. Rules cannot have the same Priority and Direction.`,
          "priority",
        );
    },
  },
};
