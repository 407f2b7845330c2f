import type { Construct } from "constructs";
import { GcpProject } from "./project";

/**
 * The address of a Cloud Run service, known before the service exists. Its name must be short enough for a DNS label with the number.
 * @see https://cloud.google.com/run/docs/triggering/https-request#deterministic
 */
export function serviceUrl(scope: Construct, serviceName: string, region: string): string {
  return `https://${serviceName}-${GcpProject.of(scope).number}.${region}.run.app`;
}

/**
 * The email of the account by which BigQuery uses keys. It exists from the first time that somebody reads its name.
 * @see https://cloud.google.com/bigquery/docs/customer-managed-encryption
 */
export function bigQueryAgentEmail(scope: Construct): string {
  return `bq-${GcpProject.of(scope).number}@bigquery-encryption.iam.gserviceaccount.com`;
}

/**
 * The email of a service's own account (service agent). Not the resource's attribute, which is empty if the API names no email (not
 * verified: that this form holds for all projects).
 * @param service `gcp-sa-iap`
 * @see https://cloud.google.com/iam/docs/service-agents
 */
export function serviceAgentEmail(scope: Construct, service: string): string {
  return `service-${GcpProject.of(scope).number}@${service}.iam.gserviceaccount.com`;
}
