/** Services (APIs) that exchange tokens, by the first part of their names. */
export const CI_SERVICES = ["cloudresourcemanager", "iam", "iamcredentials", "sts"];

/** Audience of the tokens of Azure DevOps, which cannot be chosen. */
export const AZURE_DEVOPS_AUDIENCE = "api://AzureADTokenExchange";
