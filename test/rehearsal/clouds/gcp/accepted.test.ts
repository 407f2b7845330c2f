import { policyOf } from "../../../../src/rehearsal/clouds/gcp/iam/policies";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import * as right from "./configurations";
import { GoogleProvider, NUMBER, PROJECT, REGION, SERVICES } from "./provider";

const ACCOUNT = `mlops-mlflow@${PROJECT}.iam.gserviceaccount.com`;
const MEMBER = `serviceAccount:${ACCOUNT}`;

/** A platform without what Cloud Run and API Gateway make of it, in the order of its creation. */
const PLATFORM: readonly (readonly [type: string, config: Values])[] = [
  ...SERVICES.map((service) => ["google_project_service", { service, disable_on_destroy: false }] as const),
  ["google_service_account", { account_id: "mlops-mlflow" }],
  [
    "google_kms_crypto_key_iam_member",
    {
      ...{ crypto_key_id: right.KEY, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter" },
      member: `serviceAccount:${right.STORAGE_AGENT}`,
    },
  ],
  ["google_storage_bucket", { ...right.BUCKET, encryption: [{ default_kms_key_name: right.KEY }] }],
  ["google_storage_bucket_iam_member", { bucket: right.BUCKET.name, role: "roles/storage.objectUser", member: MEMBER }],
  ["google_artifact_registry_repository", right.REPOSITORY],
  ["google_compute_network", right.NETWORK],
  ["google_compute_subnetwork", right.SUBNETWORK],
  ["google_sql_database_instance", right.withSettings({ ip_configuration: [right.PSC] })],
  ["google_sql_database", right.DATABASE],
  ["google_sql_user", right.USER],
  ["google_compute_address", right.ADDRESS],
  ["google_dns_managed_zone", right.ZONE],
  ["google_dns_record_set", right.RECORD],
  ["google_secret_manager_secret", right.SECRET],
  [
    "google_secret_manager_secret_version",
    { secret: `projects/${PROJECT}/secrets/mlops-uri`, secret_data: "postgresql://" },
  ],
  [
    "google_secret_manager_secret_iam_member",
    { secret_id: "mlops-uri", role: "roles/secretmanager.secretAccessor", member: MEMBER },
  ],
  ["google_project_iam_member", { project: PROJECT, role: "roles/cloudsql.client", member: MEMBER }],
  ["google_monitoring_notification_channel", right.CHANNEL],
  ["google_monitoring_alert_policy", right.policy()],
  ["google_logging_project_bucket_config", right.LOGS],
  ["google_logging_project_sink", right.SINK],
  ["google_billing_budget", right.BUDGET],
];

const TYPES = [...new Set(PLATFORM.map(([type]) => type)), "google_compute_forwarding_rule"];
const google = new GoogleProvider([...TYPES, "data.google_project"]);
const endpoint = () => {
  const [instance] = google.account.list("google_sql_database_instance");
  return { ...right.RULE, target: String(instance?.values.psc_service_attachment_link) };
};

test("Google Cloud takes a platform, and a second plan of each object is empty", () => {
  for (const [type, config] of PLATFORM) google.make(type, config);
  google.make("google_compute_forwarding_rule", endpoint());
  const configurations = [...PLATFORM, ["google_compute_forwarding_rule", endpoint()] as const];
  const held = google.account.all;
  expect(held).toHaveLength(configurations.length);
  const plans = configurations.map(([type, config], index) => [
    type,
    google.planAgain(type, held[index]?.id ?? "", config),
  ]);
  expect(plans).toEqual(configurations.map(([type]) => [type, { action: "none", problems: [] }]));
});

test("ids, names and links have Google's forms", () => {
  const of = (type: string) => google.account.list(type)[0];
  expect(of("google_storage_bucket")?.values).toMatchObject({
    ...{ id: "mlops-artifacts-1a2b", location: "EUROPE-WEST1", project: PROJECT, url: "gs://mlops-artifacts-1a2b" },
    terraform_labels: { "goog-terraform-provisioned": "true", team: "ml" },
  });
  expect(of("google_sql_database_instance")?.values).toMatchObject({
    ...{ id: "mlops-db-1a2b", connection_name: `${PROJECT}:${REGION}:mlops-db-1a2b`, public_ip_address: "" },
  });
  expect(of("google_secret_manager_secret_version")?.id).toBe(`projects/${NUMBER}/secrets/mlops-uri/versions/1`);
  expect(of("google_sql_user")?.id).toBe("mlflow//mlops-db-1a2b");
  expect(of("google_storage_bucket_iam_member")?.id).toBe(
    `b/mlops-artifacts-1a2b/roles/storage.objectUser/serviceAccount:${ACCOUNT}`,
  );
});

test("an endpoint has the address of its address, and the database accepts the project's", () => {
  const [address] = google.account.list("google_compute_address");
  const [rule] = google.account.list("google_compute_forwarding_rule");
  expect(address?.values.address).toBe("10.10.0.2");
  expect(rule?.values).toMatchObject({ ip_address: "10.10.0.2", psc_connection_status: "ACCEPTED" });
});

test("the policy of a resource has the members that its objects add, the project's its owner", () => {
  const { account } = google;
  expect(policyOf(account, "b/mlops-artifacts-1a2b")).toEqual([{ role: "roles/storage.objectUser", member: MEMBER }]);
  expect(policyOf(account, `projects/${NUMBER}/secrets/mlops-uri`)).toHaveLength(1);
  expect(policyOf(account, `projects/${PROJECT}`)).toEqual([
    { role: "roles/owner", member: "user:deployer@example.com" },
    { role: "roles/cloudsql.client", member: MEMBER },
  ]);
  expect(policyOf(account, right.KEY)).toHaveLength(1);
});

test("the login's project is that of both providers", () => {
  const beta = new GoogleProvider(["data.google_project"], {}, google.account, "google-beta");
  const project = { project_id: PROJECT, number: NUMBER, billing_account: "0X0X0X-0X0X0X-0X0X0X" };
  expect(google.read("google_project", {}).values).toMatchObject(project);
  expect(beta.read("google_project", {}).values).toMatchObject(project);
});

test("everything can be destroyed in the reverse order; services stay enabled", () => {
  const held = [...google.account.all].reverse();
  expect(held.flatMap(({ type, id }) => google.remove(type, id))).toEqual([]);
  expect(google.account.size).toBe(0);
  expect(google.create("google_compute_network", right.NETWORK)).toEqual([]);
});
