// What a platform on Google Cloud costs while nobody uses it.
import { all, idle, priceOf, sum } from "./parts.mjs";

/** List prices of europe-west1 in USD, a month of 730 hours, as of 2026-11: check Google's calculator for your region and contract. */
export const PRICES = {
  date: "2026-11",
  region: "europe-west1 (Belgium)",
  // https://cloud.google.com/sql/pricing: shared cores; others by vCPU and memory.
  sharedDatabases: { "db-f1-micro": 7.67, "db-g1-small": 25.55 },
  databaseVcpu: 30.15,
  databaseMemoryGib: 5.11,
  databaseStorageGib: 0.17,
  // https://cloud.google.com/run/pricing: an instance that is kept and waits, billed by requests.
  idleVcpu: 6.57,
  idleMemoryGib: 6.57,
  // https://cloud.google.com/vpc/pricing#psc-forwarding-rules and https://cloud.google.com/dns/pricing
  endpoint: 7.3,
  dnsZone: 0.2,
  // https://cloud.google.com/products/observability/pricing: a condition.
  alarm: 0.1,
};

const machine = (tier) => {
  const [, vcpu, memoryMib] = /^db-custom-(\d+)-(\d+)$/.exec(tier) ?? [];
  if (vcpu === undefined) return priceOf(PRICES.sharedDatabases, tier, "the database");
  return Number(vcpu) * PRICES.databaseVcpu + (Number(memoryMib) / 1024) * PRICES.databaseMemoryGib;
};

const database = ({ settings }) => {
  const [{ tier, disk_size, availability_type }] = [settings].flat();
  const instances = availability_type === "REGIONAL" ? 2 : 1;
  return instances * (machine(tier) + disk_size * PRICES.databaseStorageGib);
};

const GIB = { Mi: 1 / 1024, Gi: 1 };

const service = (run) => {
  const [template] = [run.template].flat();
  const [scaling = {}] = [template.scaling].flat();
  const limits = template.containers.map(({ resources }) => [resources].flat()[0].limits);
  const vcpu = sum(limits.map(({ cpu }) => Number(cpu)));
  const gib = sum(limits.map(({ memory }) => Number.parseFloat(memory) * GIB[memory.slice(-2)]));
  return (scaling.min_instance_count ?? 0) * (vcpu * PRICES.idleVcpu + gib * PRICES.idleMemoryGib);
};

/** Dollars a month by component of an idle stack. What costs by use alone (calls, artifacts, logs, images) is 0 and left out. */
export function idleCost(stack) {
  return idle({
    database: sum(all(stack, "google_sql_database_instance").map(database)),
    servers: sum(all(stack, "google_cloud_run_v2_service").map(service)),
    network:
      all(stack, "google_compute_forwarding_rule").length * PRICES.endpoint +
      all(stack, "google_dns_managed_zone").length * PRICES.dnsZone,
    alarms: all(stack, "google_monitoring_alert_policy").length * PRICES.alarm,
  });
}
