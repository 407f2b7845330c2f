import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { ATTACHMENT, BUCKET, INSTANCE, NETWORK, PSC, SETTINGS } from "./configurations";
import { GoogleProvider, NUMBER, PROJECT, REGION } from "./provider";

export const ACCOUNT = `mlops-mlflow@${PROJECT}.iam.gserviceaccount.com`;
export const INSTANCES = "google_sql_database_instance";

/** A project in which all services are enabled, and an account, a bucket, a secret, a network and a database exist. */
export function world(types: readonly string[], settings: Values = {}): GoogleProvider {
  const google = new GoogleProvider(types, settings).enabled();
  const put = (type: string, id: string, values: Values) =>
    google.account.put(type, id, { id, project: PROJECT, ...values });
  put("google_service_account", `projects/${PROJECT}/serviceAccounts/${ACCOUNT}`, {
    ...{ account_id: "mlops-mlflow", email: ACCOUNT, member: `serviceAccount:${ACCOUNT}` },
  });
  put("google_storage_bucket", "existing", { ...BUCKET, name: "existing" });
  put("google_secret_manager_secret", `projects/${PROJECT}/secrets/existing`, {
    ...{ secret_id: "existing", name: `projects/${NUMBER}/secrets/existing` },
  });
  const link = (name: string) => `https://www.googleapis.com/compute/v1/${name}`;
  const network = `projects/${PROJECT}/global/networks/mlops`;
  put("google_compute_network", network, { ...NETWORK, self_link: link(network) });
  const subnetwork = `projects/${PROJECT}/regions/${REGION}/subnetworks/mlops`;
  put("google_compute_subnetwork", subnetwork, {
    ...{ name: "mlops", region: REGION, network: link(network), ip_cidr_range: "10.10.0.0/24" },
    self_link: link(subnetwork),
  });
  put("google_compute_address", `projects/${PROJECT}/regions/${REGION}/addresses/mlops-db`, {
    ...{ name: "mlops-db", region: REGION, address: "10.10.0.2", address_type: "INTERNAL" },
    subnetwork: link(subnetwork),
  });
  put("google_dns_managed_zone", `projects/${PROJECT}/managedZones/mlops`, {
    name: "mlops",
    dns_name: "mlops.internal.",
  });
  put("google_sql_database_instance", INSTANCE.name, {
    ...INSTANCE,
    ...{ psc_service_attachment_link: ATTACHMENT, settings: [{ ...SETTINGS, ip_configuration: [PSC] }] },
  });
  put("google_logging_project_bucket_config", `projects/${PROJECT}/locations/${REGION}/buckets/mlops-logs-1a2b`, {});
  return google;
}
