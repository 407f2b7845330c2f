import type { IConstruct } from "constructs";

/** The PostgreSQL database in which MLflow keeps experiments, runs and models; its URI is one secret. */
export interface IBackendStore extends IConstruct {
  /** ARN of the secret that holds the whole `MLFLOW_BACKEND_STORE_URI`. */
  readonly uriSecretArn: string;
  /** Version of the secret: known once the database can be reached. A rotation changes it, which replaces the servers. */
  readonly uriSecretVersion?: string;
  /** Port of the database. */
  readonly port: number;
  /** Security group of the database; servers add a rule to it. */
  readonly securityGroupId?: string;
  /** KMS key of the secret, when it has one of its own. */
  readonly encryptionKeyArn?: string;
  /** Metrics of the database; undefined for one that is not monitored. */
  readonly metrics?: DatabaseMetrics;
}

/** How CloudWatch finds the metrics of a database. */
export interface DatabaseMetrics {
  /** `DBInstanceIdentifier` or `DBClusterIdentifier` with its value. */
  readonly dimensions: Record<string, string>;
  /** Whether it has storage of a fixed size; Aurora's grows by itself. */
  readonly hasOwnStorage: boolean;
}
