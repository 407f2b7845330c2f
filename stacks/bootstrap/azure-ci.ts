import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import type { AzureCiStackProps, CiRole } from "cdktf-snowflake-mlops/azure";
import { policiesOf, type Purpose } from "./policies";

/** Name of the stack. */
export const azureCiName = "azure-ci";
/** The environments whose pipelines get identities on Azure. */
export const azureCiEnvironments = ["azure-dev", "azure-prod"];

const roles = (name: string, purpose: Purpose) => policiesOf(name, purpose).flat() as CiRole[];

/**
 * The identities of the pipelines on Azure. Their roles are the lists that `mlops policy` wrote for each environment. The subscription is
 * that of ARM_SUBSCRIPTION_ID.
 */
export const azureCi = (repository: CiRepositorySettings): AzureCiStackProps => ({
  ...repository,
  name: azureCiName,
  environments: azureCiEnvironments.map((name) => ({
    name,
    planRoles: roles(name, "plan"),
    deployRoles: roles(name, "deploy"),
  })),
  // location: "westeurope",
});
