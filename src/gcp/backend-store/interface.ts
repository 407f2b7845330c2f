import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The PostgreSQL database in which MLflow keeps experiments, runs and models; its URI is one secret. */
export interface IBackendStore extends IConstruct {
  /** ID of the Secret Manager secret that holds the whole `MLFLOW_BACKEND_STORE_URI`: `projects/<project>/secrets/<name>`. */
  readonly uriSecretId: string;
  /** Version of the secret that servers read. A rotated password is a new version, and with it a new revision of the servers. */
  readonly uriSecretVersion: string;
  /** Connection name for Cloud SQL's connector, `<project>:<region>:<instance>`; undefined for a host that the URI names. */
  readonly connectionName?: string;
  /** Concurrent connections that the servers may use together; a part of the database's limit stays free. */
  readonly maxConnections: number;
  /** What must exist before a server connects: database, user, and the endpoint's DNS name. */
  readonly dependencies: ITerraformDependable[];
  /** Metrics of the database; undefined for one that is not monitored. */
  readonly metrics?: DatabaseMetrics;
}

/** How Cloud Monitoring finds the metrics of a database. */
export interface DatabaseMetrics {
  /** `<project>:<instance>`: the label `database_id`. */
  readonly databaseId: string;
  /** Concurrent connections that the instance takes, those of administrators and PostgreSQL itself included. */
  readonly connectionLimit: number;
}
