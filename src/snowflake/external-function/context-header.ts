/**
 * Context functions whose result travels with each request, as header `sf-context-current-user` and so on; a request translator
 * finds them under `EVENT.contextHeaders`.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-external-function
 */
export enum ContextHeader {
  /** Locator of the account that calls the function; with the region it names one account. */
  CURRENT_ACCOUNT = "CURRENT_ACCOUNT",
  /** Database of the session. */
  CURRENT_DATABASE = "CURRENT_DATABASE",
  /** Region of the account. */
  CURRENT_REGION = "CURRENT_REGION",
  /** Role that calls the function. */
  CURRENT_ROLE = "CURRENT_ROLE",
  /** Schema of the session. */
  CURRENT_SCHEMA = "CURRENT_SCHEMA",
  /** Id of the session. */
  CURRENT_SESSION = "CURRENT_SESSION",
  /** Time at which the statement began; its text may follow the session's output format. */
  CURRENT_TIMESTAMP = "CURRENT_TIMESTAMP",
  /** User who calls the function. */
  CURRENT_USER = "CURRENT_USER",
  /** Warehouse of the session. */
  CURRENT_WAREHOUSE = "CURRENT_WAREHOUSE",
}
