import { objectsOf, type JsonObject } from "../../core/json";
import { block, number, sum, type CloudPrices, type PriceOf } from "./parts";

/** List prices in USD, a month of 730 hours: check Google Cloud's calculator for your region and contract. */
const PRICES = {
  // https://cloud.google.com/sql/pricing: shared cores by the month, others by vCPU and GiB of memory.
  sharedCores: { "db-f1-micro": 7.67, "db-g1-small": 25.55 },
  databaseVcpu: 30.15,
  databaseMemoryGib: 5.11,
  databaseStorageGib: 0.17,
  // https://cloud.google.com/run/pricing: an instance that is kept idle, billed by request.
  idleVcpuSecond: 0.0000025,
  idleGibSecond: 0.0000025,
  // The same page: CPU that is always allocated, billed by instance.
  vcpuSecond: 0.000018,
  gibSecond: 0.000002,
  // https://cloud.google.com/vpc/network-pricing and https://cloud.google.com/dns/pricing
  endpoint: 7.3,
  dnsZone: 0.2,
  // https://cloud.google.com/stackdriver/pricing: a condition of an alert policy, from 2026 on.
  alarm: 0.1,
};

const SECONDS = 730 * 3600;

function database(instance: JsonObject, priceOf: PriceOf): number {
  const { tier, availability_type: availability, disk_size: storage } = block(instance.settings);
  const [, vcpu, mib] = /^db-custom-(\d+)-(\d+)$/.exec(String(tier)) ?? [];
  const machine =
    vcpu === undefined
      ? priceOf(PRICES.sharedCores, tier, "the database")
      : number(vcpu) * PRICES.databaseVcpu + (number(mib) / 1024) * PRICES.databaseMemoryGib;
  return (availability === "REGIONAL" ? 2 : 1) * (machine + number(storage) * PRICES.databaseStorageGib);
}

const gib = (memory: unknown) => number(memory) / (String(memory).endsWith("Mi") ? 1024 : 1);

function servers(service: JsonObject): number {
  const template = block(service.template);
  const second = objectsOf(template.containers).map(({ resources }) => {
    const { cpu_idle: cpuIdle, limits } = block(resources);
    const { cpu, memory } = block(limits);
    return cpuIdle === true
      ? number(cpu) * PRICES.idleVcpuSecond + gib(memory) * PRICES.idleGibSecond
      : number(cpu) * PRICES.vcpuSecond + gib(memory) * PRICES.gibSecond;
  });
  return number(block(template.scaling).min_instance_count) * SECONDS * sum(second);
}

/** What a platform on Google Cloud costs while nobody uses it. */
export const gcp: CloudPrices = {
  region: "Belgium (europe-west1)",
  date: "2026-11",
  prefix: "google_",
  unpricedTypes: ["google_vertex_ai_endpoint", "google_compute_global_forwarding_rule"],
  components: (of, priceOf) => ({
    database: sum(of("google_sql_database_instance").map((instance) => database(instance, priceOf))),
    servers: sum(of("google_cloud_run_v2_service").map(servers)),
    "private endpoint":
      of("google_compute_forwarding_rule").length * PRICES.endpoint +
      of("google_dns_managed_zone").length * PRICES.dnsZone,
    alarms: of("google_monitoring_alert_policy").length * PRICES.alarm,
  }),
};
