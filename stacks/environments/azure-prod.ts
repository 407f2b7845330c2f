import { Size } from "cdktf-snowflake-mlops";
import type { AzureEnvironmentProps } from "cdktf-snowflake-mlops/azure";

/**
 * The production environment on Azure: two replicas and the database in a virtual network, a database with a standby, backups, alarms,
 * and protection of what holds data. Give it a subscription of its own.
 */
export const azureProd: AzureEnvironmentProps = {
  name: "azure-prod",
  size: Size.PROD,
  tags: { environment: "prod" },
  // packageVersion: "0.1.0",
  // location: "westeurope",
  // subscriptionId: "00000000-0000-0000-0000-000000000000",
  // state: { resourceGroupName: "terraform-state", storageAccountName: "mytfstate" },
  // observability: { emails: ["mlops@example.com"], budget: { monthlyAmount: 1200 } },
  // After the consent of an administrator, see the output next_steps:
  // snowflakeStoragePrincipalId: "00000000-0000-0000-0000-000000000000",
};
