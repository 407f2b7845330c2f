/** Settings of the trust between Snowflake and Azure. */
export interface SnowflakeAccessSettings {
  /**
   * Object ID of Snowflake's service principal for the storage integration in your Entra tenant. It exists after an administrator has
   * consented, so that it is unknown at the first deploy: the output `next_steps` says how to get it.
   * @default - not known yet: Snowflake cannot reach the artifacts
   */
  readonly snowflakeStoragePrincipalId?: string;
}
