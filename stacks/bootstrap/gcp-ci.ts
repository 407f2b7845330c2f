import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import type { CiRole, GcpCiStackProps } from "cdktf-snowflake-mlops/gcp";
import { policiesOf, type Purpose } from "./policies";

/** Name of the stack. */
export const gcpCiName = "gcp-ci";
/** The environments whose pipelines get service accounts on Google Cloud. */
export const gcpCiEnvironments = ["gcp-dev", "gcp-prod"];

const roles = (name: string, purpose: Purpose) => policiesOf(name, purpose).flat() as CiRole[];

/**
 * The service accounts of the pipelines on Google Cloud. Their roles are the lists that `mlops policy` wrote for each environment. The
 * project is that of GOOGLE_PROJECT.
 */
export const gcpCi = (repository: CiRepositorySettings): GcpCiStackProps => ({
  ...repository,
  name: gcpCiName,
  environments: gcpCiEnvironments.map((name) => ({
    name,
    planRoles: roles(name, "plan"),
    deployRoles: roles(name, "deploy"),
  })),
});
