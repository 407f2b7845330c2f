/** Settings of the database. */
export interface DatabaseSettings {
  /**
   * SKU of the flexible server: `B_` for burstable, `GP_` for general purpose, `MO_` for memory optimized.
   * @default - "B_Standard_B1ms" in dev, "GP_Standard_D2ds_v5" in prod
   */
  readonly skuName?: string;
  /**
   * Storage in GiB of the first deploy, one of Azure's sizes from 32 to 32767. It grows by itself and cannot be reduced: a plan with another
   * number fails. See docs/operations-azure.md for how to enlarge it by hand.
   * @default - 32
   */
  readonly storageGib?: number;
  /** A standby in a second zone; not with a burstable SKU. @default - false in dev, true in prod */
  readonly standby?: boolean;
  /** Days that automatic backups are kept, 7 to 35. @default - 7 in dev, 14 in prod */
  readonly backupRetentionDays?: number;
  /**
   * Keeps the backups in the paired region too. A change would recreate the database without its data: a plan with it fails.
   * @default - false
   */
  readonly geoRedundantBackup?: boolean;
  /**
   * PostgreSQL version: a major version from 13 to 17. An upgrade cannot be reverted, and a lower version would recreate the database
   * without its data, so that a plan with another version fails: see docs/operations-azure.md for how to upgrade.
   * @default - "16"
   */
  readonly engineVersion?: string;
}

/** An existing database. */
export interface BackendStoreAttributes {
  /**
   * ID of a Key Vault secret, without a version, whose whole text is
   * `postgresql+psycopg2://user:password@host:port/database?sslmode=require&target_session_attrs=read-write`. User and password are
   * URL-encoded.
   */
  readonly uriKeyVaultSecretId: string;
  /** ID of a user-assigned identity with the role Key Vault Secrets User on the secret. */
  readonly uriIdentityId: string;
}
