import { permissions, policyPermissions, type Roles, type Row } from "../row";

const SQL: Roles = { deploy: ["roles/cloudsql.admin"], plan: ["roles/cloudsql.viewer"] };
const SECRETS: Roles = { deploy: ["roles/secretmanager.admin"], plan: ["roles/secretmanager.viewer"] };
const BUCKETS = { deploy: ["roles/storage.admin"] };

/** Buckets, databases, secrets and keys. */
export const STORAGE_AND_DATABASES: Readonly<Record<string, Row>> = {
  google_storage_bucket: { ...BUCKETS, plan: ["roles/storage.bucketViewer"], ...permissions("storage.buckets") },
  google_storage_bucket_iam_member: {
    ...BUCKETS,
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("storage.buckets"),
  },
  google_sql_database_instance: { ...SQL, ...permissions("cloudsql.instances") },
  google_sql_database: { ...SQL, ...permissions("cloudsql.databases") },
  google_sql_user: {
    ...SQL,
    read: "cloudsql.users.get cloudsql.users.list",
    write: "cloudsql.users.create cloudsql.users.update cloudsql.users.delete",
  },
  google_secret_manager_secret: { ...SECRETS, ...permissions("secretmanager.secrets") },
  google_secret_manager_secret_iam_member: { ...SECRETS, ...policyPermissions("secretmanager.secrets") },
  // Terraform compares the secret's value, so that a plan reads it.
  google_secret_manager_secret_version: {
    ...SECRETS,
    plan: ["roles/secretmanager.viewer", "roles/secretmanager.secretAccessor"],
    read: "secretmanager.versions.get secretmanager.versions.access",
    write: "secretmanager.versions.add secretmanager.versions.destroy secretmanager.versions.enable",
  },
  google_kms_crypto_key_iam_member: {
    deploy: ["roles/cloudkms.admin"],
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("cloudkms.cryptoKeys"),
    on: "crypto_key_id",
  },
};
