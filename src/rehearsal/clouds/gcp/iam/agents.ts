import type { Account } from "../../../simulator/account";
import { all } from "../ids";
import { isEnabled } from "../services/enabled";
import { projectNumber, projectOf } from "../session";
import agents from "./agents.json";

/** Agents that are there as soon as their service is enabled; the others have to be asked for (google_project_service_identity). */
const AT_ONCE = ["run.googleapis.com", "storage.googleapis.com"];

/**
 * The address of a service's agent; undefined for a service that the rehearsal knows no agent of.
 * @see https://cloud.google.com/iam/docs/service-agents
 */
export function agentOf(service: string): string | undefined {
  const name = (agents as Readonly<Record<string, string | undefined>>)[service];
  return name === undefined ? undefined : `service-${projectNumber()}@${name}.iam.gserviceaccount.com`;
}

/** Cloud Storage's agent, which uses the keys of buckets. */
export function storageAgent(): string {
  return agentOf("storage.googleapis.com") ?? "";
}

/**
 * BigQuery's agent, which uses the keys of datasets; its address has a form of its own.
 * @see https://cloud.google.com/bigquery/docs/customer-managed-encryption
 */
export function bigQueryAgent(): string {
  return `bq-${projectNumber()}@bigquery-encryption.iam.gserviceaccount.com`;
}

/** Services whose agents were made. They stay, whatever becomes of the resource that asked for them. */
export function madeAgents(account: Account): string[] {
  return account.memory<string[]>("gcp:agents", () => []);
}

/**
 * Whether a service account exists and is not disabled, as far as the project can see: accounts of others do.
 * @param email - its address
 */
export function serviceAccountExists(account: Account, email: string): boolean {
  if (all(account, "google_service_account").some((each) => each.email === email && each.disabled !== true))
    return true;
  if (email === bigQueryAgent()) return madeAgents(account).includes("bigquery.googleapis.com");
  const service = Object.keys(agents).find((each) => agentOf(each) === email);
  if (service !== undefined)
    return madeAgents(account).includes(service) || (AT_ONCE.includes(service) && isEnabled(account, service));
  if (email === `${projectNumber()}-compute@developer.gserviceaccount.com`)
    return isEnabled(account, "compute.googleapis.com");
  return (
    !email.endsWith(`@${projectOf(account)}.iam.gserviceaccount.com`) &&
    !email.startsWith(`service-${projectNumber()}@`)
  );
}
