// What a platform on Google Cloud costs while nobody uses it.
import { all, idle, priceOf, sum } from "./parts.mjs";

/** List prices of Belgium in USD, a month of 730 hours, as of 2026-11: check Google Cloud's calculator for your region and contract. */
export const PRICES = {
  date: "2026-11",
  region: "Belgium (europe-west1)",
  // https://cloud.google.com/sql/pricing: shared cores by the month, others by vCPU and GiB of memory.
  sharedCores: { "db-f1-micro": 7.67, "db-g1-small": 25.55 },
  databaseVcpu: 30.15,
  databaseMemoryGib: 5.11,
  databaseStorageGib: 0.17,
  // https://cloud.google.com/run/pricing: an instance that is kept idle, billed by request.
  idleVcpuSecond: 0.0000025,
  idleGibSecond: 0.0000025,
  // https://cloud.google.com/vpc/network-pricing and https://cloud.google.com/dns/pricing
  endpoint: 7.3,
  dnsZone: 0.2,
  // https://cloud.google.com/stackdriver/pricing: a condition of an alert policy, from 2026 on.
  alarm: 0.1,
};

const SECONDS = 730 * 3600;

const database = ({ settings }) => {
  const [{ tier, availability_type, disk_size }] = [settings].flat();
  const [, vcpu, mib] = /^db-custom-(\d+)-(\d+)$/.exec(tier) ?? [];
  const machine =
    vcpu === undefined
      ? priceOf(PRICES.sharedCores, tier, "the database")
      : vcpu * PRICES.databaseVcpu + (mib / 1024) * PRICES.databaseMemoryGib;
  return (availability_type === "REGIONAL" ? 2 : 1) * (machine + disk_size * PRICES.databaseStorageGib);
};

const gib = (memory) => Number.parseFloat(memory) / (memory.endsWith("Mi") ? 1024 : 1);

const servers = ({ template }) => {
  const [{ scaling, containers }] = [template].flat();
  const [{ min_instance_count }] = [scaling].flat();
  const limits = containers.map(({ resources }) => [resources].flat()[0].limits);
  const vcpu = sum(limits.map(({ cpu }) => Number(cpu)));
  const memory = sum(limits.map(({ memory }) => gib(memory)));
  return min_instance_count * SECONDS * (vcpu * PRICES.idleVcpuSecond + memory * PRICES.idleGibSecond);
};

/** Dollars a month by component of an idle stack. What costs by use alone (calls, artifacts, logs, images) is 0 and left out. */
export function idleCost(stack) {
  return idle({
    database: sum(all(stack, "google_sql_database_instance").map(database)),
    servers: sum(all(stack, "google_cloud_run_v2_service").map(servers)),
    "private endpoint":
      all(stack, "google_compute_forwarding_rule").length * PRICES.endpoint +
      all(stack, "google_dns_managed_zone").length * PRICES.dnsZone,
    alarms: all(stack, "google_monitoring_alert_policy").length * PRICES.alarm,
  });
}
