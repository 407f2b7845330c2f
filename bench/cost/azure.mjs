// What a platform on Azure costs while nobody uses it.
import { all, idle, priceOf, sum } from "./parts.mjs";

/** List prices of West Europe in USD, a month of 730 hours, as of 2026-11: check Azure's calculator for your region and contract. */
export const PRICES = {
  date: "2026-11",
  region: "West Europe",
  // https://azure.microsoft.com/pricing/details/postgresql/flexible-server/
  databases: {
    B_Standard_B1ms: 12.41,
    B_Standard_B2s: 49.64,
    GP_Standard_D2ds_v5: 129.94,
    GP_Standard_D4ds_v5: 259.88,
  },
  databaseStorageGib: 0.115,
  // https://azure.microsoft.com/pricing/details/container-apps/: a replica that always runs is billed as active.
  vcpu: 63.07,
  memoryGib: 7.88,
  // https://azure.microsoft.com/pricing/details/load-balancer/ and https://azure.microsoft.com/pricing/details/ip-addresses/
  internalEnvironment: 21.9,
  externalEnvironment: 25.55,
  // https://azure.microsoft.com/pricing/details/api-management/
  gateways: { Consumption: 0, StandardV2: 700 },
  // https://azure.microsoft.com/pricing/details/dns/ and https://azure.microsoft.com/pricing/details/monitor/
  dnsZone: 0.5,
  alarm: 0.1,
};

const database = (server) => {
  const servers = server.high_availability === undefined ? 1 : 2;
  const storage = (server.storage_mb / 1024) * PRICES.databaseStorageGib;
  return servers * (priceOf(PRICES.databases, server.sku_name, "the database") + storage);
};

const apps = (app) => {
  const [template] = [app.template].flat();
  const vcpu = sum(template.container.map(({ cpu }) => cpu));
  const gib = sum(template.container.map(({ memory }) => Number.parseFloat(memory)));
  return (template.min_replicas ?? 0) * (vcpu * PRICES.vcpu + gib * PRICES.memoryGib);
};

// Only an environment in a virtual network has a load balancer and an address of its own.
const environment = ({ infrastructure_subnet_id, internal_load_balancer_enabled }) => {
  if (infrastructure_subnet_id === undefined) return 0;
  return internal_load_balancer_enabled === true ? PRICES.internalEnvironment : PRICES.externalEnvironment;
};

const gateway = ({ sku_name }) => {
  const [tier, units] = sku_name.split("_");
  return priceOf(PRICES.gateways, tier, "the gateway") * Math.max(1, Number(units));
};

/** Dollars a month by component of an idle stack. What costs by use alone (calls, artifacts, logs) is 0 and left out. */
export function idleCost(stack) {
  return idle({
    database: sum(all(stack, "azurerm_postgresql_flexible_server").map(database)),
    servers: sum(all(stack, "azurerm_container_app").map(apps)),
    gateway: sum(all(stack, "azurerm_api_management").map(gateway)),
    network: sum(all(stack, "azurerm_container_app_environment").map(environment)),
    "DNS zones, alarms":
      all(stack, "azurerm_private_dns_zone").length * PRICES.dnsZone +
      (all(stack, "azurerm_monitor_metric_alert").length +
        all(stack, "azurerm_monitor_scheduled_query_rules_alert_v2").length) *
        PRICES.alarm,
  });
}
