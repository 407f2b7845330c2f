import { accountIn, appliedText } from "../accounts";
import type { Cloud } from "../cloud";
import { gcpContainers } from "./containers";
import { GcpGateway } from "./gateway/api-gateway";
import { intruders } from "./identities/intruders";
import { cloudRunProbes } from "./probes";
import { NO_MODEL } from "../no-model";
import { rules } from "./rules";
import { models } from "./run/ingress";
import { GcpStorage } from "./storage";
import { strangers } from "./strangers";

export { rules };

/** google-beta acts on the same account. */
const SOURCE = "hashicorp/google";

/** Google Cloud: API Gateway in front of containers on Cloud Run, with Cloud SQL and Cloud Storage. */
export const gcp: Cloud = {
  name: "Google Cloud",
  variables: NO_MODEL,
  credentialVariables: /^(GOOGLE|GCLOUD|CLOUDSDK|GCP)_/,
  rules,
  services: ["google_cloud_run_v2_service"],
  containers: gcpContainers,
  probes: cloudRunProbes,
  databaseVersion: (state) =>
    appliedText(state, "google_sql_database_instance", "database_version")?.replace("POSTGRES_", ""),
  gateway: (accounts, backend) => new GcpGateway({ account: accountIn(accounts, SOURCE), backend }),
  storage: (accounts) => new GcpStorage(accountIn(accounts, SOURCE)),
  models,
  attempts: async (accounts) => {
    const account = accounts.get(SOURCE);
    return account === undefined ? [] : strangers(account);
  },
  intruders: (accounts) => intruders(accountIn(accounts, SOURCE)),
};
