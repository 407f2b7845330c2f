import { texts } from "../../../simulator/readers";
import type { DataSourceRule } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { select } from "../ids";
import { subscriptionId } from "../session";

/** A subnet as the provider reads it: of its own subscription, and without the delegation. */
export const subnetData: DataSourceRule = {
  type: "azurerm_subnet",
  cites:
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/subnet_data_source.go",
  read: (context) => {
    const { account, config, values } = context;
    const group = `/subscriptions/${subscriptionId(context)}/resourceGroups/${String(config.resource_group_name)}`;
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/${String(config.virtual_network_name)}`;
    const id = `${network}/subnets/${String(config.name)}`;
    const [found] = select(account, "azurerm_subnet", { id });
    if (found === undefined) return refuse(`Subnet (${id}) was not found`);
    const ranges = texts(found, "address_prefixes");
    const [association] = select(account, "azurerm_subnet_network_security_group_association", { subnet_id: id });
    Object.assign(values, {
      id,
      address_prefix: ranges[0] ?? "",
      address_prefixes: ranges,
      service_endpoints: texts(found, "service_endpoints"),
      network_security_group_id: association?.network_security_group_id ?? "",
      route_table_id: "",
      default_outbound_access_enabled: found.default_outbound_access_enabled ?? true,
      private_endpoint_network_policies: found.private_endpoint_network_policies ?? "Disabled",
      private_link_service_network_policies_enabled: found.private_link_service_network_policies_enabled ?? true,
    });
  },
};
