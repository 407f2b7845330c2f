import { permissions, policyPermissions, type Roles, type Row } from "../row";

const ACCOUNTS: Roles = { deploy: ["roles/iam.serviceAccountAdmin"], plan: ["roles/iam.serviceAccountViewer"] };
const POOLS: Roles = {
  deploy: ["roles/iam.workloadIdentityPoolAdmin"],
  plan: ["roles/iam.workloadIdentityPoolViewer"],
};
const IAM = "iam.googleapis.com";

/** Service accounts, their roles on the project, and those from outside that act as them. */
export const IDENTITIES: Readonly<Record<string, Row>> = {
  google_service_account: { ...ACCOUNTS, ...permissions("iam.serviceAccounts") },
  google_service_account_iam_member: { ...ACCOUNTS, ...policyPermissions("iam.serviceAccounts") },
  google_project_iam_member: {
    deploy: ["roles/resourcemanager.projectIamAdmin"],
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("resourcemanager.projects"),
  },
  google_iam_workload_identity_pool: { ...POOLS, ...permissions(`${IAM}/workloadIdentityPools`) },
  google_iam_workload_identity_pool_provider: { ...POOLS, ...permissions(`${IAM}/workloadIdentityPoolProviders`) },
};
