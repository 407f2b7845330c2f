/**
 * What an identity that plans may have: roles that read. A plan of a pull request runs code that nobody has reviewed yet, so that a role is
 * refused unless it is listed. Names alone say nothing: roles of other names write too.
 */

/** Built-in roles of Azure. @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles */
export const AZURE_READ_ROLES = [
  "Reader",
  "Cost Management Reader",
  "Key Vault Reader",
  "Key Vault Secrets User",
  "Log Analytics Reader",
  "Monitoring Reader",
  "Storage Blob Data Reader",
] as const;

/** Application permissions of Microsoft Graph. @see https://learn.microsoft.com/en-us/graph/permissions-reference */
export const GRAPH_READ_PERMISSIONS = ["Application.Read.All", "Directory.Read.All", "Group.Read.All"] as const;

/** Actions of Azure that read, and that no built-in role which only reads has. None of them returns a key that could write. */
export const AZURE_READ_ACTIONS = [
  "Microsoft.ApiManagement/service/portalsettings/listSecrets/action",
  "Microsoft.ApiManagement/service/tenant/listSecrets/action",
  "Microsoft.App/containerApps/listSecrets/action",
  "Microsoft.Resources/deployments/exportTemplate/action",
] as const;

/** Predefined roles of Google Cloud. @see https://cloud.google.com/iam/docs/roles-permissions */
export const GCP_READ_ROLES = [
  "roles/aiplatform.viewer",
  "roles/apigateway.viewer",
  "roles/artifactregistry.reader",
  // Starts jobs, and gives no right to data by itself; Terraform needs it to read the name of BigQuery's own account.
  "roles/bigquery.jobUser",
  "roles/bigquery.metadataViewer",
  "roles/billing.viewer",
  "roles/browser",
  "roles/cloudkms.viewer",
  "roles/cloudsql.viewer",
  "roles/compute.networkViewer",
  "roles/dns.reader",
  "roles/iam.roleViewer",
  "roles/iam.securityReviewer",
  "roles/iam.serviceAccountViewer",
  "roles/iam.workloadIdentityPoolViewer",
  "roles/logging.viewer",
  "roles/monitoring.viewer",
  "roles/run.viewer",
  "roles/secretmanager.secretAccessor",
  "roles/secretmanager.viewer",
  "roles/serviceusage.serviceUsageViewer",
  "roles/storage.bucketViewer",
  "roles/storage.objectViewer",
] as const;

export type AzureReadRole = (typeof AZURE_READ_ROLES)[number];
export type GraphReadPermission = (typeof GRAPH_READ_PERMISSIONS)[number];
export type GcpReadRole = (typeof GCP_READ_ROLES)[number];
