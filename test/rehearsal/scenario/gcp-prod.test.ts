import { describeProtectedStack } from "../../support/protected-stack";

describeProtectedStack("gcp-prod", [
  "google_sql_database_instance",
  "google_storage_bucket",
  "snowflake_database",
  "snowflake_schema",
  "snowflake_stage",
]);
