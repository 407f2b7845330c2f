/** The kind of PostgreSQL database that MLflow uses. */
export enum DatabaseEngine {
  /** RDS for PostgreSQL: an instance of a class, with an optional standby in a second zone. */
  POSTGRES = "postgres",
  /**
   * Aurora Serverless v2: capacity and storage scale automatically, the capacity between two limits.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
   */
  AURORA_SERVERLESS = "aurora-serverless",
}

/** Settings of the database. */
export interface DatabaseSettings {
  /** RDS or Aurora. It cannot be changed without losing data: a change creates a new, empty database. @default - DatabaseEngine.POSTGRES */
  readonly engine?: DatabaseEngine;
  /** Aurora: the smallest capacity in ACU (2 GiB of memory each), in steps of 0.5. @default - 0.5 */
  readonly minCapacityAcu?: number;
  /** Aurora: the largest capacity in ACU, in steps of 0.5. @default - 2 in dev, 8 in prod */
  readonly maxCapacityAcu?: number;
  /** RDS: instance class. @default - "db.t4g.micro" in dev, "db.t4g.small" in prod */
  readonly instanceClass?: string;
  /** RDS: storage in GiB, 20 or more. @default - 20 in dev, 50 in prod */
  readonly storageGib?: number;
  /** RDS: maximum storage in GiB, with storage autoscaling. @default - 100 in dev, 500 in prod */
  readonly maxStorageGib?: number;
  /** A standby in a second zone; for Aurora a second instance. @default - false in dev, true in prod */
  readonly standby?: boolean;
  /** Days that automatic backups are kept, 1 to 35. @default - 1 in dev, 14 in prod */
  readonly backupRetentionDays?: number;
  /** Days that the deleted secret can be restored: 7 to 30, or 0 to free its name at once. @default - 0 in dev, 30 in prod */
  readonly secretRecoveryDays?: number;
  /**
   * PostgreSQL version. With a major version alone ("16"), AWS chooses the minor version and upgrades it automatically. With a minor
   * version ("16.9"), the database stays at it. Name the full version for an upgrade, and keep it afterwards: see docs/operations-aws.md.
   * @default - "16"
   */
  readonly engineVersion?: string;
  /**
   * Allows a deploy that changes `engineVersion` to upgrade to the next major version, which cannot be reverted; remove it afterwards.
   * @default - false
   */
  readonly allowMajorVersionUpgrade?: boolean;
  /** ARN of a KMS key for storage and secret. @default - AWS's own keys */
  readonly encryptionKeyArn?: string;
}

/** An existing database. */
export interface BackendStoreAttributes {
  /**
   * ARN of a Secrets Manager secret whose whole text is
   * `postgresql+psycopg2://user:password@host:port/database?sslmode=require&target_session_attrs=read-write`. The second argument keeps
   * MLflow off a server that accepts no writes, as a former primary after a failover. User and password are URL-encoded.
   */
  readonly uriSecretArn: string;
  /** Security group of the database, to which a rule for the servers is added. @default - you allow the servers yourself */
  readonly securityGroupId?: string;
  /** Port of the database. @default - 5432 */
  readonly port?: number;
  /** ARN of the secret's KMS key. @default - Secrets Manager's own key */
  readonly encryptionKeyArn?: string;
}
