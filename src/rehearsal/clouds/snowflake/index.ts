import type { ProviderRules } from "../../simulator/rule";
import { SOURCE } from "./account";
import { accountRole } from "./account-role";
import { apiIntegration } from "./api-integration";
import { currentAccount } from "./current-account";
import { currentRole } from "./current-role";
import { database } from "./database";
import { execute } from "./execute";
import { externalFunction } from "./external-function";
import { grantAccountRole } from "./grant-account-role";
import { grantOwnership } from "./grant-ownership";
import { grantPrivileges } from "./grant-privileges";
import { preview, previewData } from "./preview";
import { functionJavascript, procedureJavascript, procedureSql } from "./routine";
import { schema } from "./schema";
import { stage } from "./stage";
import { storageIntegration } from "./storage-integration";
import { task } from "./task";
import { warehouse } from "./warehouse";

/** What Snowflake, and its provider 2.11.0, do beyond the provider's schema. */
export const rules: ProviderRules = {
  source: SOURCE,
  // Parameters and texts that nobody set are empty, not invented.
  generate({ path, attribute }) {
    return attribute === "string" && !path.endsWith("_on") ? "" : undefined;
  },
  // The address at which an administrator consents: an output shows it.
  notSecret: ["snowflake_storage_integration.azure_consent_url"],
  resources: [
    database,
    schema,
    warehouse,
    accountRole,
    grantPrivileges,
    grantAccountRole,
    grantOwnership,
    preview(apiIntegration),
    preview(storageIntegration),
    preview(functionJavascript),
    preview(procedureJavascript),
    preview(procedureSql),
    preview(externalFunction),
    preview(stage),
    task,
    execute,
  ],
  dataSources: [previewData(currentAccount), previewData(currentRole)],
};
