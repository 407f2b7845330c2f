import type { Row } from "../row";

const STORAGE = "Storage Account Contributor";
const ACCOUNT = "Microsoft.Storage/storageAccounts";
const POSTGRESQL = "Microsoft.DBforPostgreSQL/flexibleServers";

/** Storage accounts and databases. Azure has no built-in role for PostgreSQL that is smaller than Contributor. */
export const STORAGE_AND_DATABASES: Readonly<Record<string, Row>> = {
  azurerm_storage_account: {
    role: STORAGE,
    type: ACCOUNT,
    actions: `${ACCOUNT}/blobServices/read ${ACCOUNT}/blobServices/write ${ACCOUNT}/listKeys/action`,
  },
  azurerm_storage_container: { role: STORAGE, type: `${ACCOUNT}/blobServices/containers`, in: "storage_account_id" },
  azurerm_storage_management_policy: { role: STORAGE, type: `${ACCOUNT}/managementPolicies`, in: "storage_account_id" },
  azurerm_postgresql_flexible_server: {
    role: "Contributor",
    type: POSTGRESQL,
    joins: { delegated_subnet_id: "Network Contributor", private_dns_zone_id: "Private DNS Zone Contributor" },
  },
  azurerm_postgresql_flexible_server_database: {
    role: "Contributor",
    type: `${POSTGRESQL}/databases`,
    in: "server_id",
  },
  azurerm_postgresql_flexible_server_configuration: {
    role: "Contributor",
    type: `${POSTGRESQL}/configurations`,
    in: "server_id",
  },
  azurerm_postgresql_flexible_server_firewall_rule: {
    role: "Contributor",
    type: `${POSTGRESQL}/firewallRules`,
    in: "server_id",
  },
};
