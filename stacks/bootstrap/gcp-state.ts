import type { GcpStateStackProps } from "cdktf-snowflake-mlops/gcp";

/**
 * The bucket of Terraform's states on Google Cloud, one for all environments. The project is that of GOOGLE_PROJECT; those to whom the
 * project gives a role on its buckets may read and write the states, and those that `writers` names.
 */
export const gcpState: GcpStateStackProps = {
  name: "gcp-state",
  // region: "europe-west1",
  // writers: ["group:ml-team@example.com"], // the team's group and the pipeline's service account
};
