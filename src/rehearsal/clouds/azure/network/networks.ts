import { block, blocks, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, RuleContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { contains, overlaps, parseCidr, type Cidr } from "../../cidr";
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

function rangesOf(values: Values | undefined, attribute: string): Cidr[] {
  return texts(values, attribute).map((cidr) => {
    const parsed = parseCidr(cidr);
    if (parsed === undefined || parsed.canonical !== cidr)
      refuse(
        `InvalidCIDRNotation: The address prefix ${cidr} has an invalid CIDR notation. For the given prefix length, the address prefix should be ${parsed?.canonical ?? "an IPv4 range"}.`,
        attribute,
      );
    return parsed;
  });
}

/** @see https://learn.microsoft.com/en-us/azure/virtual-network/virtual-networks-faq */
function checkSubnet(context: CreateContext): void {
  const { account, values } = context;
  const id = String(values.id);
  const name = String(values.name);
  const network = findById(account, parentId(id) ?? "")?.values;
  const space = rangesOf(network, "address_space");
  const siblings = within(account, String(network?.id)).filter(
    (held) => held.type === "azurerm_subnet" && !isSame(held.id, id),
  );
  for (const range of rangesOf(values, "address_prefixes")) {
    if (!space.some((outer) => contains(outer, range)))
      refuse(
        `NetcfgInvalidSubnet: Subnet '${name}' is not valid in virtual network '${String(values.virtual_network_name)}'.`,
        "address_prefixes",
      );
    const taken = siblings.find(({ values: other }) =>
      rangesOf(other, "address_prefixes").some((each) => overlaps(each, range)),
    );
    if (taken !== undefined)
      refuse(
        `NetcfgSubnetRangesOverlap: Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${String(values.virtual_network_name)}' (${String(taken.values.name)}).`,
        "address_prefixes",
      );
  }
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
    check: checkSubnet,
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
  azurerm_private_dns_zone_virtual_network_link: {
    create: ({ values }) => {
      if (values.resolution_policy === "" && String(values.private_dns_zone_name).startsWith("privatelink."))
        values.resolution_policy = "Default";
    },
  },
  azurerm_private_dns_a_record: {
    create: ({ values }) => {
      if (values.name === "@") values.fqdn = `${String(values.zone_name)}.`;
    },
  },
};
