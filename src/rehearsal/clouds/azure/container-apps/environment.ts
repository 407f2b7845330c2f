import { blocks, isTrue, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { dotted, parseCidr } from "../../../simulator/cidr";
import { findById } from "../ids";
import { usersOf } from "../network/networks";
import { needRegistered } from "../provider";

export function hasProfiles(environment: Values | undefined): boolean {
  return blocks(environment, "workload_profile").length > 0;
}

function hasOwnProfile(environment: Values | undefined): boolean {
  return blocks(environment, "workload_profile").some((profile) => profile.workload_profile_type !== "Consumption");
}

function plan({ prior, planned, config }: PlanContext): void {
  // The provider overlooks the group that Azure named by itself only beside a profile of one's own.
  if (prior !== undefined && config.infrastructure_resource_group_name === null && hasOwnProfile(planned))
    planned.infrastructure_resource_group_name = prior.infrastructure_resource_group_name ?? null;
}

/** @see https://learn.microsoft.com/en-us/azure/container-apps/custom-virtual-networks */
function checkSubnet(context: CreateContext): void {
  const id = text(context.values, "infrastructure_subnet_id");
  if (id === undefined) return;
  needRegistered(context, "Microsoft.ContainerService");
  const [user] = usersOf(context, id);
  if (user !== undefined)
    refuse(
      `ManagedEnvironmentInvalidNetworkConfiguration: The subnet ${id} must be empty, ${user} is in it.`,
      "infrastructure_subnet_id",
    );
}

function staticAddress({ account, values }: CreateContext): string {
  const subnet = findById(account, text(values, "infrastructure_subnet_id") ?? "")?.values;
  const first = parseCidr(texts(subnet, "address_prefixes")[0] ?? "")?.first ?? 0;
  // 203.0.113.0/24 is the documentation range of RFC 5737.
  if (!isTrue(values, "internal_load_balancer_enabled")) return "203.0.113.20";
  return dotted(first + 10);
}

/** @see https://learn.microsoft.com/en-us/azure/container-apps/environment */
export const environmentActs: Readonly<Record<string, Acts>> = {
  azurerm_container_app_environment: {
    plan,
    create: (context) => {
      checkSubnet(context);
      fill(context.values, { static_ip_address: staticAddress(context) });
    },
    // Azure names the group of an environment in a subnet, and has none to name for one without.
    read: ({ values }) => {
      const name = `ME_${String(values.name)}_${String(values.resource_group_name)}_${String(values.location)}`;
      if (text(values, "infrastructure_subnet_id") === undefined) values.infrastructure_resource_group_name = null;
      else if (hasProfiles(values)) values.infrastructure_resource_group_name ??= name;
    },
  },
};
