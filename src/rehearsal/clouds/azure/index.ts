import { accountIn, appliedText } from "../accounts";
import type { Cloud } from "../cloud";
import { azureContainers } from "./containers";
import { SNOWFLAKE_STORAGE_PRINCIPAL } from "./entra/directory";
import { NO_MODEL } from "../no-model";
import { models } from "./machine-learning/served";
import { AzureGateway } from "./gateway/api-management";
import { intruders } from "./identities/intruders";
import { containerAppProbes } from "./probes";
import { rules } from "./rules";
import { AzureStorage } from "./storage";
import { strangers } from "./strangers";

export { rules };

/** Entra's objects are in the same account. */
const SOURCE = "hashicorp/azurerm";

/** Azure: API Management in front of containers on Azure Container Apps, with Azure Database for PostgreSQL and Azure Blob Storage. */
export const azure: Cloud = {
  name: "Azure",
  // An administrator has consented to Snowflake's application of the storage integration.
  variables: { ...NO_MODEL, MLOPS_SNOWFLAKE_STORAGE_PRINCIPAL_ID: SNOWFLAKE_STORAGE_PRINCIPAL },
  credentialVariables: /^(ARM|AZURE)_/,
  rules,
  services: ["azurerm_container_app"],
  containers: azureContainers,
  probes: containerAppProbes,
  databaseVersion: (state) => appliedText(state, "azurerm_postgresql_flexible_server", "version"),
  gateway: (accounts, backend) => new AzureGateway({ account: accountIn(accounts, SOURCE), backend }),
  storage: (accounts) => new AzureStorage(accountIn(accounts, SOURCE)),
  models,
  attempts: async (accounts) => {
    const account = accounts.get(SOURCE);
    return account === undefined ? [] : strangers(account);
  },
  intruders: (accounts) => intruders(accountIn(accounts, SOURCE)),
};
