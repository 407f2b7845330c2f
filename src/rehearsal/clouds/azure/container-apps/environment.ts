import type { Account } from "../../../simulator/account";
import { blocks, isTrue, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { Values } from "../../../simulator/rule";
import { dotted, parseCidr } from "../../../simulator/cidr";
import { findById } from "../ids";
import { usersOf } from "../network/networks";

/** The environment of an app. */
export function environmentOf(account: Account, app: Values): Values | undefined {
  return findById(account, String(app.container_app_environment_id))?.values;
}

/** The address of an app: in the domain of its environment, with `.internal` for one that the environment alone reaches. */
export function addressOf(app: Values, isExternal: boolean, environment: Values | undefined): string {
  return `${String(app.name)}.${isExternal ? "" : "internal."}${text(environment, "default_domain") ?? ""}`;
}

export function hasProfiles(environment: Values | undefined): boolean {
  return blocks(environment, "workload_profile").length > 0;
}

/** @see https://learn.microsoft.com/en-us/azure/container-apps/environment */
export const environmentActs: Readonly<Record<string, Acts>> = {
  azurerm_container_app_environment: {
    facts: {
      subnet_user: (context, { infrastructure_subnet_id: id }) => usersOf(context, String(id))[0],
      // 203.0.113.0/24 is the documentation range of RFC 5737.
      address: ({ account }, values) => {
        const subnet = findById(account, text(values, "infrastructure_subnet_id") ?? "")?.values;
        const first = parseCidr(texts(subnet, "address_prefixes")[0] ?? "")?.first ?? 0;
        return isTrue(values, "internal_load_balancer_enabled") ? dotted(first + 10) : "203.0.113.20";
      },
    },
    plan: ({ prior, planned, config }) => {
      const hasOwnProfile = blocks(planned, "workload_profile").some(
        (profile) => profile.workload_profile_type !== "Consumption",
      );
      // The provider overlooks the group that Azure named by itself only beside a profile of one's own.
      if (prior !== undefined && config.infrastructure_resource_group_name === null && hasOwnProfile)
        planned.infrastructure_resource_group_name = prior.infrastructure_resource_group_name ?? null;
    },
    // Azure names the group of an environment in a subnet, and has none to name for one without.
    read: ({ values }) => {
      const name = `ME_${String(values.name)}_${String(values.resource_group_name)}_${String(values.location)}`;
      if (text(values, "infrastructure_subnet_id") === undefined) values.infrastructure_resource_group_name = null;
      else if (hasProfiles(values)) values.infrastructure_resource_group_name ??= name;
    },
  },
};
