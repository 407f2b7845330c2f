import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { NUMBER, PROJECT, REGION } from "./provider";

/** A configuration, and what the real provider or Google Cloud says of it. */
export type Cases = Readonly<Record<string, readonly [type: string, config: Values, message: string]>>;

// Configurations that Google Cloud takes: the tests of refusals make one mistake in each.

export const KEY = `projects/${PROJECT}/locations/${REGION}/keyRings/mlops/cryptoKeys/data`;
export const STORAGE_AGENT = `service-${NUMBER}@gs-project-accounts.iam.gserviceaccount.com`;
export const ATTACHMENT = `projects/tenant-tp/regions/${REGION}/serviceAttachments/a-tenant-psc-service-attachment-0`;

export const BUCKET = {
  name: "mlops-artifacts-1a2b",
  location: REGION,
  uniform_bucket_level_access: true,
  public_access_prevention: "enforced",
  versioning: [{ enabled: true }],
  labels: { team: "ml" },
};
export const SECRET = { secret_id: "mlops-uri", replication: [{ auto: [{}] }] };
export const REPOSITORY = {
  ...{ repository_id: "mlops-ghcr", location: REGION, format: "DOCKER", mode: "REMOTE_REPOSITORY" },
  remote_repository_config: [{ docker_repository: [{ custom_repository: [{ uri: "https://ghcr.io" }] }] }],
};
export const SETTINGS = {
  ...{ tier: "db-f1-micro", edition: "ENTERPRISE", disk_size: 10 },
  backup_configuration: [{ enabled: true, point_in_time_recovery_enabled: true }],
  ip_configuration: [{ ipv4_enabled: true, ssl_mode: "ENCRYPTED_ONLY" }],
};
export const INSTANCE = {
  ...{ name: "mlops-db-1a2b", region: REGION, database_version: "POSTGRES_16", deletion_protection: false },
  settings: [SETTINGS],
};
export const PSC = {
  ipv4_enabled: false,
  ssl_mode: "ENCRYPTED_ONLY",
  psc_config: [{ psc_enabled: true, allowed_consumer_projects: [PROJECT] }],
};
export const withSettings = (settings: Values, more: Values = {}): Values => ({
  ...INSTANCE,
  ...more,
  settings: [{ ...SETTINGS, ...settings }],
});
export const DATABASE = { name: "mlflow", instance: INSTANCE.name, deletion_policy: "ABANDON" };
export const USER = { name: "mlflow", instance: INSTANCE.name, password: "abcdef", deletion_policy: "ABANDON" };
export const NETWORK = { name: "mlops", auto_create_subnetworks: false };
export const SUBNETWORK = {
  ...{ name: "mlops", region: REGION, network: `projects/${PROJECT}/global/networks/mlops` },
  ...{ ip_cidr_range: "10.10.0.0/24", private_ip_google_access: true },
};
export const ADDRESS = {
  ...{ name: "mlops-db", region: REGION, address_type: "INTERNAL" },
  subnetwork: `projects/${PROJECT}/regions/${REGION}/subnetworks/mlops`,
};
export const RULE = {
  ...{ name: "mlops-db", region: REGION, load_balancing_scheme: "", target: ATTACHMENT },
  ...{ network: SUBNETWORK.network, ip_address: `projects/${PROJECT}/regions/${REGION}/addresses/mlops-db` },
};
export const ZONE = {
  ...{ name: "mlops", dns_name: "mlops.internal.", visibility: "private" },
  private_visibility_config: [{ networks: [{ network_url: SUBNETWORK.network }] }],
};
export const RECORD = {
  ...{ name: "database.mlops.internal.", managed_zone: "mlops", type: "A", ttl: 300, rrdatas: ["10.10.0.2"] },
};
export const CHANNEL = { type: "email", display_name: "ml", labels: { email_address: "ml@example.com" } };
export const THRESHOLD = {
  filter: 'metric.type="run.googleapis.com/request_count" AND resource.type="cloud_run_revision"',
  ...{ duration: "300s", comparison: "COMPARISON_GT", threshold_value: 1 },
  aggregations: [{ alignment_period: "300s", per_series_aligner: "ALIGN_RATE" }],
};
export const policy = (threshold: Values = {}, more: Values = {}): Values => ({
  ...{ display_name: "errors", combiner: "OR" },
  conditions: [{ display_name: "errors", condition_threshold: [{ ...THRESHOLD, ...threshold }] }],
  ...more,
});
export const LOGS = { project: PROJECT, location: REGION, bucket_id: "mlops-logs-1a2b", retention_days: 30 };
export const SINK = {
  ...{ name: "mlops", filter: 'resource.type="cloud_run_revision"' },
  destination: `logging.googleapis.com/projects/${PROJECT}/locations/${REGION}/buckets/mlops-logs-1a2b`,
};
export const BUDGET = {
  ...{ billing_account: "0X0X0X-0X0X0X-0X0X0X", display_name: "mlops" },
  amount: [{ specified_amount: [{ units: "100" }] }],
  budget_filter: [{ projects: [`projects/${NUMBER}`] }],
  threshold_rules: [{ threshold_percent: 0.8 }],
};
