import { Size } from "cdktf-snowflake-mlops";
import type { AzureEnvironmentProps } from "cdktf-snowflake-mlops/azure";

/**
 * The development environment on Azure. The tenant is that of the Azure credentials in use, the subscription the one that
 * ARM_SUBSCRIPTION_ID names, the Snowflake account the one that SNOWFLAKE_ORGANIZATION_NAME, SNOWFLAKE_ACCOUNT_NAME and SNOWFLAKE_USER
 * name.
 */
export const azureDev: AzureEnvironmentProps = {
  name: "azure-dev",
  size: Size.DEV,
  tags: { environment: "dev" },
  // location: "westeurope",
  // state: { resourceGroupName: "terraform-state", storageAccountName: "mytfstate" },
  // After the consent of an administrator, see the output next_steps:
  // snowflakeStoragePrincipalId: "00000000-0000-0000-0000-000000000000",
  // A model that SQL scores: `import { azureIrisEndpoint } from "../iris"`. MLOPS_MODEL_LOCATION does the same.
  // endpoints: [azureIrisEndpoint("1/models/m-0123456789abcdef/artifacts")],
};
