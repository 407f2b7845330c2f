import { runTrap, type TrapResult } from "../trap";
import { BUCKET, instance, NETWORK, PROJECT, REGION, rules, stackOf } from "./stack";

const PSC = { ipv4_enabled: false, psc_config: [{ psc_enabled: true, allowed_consumer_projects: [PROJECT] }] };
const KEY = `projects/${PROJECT}/locations/${REGION}/keyRings/mlops/cryptoKeys/data`;
const AGENT = `serviceAccount:service-123456789012@gcp-sa-iap.iam.gserviceaccount.com`;
const MLFLOW = "${google_service_account.mlflow.member}";

/** Each resource of the second part has one mistake; what they need is right, and one apply shows all of them. */
const config = stackOf(
  NETWORK,
  {
    google_service_account: { mlflow: { account_id: "mlops-mlflow" } },
    google_storage_bucket: { closed: { ...BUCKET, name: "mlops-closed", public_access_prevention: "enforced" } },
    google_secret_manager_secret: { uri: { secret_id: "uri", replication: [{ auto: [{}] }] } },
    google_sql_database_instance: { private: instance("mlops-private", { ip_configuration: [PSC] }) },
    google_compute_address: {
      database: {
        ...{ name: "database", region: REGION, address_type: "INTERNAL" },
        subnetwork: "${google_compute_subnetwork.net.id}",
      },
    },
    google_dns_managed_zone: {
      internal: {
        ...{ name: "internal", dns_name: "mlops.internal.", visibility: "private" },
        private_visibility_config: [{ networks: [{ network_url: "${google_compute_network.net.id}" }] }],
      },
    },
  },
  {
    google_cloud_run_v2_service_iam_member: {
      // Cloud Run is not among the services of the stack.
      disabled: { name: "mlflow", location: REGION, role: "roles/run.invoker", member: MLFLOW },
    },
    google_storage_bucket: {
      keyless: { ...BUCKET, name: "mlops-keyless", encryption: [{ default_kms_key_name: KEY }] },
      multi: {
        ...{ ...BUCKET, location: "EU", name: "mlops-multi" },
        encryption: [{ default_kms_key_name: KEY }],
      },
    },
    google_storage_bucket_iam_member: {
      public: {
        bucket: "${google_storage_bucket.closed.name}",
        role: "roles/storage.objectViewer",
        member: "allUsers",
      },
      role: { bucket: "${google_storage_bucket.closed.name}", role: "roles/storage.reader", member: MLFLOW },
    },
    google_project_iam_member: {
      agent: { project: PROJECT, role: "roles/run.invoker", member: AGENT },
      gone: {
        ...{ project: PROJECT, role: "roles/cloudsql.client" },
        member: `serviceAccount:gone@${PROJECT}.iam.gserviceaccount.com`,
      },
    },
    google_secret_manager_secret_version: {
      short: { secret: "${google_secret_manager_secret.uri.secret_id}", secret_data: "x" },
    },
    google_sql_database_instance: {
      editionless: instance("mlops-editionless", { edition: null }),
      both: instance("mlops-both", { ip_configuration: [{ ...PSC, ipv4_enabled: true }] }),
      unreachable: instance("mlops-unreachable", { ip_configuration: [{ ipv4_enabled: false }] }),
    },
    google_sql_user: { open: { name: "mlflow", instance: "${google_sql_database_instance.private.name}" } },
    google_compute_forwarding_rule: {
      external: {
        ...{ name: "external", region: REGION, network: "${google_compute_network.net.id}" },
        target: "${google_sql_database_instance.private.psc_service_attachment_link}",
        ip_address: "${google_compute_address.database.id}",
      },
    },
    google_dns_record_set: {
      outside: {
        ...{ name: "database.mlops.local.", managed_zone: "${google_dns_managed_zone.internal.name}" },
        ...{ type: "A", ttl: 300, rrdatas: ["${google_compute_address.database.address}"] },
      },
    },
    google_monitoring_alert_policy: {
      metric: {
        ...{ display_name: "m", combiner: "OR" },
        conditions: [
          {
            display_name: "m",
            condition_threshold: [
              {
                filter: 'metric.type = "run.googleapis.com/requests" AND resource.type = "cloud_run_revision"',
                ...{ duration: "300s", comparison: "COMPARISON_GT" },
              },
            ],
          },
        ],
      },
    },
    google_artifact_registry_repository: {
      upstream: { repository_id: "ghcr", location: REGION, format: "DOCKER", mode: "REMOTE_REPOSITORY" },
    },
  },
);

let result: TrapResult;
beforeAll(async () => {
  result = await runTrap({ config, rules });
}, 120_000);

const CASES: readonly (readonly [what: string, address: string, message: string])[] = [
  ["a resource of a disabled service", "google_cloud_run_v2_service_iam_member.disabled", "SERVICE_DISABLED"],
  ["a key that Cloud Storage may not use", "google_storage_bucket.keyless", "Permission denied on Cloud KMS key"],
  ["a key of another location", "google_storage_bucket.multi", "and must be in eu"],
  ["a public bucket", "google_storage_bucket_iam_member.public", "public access prevention is enforced"],
  ["a role that does not exist", "google_storage_bucket_iam_member.role", "Role roles/storage.reader is not supported"],
  ["an agent that nobody asked for", "google_project_iam_member.agent", "gcp-sa-iap.iam.gserviceaccount.com does not"],
  ["an account that does not exist", "google_project_iam_member.gone", "Service account gone@"],
  ["a version of a secret's bare name", "google_secret_manager_secret_version.short", "Error 404: Secret"],
  [
    "a small database without an edition",
    "google_sql_database_instance.editionless",
    "Invalid Tier (db-f1-micro) for (ENTERPRISE_PLUS) Edition",
  ],
  [
    "a database with PSC and a public address",
    "google_sql_database_instance.both",
    "PSC connectivity cannot be enabled",
  ],
  ["a database that nobody reaches", "google_sql_database_instance.unreachable", "At least one of Public IP"],
  ["a user without a password", "google_sql_user.open", "a password is required"],
  [
    "an endpoint with the default scheme",
    "google_compute_forwarding_rule.external",
    "loadBalancingScheme': 'EXTERNAL'",
  ],
  ["a record of another zone", "google_dns_record_set.outside", "is not in the zone mlops.internal."],
  ["an alarm of no metric", "google_monitoring_alert_policy.metric", "Cannot find metric(s) that match type"],
  ["a remote repository of nothing", "google_artifact_registry_repository.upstream", "needs remote_repository_config"],
];

describe("a deploy is refused for", () => {
  test.each(CASES)("%s", (_what, address, message) => {
    expect(result.errorsAt[address]?.join("; ")).toContain(message);
  });

  test("nothing else", () => {
    expect(Object.keys(result.errorsAt).sort()).toEqual(CASES.map(([, address]) => address).sort());
  });
});
