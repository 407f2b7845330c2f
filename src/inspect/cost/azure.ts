import { objectsOf, type JsonObject } from "../../core/json";
import { block, number, sum, type CloudPrices, type PriceOf } from "./parts";

/** List prices in USD, a month of 730 hours: check Azure's calculator for your region and contract. */
const PRICES = {
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

function database(server: JsonObject, priceOf: PriceOf): number {
  const servers = objectsOf(server.high_availability).length === 0 ? 1 : 2;
  const storage = (number(server.storage_mb) / 1024) * PRICES.databaseStorageGib;
  return servers * (priceOf(PRICES.databases, server.sku_name, "the database") + storage);
}

function app(values: JsonObject): number {
  const template = block(values.template);
  const containers = objectsOf(template.container);
  const vcpu = sum(containers.map(({ cpu }) => number(cpu)));
  const gib = sum(containers.map(({ memory }) => number(memory)));
  return number(template.min_replicas) * (vcpu * PRICES.vcpu + gib * PRICES.memoryGib);
}

/** The load balancer and address of an environment; both exist in a virtual network only. */
function environment(values: JsonObject): number {
  const { infrastructure_subnet_id: subnet, internal_load_balancer_enabled: internal } = values;
  if (typeof subnet !== "string") return 0;
  return internal === true ? PRICES.internalEnvironment : PRICES.externalEnvironment;
}

function gateway({ sku_name: sku }: JsonObject, priceOf: PriceOf): number {
  const [tier, units] = typeof sku === "string" ? sku.split("_") : [];
  return priceOf(PRICES.gateways, tier, "the gateway") * Math.max(1, number(units));
}

/** What a platform on Azure costs while nobody uses it. */
export const azure: CloudPrices = {
  region: "West Europe",
  date: "2026-11",
  prefix: "azurerm_",
  unpricedTypes: ["azurerm_machine_learning_workspace", "azurerm_container_registry", "azurerm_private_endpoint"],
  components: (of, priceOf) => ({
    database: sum(of("azurerm_postgresql_flexible_server").map((server) => database(server, priceOf))),
    servers: sum(of("azurerm_container_app").map(app)),
    gateway: sum(of("azurerm_api_management").map((each) => gateway(each, priceOf))),
    network: sum(of("azurerm_container_app_environment").map(environment)),
    "DNS zones, alarms":
      of("azurerm_private_dns_zone").length * PRICES.dnsZone +
      (of("azurerm_monitor_metric_alert").length + of("azurerm_monitor_scheduled_query_rules_alert_v2").length) *
        PRICES.alarm,
  }),
};
