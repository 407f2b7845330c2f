/**
 * A Snowflake account as its external functions name it: the results of CURRENT_ACCOUNT and CURRENT_REGION. A locator is unique in
 * a region only.
 * @see https://docs.snowflake.com/en/user-guide/admin-account-identifier
 */
export interface SnowflakeAccountIdentity {
  /** The account's locator, as CURRENT_ACCOUNT returns it: `AB12345`. */
  readonly account: string;
  /** The account's region, as CURRENT_REGION returns it: `AWS_EU_CENTRAL_1`, or `PUBLIC.AWS_EU_CENTRAL_1` with its region group. */
  readonly region: string;
}
