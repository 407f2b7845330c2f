import { Size } from "cdktf-snowflake-mlops";
import type { GcpEnvironmentProps } from "cdktf-snowflake-mlops/gcp";

/**
 * The development environment on Google Cloud. The project is the one that GOOGLE_PROJECT names, the Snowflake account the one that
 * SNOWFLAKE_ORGANIZATION_NAME, SNOWFLAKE_ACCOUNT_NAME and SNOWFLAKE_USER name.
 */
export const gcpDev: GcpEnvironmentProps = {
  name: "gcp-dev",
  size: Size.DEV,
  tags: { environment: "dev" },
  // region: "us-central1",
  // state: { bucket: "my-terraform-state" },
  // A model that SQL scores: `import { irisEndpoint } from "../iris"`. MLOPS_MODEL_LOCATION does the same.
  // endpoints: [irisEndpoint("1/models/m-0123456789abcdef/artifacts")],
};
