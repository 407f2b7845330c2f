import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { isEnabled } from "../../../../src/rehearsal/clouds/gcp/services/enabled";
import * as right from "./configurations";
import { GoogleProvider, NUMBER, PROJECT, REGION } from "./provider";
import { ACCOUNT, INSTANCES, world } from "./world";

describe("a service", () => {
  const type = "google_project_service";
  const google = () => new GoogleProvider([type]);
  const id = (name: string) => `${PROJECT}/${name}.googleapis.com`;

  test("stays enabled where Terraform only forgets it", () => {
    const left = google();
    left.make(type, { service: "run.googleapis.com", disable_on_destroy: false });
    expect(left.remove(type, id("run"))).toEqual([]);
    expect(isEnabled(left.account, "run.googleapis.com")).toBe(true);
  });

  test("is disabled by default, unless another one needs it", () => {
    const disabled = google();
    for (const name of ["servicecontrol", "apigateway"]) disabled.make(type, { service: `${name}.googleapis.com` });
    expect(disabled.remove(type, id("servicecontrol")).join()).toContain(
      "Please specify disable_dependent_services=true",
    );
    expect(disabled.remove(type, id("apigateway"))).toEqual([]);
    expect(disabled.remove(type, id("servicecontrol"))).toEqual([]);
    expect(isEnabled(disabled.account, "servicecontrol.googleapis.com")).toBe(false);
  });
});

test("a bucket with objects is deleted with force_destroy alone", () => {
  const removed = (more: Values) => {
    const google = world(["google_storage_bucket"]);
    google.make("google_storage_bucket", { ...right.BUCKET, ...more });
    google.account.memory(`gcs:${right.BUCKET.name}`, () => ({ objects: 0 })).objects = 3;
    return google.remove("google_storage_bucket", right.BUCKET.name).join();
  };
  expect(removed({})).toContain("without `force_destroy` set to true");
  expect(removed({ force_destroy: true })).toBe("");
});

describe("a database instance", () => {
  const made = (more: Values, settings: Values = {}): GoogleProvider => {
    const google = world([INSTANCES, "google_sql_database", "google_sql_user"]);
    google.make(INSTANCES, right.withSettings(settings, { name: "other", ...more }));
    return google;
  };

  test("is protected twice: by Terraform and by Cloud SQL", () => {
    expect(made({ deletion_protection: null }).remove(INSTANCES, "other").join()).toContain(
      "deletion_protection is set to true",
    );
    expect(made({}, { deletion_protection_enabled: true }).remove(INSTANCES, "other").join()).toContain(
      "The instance is protected",
    );
  });

  test("keeps its name for a week", () => {
    const google = made({});
    expect(google.remove(INSTANCES, "other")).toEqual([]);
    expect(google.create(INSTANCES, { ...right.INSTANCE, name: "other" }).join()).toContain(
      "you can't reuse the name of the deleted instance until one week",
    );
    expect(google.create(INSTANCES, { ...right.INSTANCE, name: "another" })).toEqual([]);
  });

  test("does not let its user go, who owns tables, unless the user is abandoned", () => {
    const removed = (deletion_policy: string | null) => {
      const google = made({});
      google.make("google_sql_database", { ...right.DATABASE, instance: "other" });
      google.make("google_sql_user", { ...right.USER, instance: "other", deletion_policy });
      expect(google.remove("google_sql_database", `projects/${PROJECT}/instances/other/databases/mlflow`)).toEqual([]);
      return google.remove("google_sql_user", "mlflow//other").join();
    };
    expect(removed(null)).toContain('role "mlflow" cannot be dropped because some objects depend on it');
    expect(removed("ABANDON")).toBe("");
  });

  test("still has a user that was abandoned", () => {
    const google = made({});
    google.make("google_sql_user", { ...right.USER, instance: "other" });
    expect(google.remove("google_sql_user", "mlflow//other")).toEqual([]);
    expect(google.create("google_sql_user", { ...right.USER, instance: "other" }).join()).toContain("already exists");
  });

  test("does not go back to an older version", () => {
    const google = made({});
    expect(
      google.update(INSTANCES, "other", { ...right.INSTANCE, name: "other", database_version: "POSTGRES_15" }).join(),
    ).toContain("can't be changed to the older POSTGRES_15");
  });
});

test("a secret takes its versions along, and their numbers begin again; a version's number does not come back", () => {
  const [secrets, versions] = ["google_secret_manager_secret", "google_secret_manager_secret_version"];
  const google = world([secrets, versions]);
  const version = (secret_data: string) => {
    google.make(versions, { secret: `projects/${PROJECT}/secrets/mlops-uri`, secret_data });
    return google.account.list(versions).at(-1)?.id;
  };
  const id = (number: number) => `projects/${NUMBER}/secrets/mlops-uri/versions/${number}`;
  google.make(secrets, right.SECRET);
  expect(version("a")).toBe(id(1));
  expect(google.remove(versions, id(1))).toEqual([]);
  expect(version("b")).toBe(id(2));
  expect(google.remove(secrets, `projects/${PROJECT}/secrets/mlops-uri`)).toEqual([]);
  expect(google.account.list(versions)).toEqual([]);
  google.make(secrets, right.SECRET);
  expect(version("c")).toBe(id(1));
});

test("an account that is made again has none of its roles", () => {
  const [accounts, members] = ["google_service_account", "google_project_iam_member"];
  const google = world([accounts, members]);
  google.make(members, { project: PROJECT, role: "roles/cloudsql.client", member: `serviceAccount:${ACCOUNT}` });
  expect(google.remove(accounts, `projects/${PROJECT}/serviceAccounts/${ACCOUNT}`)).toEqual([]);
  google.make(accounts, { account_id: "mlops-mlflow" });
  expect(google.account.list(members)).toEqual([]);
});

test("a network in use is not deleted, nor is a subnetwork, an address or a zone", () => {
  const types = ["google_compute_network", "google_compute_subnetwork", "google_compute_address"];
  const google = world([
    ...types,
    "google_dns_managed_zone",
    "google_dns_record_set",
    "google_compute_forwarding_rule",
  ]);
  google.make("google_compute_forwarding_rule", right.RULE);
  google.make("google_dns_record_set", right.RECORD);
  const place = `projects/${PROJECT}/regions/${REGION}`;
  const remove = (type: string, id: string) => google.remove(type, id).join();
  expect(remove("google_compute_network", `projects/${PROJECT}/global/networks/mlops`)).toContain(
    "already being used by 'google_compute_subnetwork",
  );
  expect(remove("google_compute_subnetwork", `${place}/subnetworks/mlops`)).toContain("already being used by");
  expect(remove("google_compute_address", `${place}/addresses/mlops-db`)).toContain("already being used by");
  expect(remove("google_dns_managed_zone", `projects/${PROJECT}/managedZones/mlops`)).toContain("cannot be deleted");
  expect(remove("google_compute_forwarding_rule", `${place}/forwardingRules/mlops-db`)).toBe("");
  expect(remove("google_compute_address", `${place}/addresses/mlops-db`)).toBe("");
  expect(remove("google_compute_subnetwork", `${place}/subnetworks/mlops`)).toBe("");
});

test("a channel that a policy names is deleted with force_delete alone", () => {
  const removed = (force_delete: boolean) => {
    const google = world(["google_monitoring_notification_channel", "google_monitoring_alert_policy"]);
    google.make("google_monitoring_notification_channel", { ...right.CHANNEL, force_delete });
    const id = google.account.list("google_monitoring_notification_channel")[0]?.id ?? "";
    google.make("google_monitoring_alert_policy", right.policy({}, { notification_channels: [id] }));
    return google.remove("google_monitoring_notification_channel", id).join();
  };
  expect(removed(false)).toContain("it is used by google_monitoring_alert_policy projects/");
  expect(removed(true)).toBe("");
});

test("a log bucket keeps its ID for seven days", () => {
  const type = "google_logging_project_bucket_config";
  const google = world([type]);
  google.make(type, { ...right.LOGS, bucket_id: "mlops-logs" });
  google.remove(type, `projects/${PROJECT}/locations/${REGION}/buckets/mlops-logs`);
  expect(google.create(type, { ...right.LOGS, bucket_id: "mlops-logs" }).join()).toContain(
    "Buckets must be in an ACTIVE state to be modified",
  );
});
