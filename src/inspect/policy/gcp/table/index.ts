import type { GcpReadRole } from "../../../../core/ci-access/read-roles";
import type { Row } from "../row";
import { IDENTITIES } from "./identities";
import { MODELS } from "./models";
import { NETWORKS } from "./network";
import { OPERATIONS } from "./operations";
import { SERVERS } from "./servers";
import { STORAGE_AND_DATABASES } from "./storage";

/**
 * Resource types of google and google-beta, and the roles that handle them.
 * @see https://cloud.google.com/iam/docs/roles-permissions
 */
export const RESOURCES: Readonly<Record<string, Row>> = {
  ...IDENTITIES,
  ...NETWORKS,
  ...STORAGE_AND_DATABASES,
  ...SERVERS,
  ...MODELS,
  ...OPERATIONS,
};

/** The role that reads the project, which every other role of a service can too. */
const PROJECT = { role: "roles/browser" as const, read: "resourcemanager.projects.get" };

/** Data sources. */
export const DATA_SOURCES: Readonly<Record<string, { readonly role: GcpReadRole; readonly read: string }>> = {
  google_bigquery_default_service_account: { role: "roles/bigquery.jobUser", read: "bigquery.jobs.create" },
  google_project: PROJECT,
  google_storage_project_service_account: PROJECT,
};
