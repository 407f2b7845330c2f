/** How the servers reach the database. */
export enum DatabaseAccess {
  /**
   * By Cloud SQL's connector: the instance has a public address that accepts no network, only connections that the connector has encrypted
   * and authorized by IAM.
   * @see https://cloud.google.com/sql/docs/postgres/connect-run
   */
  CONNECTOR = "connector",
  /**
   * By Private Service Connect: the instance has no public address, and an endpoint in a VPC network, through which the servers connect.
   * @see https://cloud.google.com/sql/docs/postgres/about-private-service-connect
   */
  PSC = "psc",
}

/** Settings of the database. */
export interface DatabaseSettings {
  /** How the servers reach it. It is fixed by the first deploy: a plan with another one fails. @default - DatabaseAccess.CONNECTOR */
  readonly access?: DatabaseAccess;
  /**
   * Machine type of the edition Enterprise: `db-f1-micro`, `db-g1-small`, or `db-custom-<vCPU>-<memory in MiB>`.
   * @default - "db-f1-micro" in dev, "db-custom-1-3840" in prod
   */
  readonly tier?: string;
  /**
   * Storage in GiB of the first deploy, 10 to 65536. It grows by itself and cannot be reduced: a plan with
   * another number fails.
   * @default - 10 in dev, 20 in prod
   */
  readonly storageGib?: number;
  /** A standby in a second zone (`REGIONAL`). @default - false in dev, true in prod */
  readonly standby?: boolean;
  /** Daily backups that are kept, 1 to 365. @default - 7 in dev, 14 in prod */
  readonly backupRetentionDays?: number;
  /**
   * PostgreSQL major version, 14 to 17. An upgrade cannot be reverted, so that a plan with another version fails: see
   * docs/operations-gcp.md for how to upgrade.
   * @default - "16"
   */
  readonly engineVersion?: string;
  /**
   * ID of a Cloud KMS key in the platform's region, `projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<key>`. The deploy
   * grants Cloud SQL the use of it, and a destroy takes the grant back: use a key for one platform alone. It is fixed by the first deploy: a
   * plan with another one fails.
   * @default - Google's own keys
   */
  readonly encryptionKeyId?: string;
}

/** An existing database. */
export interface BackendStoreAttributes {
  /**
   * ID of a Secret Manager secret, `projects/<project>/secrets/<name>`, whose whole text is
   * `postgresql+psycopg2://user:password@host:port/database?sslmode=require&target_session_attrs=read-write`, or for Cloud SQL's connector
   * `postgresql+psycopg2://user:password@/database?host=/cloudsql/<connection name>&target_session_attrs=read-write`. User and password are
   * URL-encoded.
   */
  readonly uriSecretId: string;
  /** Version of the secret; servers read `latest` only when they start. @default - "latest" */
  readonly uriSecretVersion?: string;
  /** Connection name of a Cloud SQL instance that the servers reach by the connector: `<project>:<region>:<instance>`. @default - none: by the host in the URI */
  readonly connectionName?: string;
  /** Concurrent connections that the servers may use together: their pools are sized by it. @default - 20 */
  readonly maxConnections?: number;
}
