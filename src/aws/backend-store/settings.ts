/** What kind of PostgreSQL holds MLflow's runs and models. */
export enum DatabaseEngine {
  /** RDS for PostgreSQL: an instance of a class, with a standby in a second zone when wanted. */
  POSTGRES = "postgres",
  /**
   * Aurora Serverless v2: capacity follows the load between two bounds, storage grows by itself.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
   */
  AURORA_SERVERLESS = "aurora-serverless",
}
