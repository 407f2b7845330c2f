import { describeProtectedStack } from "../../support/protected-stack";

describeProtectedStack("azure-prod", [
  "azurerm_postgresql_flexible_server",
  "azurerm_storage_account",
  "snowflake_database",
  "snowflake_schema",
  "snowflake_stage",
]);
