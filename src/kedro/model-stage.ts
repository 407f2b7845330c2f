/** Where kedro-snowflake puts the models that it trains (`@MLFLOW_STAGE`). */
export enum ModelStage {
  /**
   * An internal stage; a task copies the models to the artifact stage. PUT, which Snowpark uploads with, is documented for internal
   * stages only.
   * @see https://docs.snowflake.com/en/sql-reference/sql/put
   */
  INTERNAL = "internal",
  /** A second external stage on the folder of the artifact stage: MLflow sees a model at once, if the upload to it works. */
  EXTERNAL = "external",
}
