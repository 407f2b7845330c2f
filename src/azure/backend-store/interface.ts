import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The PostgreSQL database in which MLflow keeps experiments, runs and models; its URI is one secret. */
export interface IBackendStore extends IConstruct {
  /** The whole `MLFLOW_BACKEND_STORE_URI`, as a token; undefined when a Key Vault holds it. */
  readonly uri?: string;
  /** ID of the Key Vault secret that holds the URI, without a version; undefined when Terraform knows the URI. */
  readonly uriKeyVaultSecretId?: string;
  /** ID of the user-assigned identity that may read the Key Vault secret. */
  readonly uriIdentityId?: string;
  /** What must exist before a server connects: database, firewall rule, settings of the server. */
  readonly dependencies: ITerraformDependable[];
  /** Metrics of the database; undefined for one that is not monitored. */
  readonly metrics?: DatabaseMetrics;
}

/** How Azure Monitor finds the metrics of a database. */
export interface DatabaseMetrics {
  /** ID of the flexible server. */
  readonly serverId: string;
}
