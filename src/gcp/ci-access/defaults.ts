/** Services (APIs) that exchange tokens, by the first part of their names. */
export const CI_SERVICES = ["cloudresourcemanager", "iam", "iamcredentials", "sts"];
