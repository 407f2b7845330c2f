import type { AzureStateStackProps } from "cdktf-snowflake-mlops/azure";

/**
 * The storage account of Terraform's states on Azure, one for all environments. The subscription is that of ARM_SUBSCRIPTION_ID; the
 * identity that deploys may read and write the states, or those that `writerPrincipalIds` names.
 */
export const azureState: AzureStateStackProps = {
  name: "azure-state",
  // location: "westeurope",
  // writerPrincipalIds: ["00000000-0000-0000-0000-000000000000"], // object IDs of the team's group and of the pipeline's identity
};
