import type { Values } from "../../../../src/rehearsal/simulator/rule";
import * as right from "./configurations";
import { GoogleProvider, NUMBER, PROJECT, REGION } from "./provider";
import { ACCOUNT, INSTANCES, world } from "./world";

const member = (more: Values): Values => ({
  ...{ bucket: "existing", role: "roles/storage.objectUser", member: `serviceAccount:${ACCOUNT}` },
  ...more,
});
const named = { ...right.INSTANCE, name: "other" };
const settings = (more: Values, instance: Values = {}) => right.withSettings(more, { name: "other", ...instance });
const BUCKET = "google_storage_bucket";
const MEMBER = "google_storage_bucket_iam_member";
const ALERT = "google_monitoring_alert_policy";

/** Configurations with one mistake each. */
const CASES: right.Cases = {
  "a service that does not exist": [
    "google_project_service",
    { service: "runs.googleapis.com" },
    "Not found or permission denied for service(s): runs.googleapis.com",
  ],
  "an account that exists": [
    "google_service_account",
    { account_id: "mlops-mlflow" },
    "Service account mlops-mlflow already exists within project",
  ],
  "a role of no resource": [
    MEMBER,
    member({ role: "roles/storage.objectUsers" }),
    "is not supported for this resource",
  ],
  "a role of another resource": [
    MEMBER,
    member({ role: "roles/run.invoker" }),
    "Role roles/run.invoker is not supported for this resource",
  ],
  "a bucket's role on the project": [
    "google_project_iam_member",
    { ...member({}), bucket: null, project: PROJECT, role: "roles/storage.legacyBucketReader" },
    "is not supported for this resource",
  ],
  "a member that does not exist": [
    MEMBER,
    member({ member: `serviceAccount:nobody@${PROJECT}.iam.gserviceaccount.com` }),
    `Service account nobody@${PROJECT}.iam.gserviceaccount.com does not exist`,
  ],
  "a service's agent that nobody asked for": [
    "google_project_iam_member",
    {
      ...{ project: PROJECT, role: "roles/run.invoker" },
      member: `serviceAccount:service-${NUMBER}@gcp-sa-iap.iam.gserviceaccount.com`,
    },
    "gcp-sa-iap.iam.gserviceaccount.com does not exist",
  ],
  "a member without a kind": [MEMBER, member({ member: ACCOUNT }), "member"],
  "a public bucket that must not be public": [
    MEMBER,
    member({ member: "allUsers" }),
    "public access prevention is enforced",
  ],
  "a bucket that does not exist": [MEMBER, member({ bucket: "gone" }), "b/gone: googleapi: Error 404"],
  "a secret that does not exist": [
    "google_secret_manager_secret_iam_member",
    { secret_id: "gone", role: "roles/secretmanager.secretAccessor", member: `serviceAccount:${ACCOUNT}` },
    "secrets/gone: googleapi: Error 404",
  ],
  "an account by its address alone": [
    "google_service_account_iam_member",
    { service_account_id: ACCOUNT, role: "roles/iam.serviceAccountUser", member: "user:a@example.com" },
    "doesn't match regexp",
  ],
  "a bucket's name with capitals": [BUCKET, { ...right.BUCKET, name: "Artifacts" }, "Invalid bucket name: 'Artifacts'"],
  "a bucket's name with google": [BUCKET, { ...right.BUCKET, name: "my-google" }, "Invalid bucket name"],
  "a bucket nowhere": [BUCKET, { ...right.BUCKET, location: "europe-west99" }, "Unknown region"],
  "a bucket that is taken": [BUCKET, { ...right.BUCKET, name: "existing" }, "you already own it"],
  "a soft delete of a day": [
    BUCKET,
    { ...right.BUCKET, soft_delete_policy: [{ retention_duration_seconds: 86400 }] },
    "0 or of 7 to 90 days",
  ],
  "a key that the agent may not use": [
    BUCKET,
    { ...right.BUCKET, encryption: [{ default_kms_key_name: right.KEY }] },
    "Permission denied on Cloud KMS key",
  ],
  "a key of another region": [
    BUCKET,
    { ...right.BUCKET, encryption: [{ default_kms_key_name: right.KEY.replace(REGION, "us-east1") }] },
    `is in us-east1, and must be in ${REGION}`,
  ],
  "a label with capitals": [BUCKET, { ...right.BUCKET, labels: { Team: "ml" } }, "Invalid label key: 'Team'"],
  "a label's value with a dot": [
    BUCKET,
    { ...right.BUCKET, labels: { team: "a.b" } },
    "Invalid value for label 'team'",
  ],
  "a secret's name with a dot": [
    "google_secret_manager_secret",
    { ...right.SECRET, secret_id: "a.b" },
    "does not match the expected format",
  ],
  "a version of a bare name": [
    "google_secret_manager_secret_version",
    { secret: "existing", secret_data: "x" },
    "Error 404: Secret",
  ],
  "a version without a text": [
    "google_secret_manager_secret_version",
    { secret: `projects/${PROJECT}/secrets/existing` },
    "has no payload",
  ],
  "a remote repository without an upstream": [
    "google_artifact_registry_repository",
    { ...right.REPOSITORY, remote_repository_config: [] },
    "a remote repository needs remote_repository_config",
  ],
  "an instance without an edition": [
    INSTANCES,
    settings({ edition: null }),
    "Invalid Tier (db-f1-micro) for (ENTERPRISE_PLUS) Edition",
  ],
  "a tier of no size": [INSTANCES, settings({ tier: "db-custom-3-3840" }), "Invalid custom machine type"],
  "a tier that is unknown": [INSTANCES, settings({ tier: "db-n1" }), "Invalid Tier (db-n1) for (ENTERPRISE) Edition"],
  "an instance with a public address and PSC": [
    INSTANCES,
    settings({ ip_configuration: [{ ...right.PSC, ipv4_enabled: true }] }),
    "PSC connectivity cannot be enabled together with only public IP",
  ],
  "an instance that nobody reaches": [
    INSTANCES,
    settings({ ip_configuration: [{ ipv4_enabled: false }] }),
    "At least one of Public IP",
  ],
  "a standby without backups": [
    INSTANCES,
    settings({ availability_type: "REGIONAL", backup_configuration: [{ enabled: false }] }),
    "a REGIONAL instance needs backups",
  ],
  "a log of a month": [
    INSTANCES,
    settings({ backup_configuration: [{ enabled: true, transaction_log_retention_days: 30 }] }),
    "transaction logs are kept for 1 to 7 days",
  ],
  "an instance with a key, and no agent": [
    INSTANCES,
    { ...named, encryption_key_name: right.KEY },
    "gcp-sa-cloud-sql.iam.gserviceaccount.com does not exist",
  ],
  "an unknown version of PostgreSQL": [INSTANCES, { ...named, database_version: "POSTGRES_99" }, "Invalid value at"],
  "a database that exists": ["google_sql_database", { ...right.DATABASE, name: "postgres" }, "already exists"],
  "a database of no instance": [
    "google_sql_database",
    { ...right.DATABASE, instance: "gone" },
    "The Cloud SQL instance does not exist",
  ],
  "a user without a password": ["google_sql_user", { ...right.USER, password: null }, "a password is required"],
  "a user with a host": ["google_sql_user", { ...right.USER, host: "%" }, "Host field is only supported for MySQL"],
  "a network's name with capitals": ["google_compute_network", { name: "Net" }, "doesn't match regexp"],
  "subnetworks that overlap": [
    "google_compute_subnetwork",
    { ...right.SUBNETWORK, name: "other", ip_cidr_range: "10.10.0.128/25" },
    "conflicts with existing subnetwork 'mlops'",
  ],
  "a range with bits of the host": [
    "google_compute_subnetwork",
    { ...right.SUBNETWORK, name: "other", ip_cidr_range: "10.11.0.1/24" },
    "Must be a valid CIDR address range",
  ],
  "an endpoint with a scheme": [
    "google_compute_forwarding_rule",
    { ...right.RULE, load_balancing_scheme: "INTERNAL" },
    "resource.loadBalancingScheme",
  ],
  "an endpoint of nothing": [
    "google_compute_forwarding_rule",
    { ...right.RULE, target: `projects/x-tp/regions/${REGION}/serviceAttachments/a` },
    "was not found",
  ],
  "an endpoint without an address": [
    "google_compute_forwarding_rule",
    { ...right.RULE, ip_address: null },
    "An endpoint needs an internal address",
  ],
  "a zone without the last dot": [
    "google_dns_managed_zone",
    { ...right.ZONE, name: "other", dns_name: "mlops.internal" },
    "entity.managedZone.dnsName",
  ],
  "a private zone that nobody sees": [
    "google_dns_managed_zone",
    { ...right.ZONE, name: "other", private_visibility_config: [] },
    "a private zone needs a network",
  ],
  "a record without the last dot": [
    "google_dns_record_set",
    { ...right.RECORD, name: "database.mlops.internal" },
    "name field must end with trailing dot",
  ],
  "a record of another zone": [
    "google_dns_record_set",
    { ...right.RECORD, name: "database.other.internal." },
    "is not in the zone mlops.internal.",
  ],
  "a channel without an address": [
    "google_monitoring_notification_channel",
    { ...right.CHANNEL, labels: {} },
    "is required for channels of type",
  ],
  "a policy with a channel that does not exist": [
    ALERT,
    right.policy({}, { notification_channels: [`projects/${PROJECT}/notificationChannels/1`] }),
    "Could not find NotificationChannel",
  ],
  "a policy whose filter names no resource": [
    ALERT,
    right.policy({ filter: 'metric.type="run.googleapis.com/request_count"' }),
    "alert_policy.conditions[0].filter had an invalid value",
  ],
  "a policy of ninety seconds": [
    ALERT,
    right.policy({ duration: "90s" }),
    "conditions[0].duration had an invalid value",
  ],
  "a policy of a metric that does not exist": [
    ALERT,
    right.policy({ filter: right.THRESHOLD.filter.replace("request_count", "requests") }),
    "Cannot find metric(s) that match type",
  ],
  "a policy with an aligner that a metric does not take": [
    ALERT,
    right.policy({ aggregations: [{ alignment_period: "300s", per_series_aligner: "ALIGN_MAX" }] }),
    "ALIGN_MAX of DELTA INT64",
  ],
  "a sink into no bucket": [
    "google_logging_project_sink",
    { ...right.SINK, destination: right.SINK.destination.replace("1a2b", "gone") },
    "Destination bucket",
  ],
  "a budget of another account": [
    "google_billing_budget",
    { ...right.BUDGET, billing_account: "AAAAAA-BBBBBB-CCCCCC" },
    "The caller does not have permission",
  ],
  "a budget of nothing": [
    "google_billing_budget",
    { ...right.BUDGET, amount: [{ specified_amount: [{ units: "0" }] }] },
    "the amount must be a positive whole number",
  ],
};

test.each(Object.entries(CASES))("refused: %s", (_what, [type, config, message]) => {
  const google = world([type]);
  expect([...google.problems(type, config), ...google.create(type, config)].join("; ")).toContain(message);
});

test("only what the messages say: each of these configurations passes once its mistake is gone", () => {
  const configurations: readonly (readonly [type: string, config: Values])[] = [
    ["google_project_service", { service: "run.googleapis.com" }],
    ["google_service_account", { account_id: "mlops-gateway" }],
    [MEMBER, member({})],
    [MEMBER, member({ member: "serviceAccount:snowflake@sfc-prod.iam.gserviceaccount.com" })],
    [BUCKET, { ...right.BUCKET, soft_delete_policy: [{ retention_duration_seconds: 0 }] }],
    ["google_secret_manager_secret", right.SECRET],
    ["google_secret_manager_secret_version", { secret: `projects/${NUMBER}/secrets/existing`, secret_data: "x" }],
    ["google_artifact_registry_repository", right.REPOSITORY],
    [INSTANCES, named],
    [INSTANCES, settings({ tier: "db-custom-2-7680", availability_type: "REGIONAL" }, { name: "standby" })],
    [INSTANCES, settings({ tier: "db-perf-optimized-N-2", edition: null }, { name: "plus" })],
    ["google_sql_database", right.DATABASE],
    ["google_sql_user", right.USER],
    ["google_compute_subnetwork", { ...right.SUBNETWORK, name: "other", ip_cidr_range: "10.11.0.0/24" }],
    ["google_compute_forwarding_rule", right.RULE],
    ["google_dns_managed_zone", { ...right.ZONE, name: "other" }],
    ["google_dns_record_set", right.RECORD],
    ["google_monitoring_notification_channel", right.CHANNEL],
    [ALERT, right.policy()],
    ["google_logging_project_sink", right.SINK],
    ["google_billing_budget", right.BUDGET],
  ];
  const google = world([...new Set(configurations.map(([type]) => type))]);
  for (const [type, config] of configurations) expect(() => google.make(type, config)).not.toThrow();
});

describe("a service that is not enabled", () => {
  const types = ["google_compute_network", "google_project_service", "google_service_account"];

  test("refuses everything of its own, until it is enabled", () => {
    const google = new GoogleProvider(types);
    expect(google.create("google_compute_network", right.NETWORK).join()).toContain(
      `compute.googleapis.com has not been used in project ${NUMBER} before or it is disabled`,
    );
    google.make("google_project_service", { service: "compute.googleapis.com" });
    expect(google.create("google_compute_network", right.NETWORK)).toEqual([]);
  });

  test("is none of those that Terraform itself needs", () => {
    expect(new GoogleProvider(types).create("google_service_account", { account_id: "mlops-mlflow" })).toEqual([]);
  });

  test("has no agent", () => {
    const beta = new GoogleProvider(["google_project_service_identity"], {}, undefined, "google-beta");
    expect(beta.create("google_project_service_identity", { service: "iap.googleapis.com" }).join()).toContain(
      "SERVICE_DISABLED",
    );
  });
});

test("an agent exists once somebody has asked for it", () => {
  const google = world(["google_project_iam_member"]);
  const beta = new GoogleProvider(["google_project_service_identity"], {}, google.account, "google-beta");
  const agent = `serviceAccount:service-${NUMBER}@gcp-sa-iap.iam.gserviceaccount.com`;
  beta.make("google_project_service_identity", { service: "iap.googleapis.com" });
  expect(google.account.list("google_project_service_identity")[0]?.values.member).toBe(agent);
  const grant = { project: PROJECT, role: "roles/run.invoker", member: agent };
  expect(google.create("google_project_iam_member", grant)).toEqual([]);
});

test("the two providers have one project, which is the only one", () => {
  const google = new GoogleProvider([], { project: "my-project" });
  expect(google.configured()).toEqual([]);
  const beta = (project: Values) => new GoogleProvider([], project, google.account, "google-beta").configured().join();
  expect(beta({ project: "my-project" })).toBe("");
  expect(beta({ project: "other-project" })).toContain("need one project: my-project and other-project are two");
  const data = new GoogleProvider(["data.google_project", "google_compute_network"]).enabled();
  expect(data.read("google_project", { project_id: "other-project" }).problems.join()).toContain(
    "does not have permission to access Project",
  );
  expect(data.create("google_compute_network", { ...right.NETWORK, project: "other-project" }).join()).toContain(
    "Permission denied on resource project other-project",
  );
});

test("a region comes from the provider, and must come from somewhere", () => {
  const create = (settings: Values) =>
    world(["google_compute_subnetwork"], settings)
      .create("google_compute_subnetwork", {
        ...{ ...right.SUBNETWORK, region: null, name: "other", ip_cidr_range: "10.12.0.0/24" },
      })
      .join();
  expect(create({})).toContain("Cannot determine region");
  expect(create({ region: REGION })).toBe("");
  expect(create({ zone: `${REGION}-b` })).toBe("");
});
