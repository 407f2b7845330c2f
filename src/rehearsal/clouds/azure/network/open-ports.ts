import type { Account } from "../../../simulator/account";
import { text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Attempt } from "../../cloud";
import { all } from "../ids";
import { groupOf, rulesOf, type SecurityRule } from "./security-rules";

const EVERYWHERE = /^(\*|Internet|any|.*\/0)$/i;

function isOpen({ direction, isAllow, sources }: SecurityRule): boolean {
  return direction === "Inbound" && isAllow && sources.some((source) => EVERYWHERE.test(source));
}

/** The ports that security groups open to every address; the doors of public apps are judged with the apps. */
export function openPorts(account: Account): Attempt[] {
  return all(account, "azurerm_network_security_group").map((group): Attempt => {
    const isDoor = holdsPublicApps(account, group);
    const isMore = ({ ports }: SecurityRule) => ports.some((range) => !["80", "443"].includes(range));
    const found = rulesOf(account, group).find((rule) => isOpen(rule) && (!isDoor || isMore(rule)));
    const by =
      found && `the rule ${found.name}, which opens port ${found.ports.join(", ")} to ${found.sources.join(", ")}`;
    return { who: "anybody on the internet", target: `azurerm_network_security_group ${String(group.name)}`, by };
  });
}

/** Whether a group belongs to the subnet of an environment with a public address. */
function holdsPublicApps(account: Account, group: Values): boolean {
  return all(account, "azurerm_container_app_environment").some(
    (each) =>
      each.internal_load_balancer_enabled !== true &&
      groupOf(account, text(each, "infrastructure_subnet_id") ?? "") === group,
  );
}
