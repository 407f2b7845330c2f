import { Size } from "cdktf-snowflake-mlops";
import type { GcpEnvironmentProps } from "cdktf-snowflake-mlops/gcp";

/**
 * The production environment on Google Cloud: an instance that always runs, a database with a standby, backups, alarms, and protection of
 * what holds data. Give it a project of its own: owners and editors of a project can call its servers.
 */
export const gcpProd: GcpEnvironmentProps = {
  name: "gcp-prod",
  size: Size.PROD,
  tags: { environment: "prod" },
  // packageVersion: "0.1.0",
  // region: "us-central1",
  // projectId: "my-project-123456",
  // state: { bucket: "my-terraform-state" },
  // observability: { emails: ["mlops@example.com"], budget: { monthlyAmount: 300 } },
};
