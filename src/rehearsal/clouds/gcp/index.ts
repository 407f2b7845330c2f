import type { Account } from "../../simulator/account";
import type { Accounts, Cloud } from "../cloud";
import { gcpContainers } from "./containers";
import { GcpGateway } from "./gateway/api-gateway";
import { intruders } from "./identities/intruders";
import { cloudRunProbes } from "./probes";
import { rules } from "./rules";
import { GcpStorage } from "./storage";
import { strangers } from "./strangers";

export { rules };

/** google-beta acts on the same account. */
const SOURCE = "hashicorp/google";

function accountIn(accounts: Accounts): Account {
  const account = accounts.get(SOURCE);
  if (account === undefined) throw new Error(`there is no simulated account of ${SOURCE}`);
  return account;
}

/** Google Cloud: API Gateway in front of containers on Cloud Run, with Cloud SQL and Cloud Storage. */
export const gcp: Cloud = {
  name: "Google Cloud",
  rules,
  services: ["google_cloud_run_v2_service"],
  containers: gcpContainers,
  probes: cloudRunProbes,
  databaseVersion: (state) => {
    const version = state.all("google_sql_database_instance")[0]?.attributes.database_version;
    return typeof version === "string" ? version.replace("POSTGRES_", "") : undefined;
  },
  gateway: (accounts, backend) => new GcpGateway({ account: accountIn(accounts), backend }),
  storage: (accounts) => new GcpStorage(accountIn(accounts)),
  attempts: async (accounts) => {
    const account = accounts.get(SOURCE);
    return account === undefined ? [] : strangers(account);
  },
  intruders: (accounts) => intruders(accountIn(accounts)),
};
