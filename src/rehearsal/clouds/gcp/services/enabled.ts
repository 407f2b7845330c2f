import type { Account } from "../../../simulator/account";
import type { RuleContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all } from "../ids";
import { projectNumber } from "../session";
import apis from "./apis.json";

/**
 * What Terraform itself needs, which somebody enables before the first deploy (`mlops doctor` looks at them), and Cloud Storage, which every
 * new project has: the bucket of the states exists before all else. Others that a new project may have are not counted on.
 * @see https://cloud.google.com/service-usage/docs/enabled-service#default
 */
const ALWAYS = ["cloudresourcemanager", "iam", "serviceusage", "storage"].map((name) => `${name}.googleapis.com`);

/** Services that left the state and stay enabled. */
export function leftEnabled(account: Account): string[] {
  return account.memory<string[]>("gcp:left-enabled", () => []);
}

/** Whether a service of the project is enabled. */
export function isEnabled(account: Account, service: string): boolean {
  return (
    ALWAYS.includes(service) ||
    leftEnabled(account).includes(service) ||
    all(account, "google_project_service").some((each) => each.service === service)
  );
}

/**
 * What a service that is not enabled answers.
 * @see https://cloud.google.com/service-usage/docs/enabled-service
 */
export function needEnabled(account: Account, service: string): void {
  if (isEnabled(account, service)) return;
  refuse(
    `googleapi: Error 403: ${service} has not been used in project ${projectNumber()} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${service}/overview?project=${projectNumber()} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry., SERVICE_DISABLED`,
  );
}

/** The services of a type must be enabled. */
export function needServices({ account, type }: Pick<RuleContext, "account" | "type">): void {
  for (const [prefix, services] of Object.entries(apis))
    if (type.startsWith(prefix)) for (const service of services) needEnabled(account, service);
}
