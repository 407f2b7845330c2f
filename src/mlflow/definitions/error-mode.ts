/** How MLflow errors are reported. */
export enum ErrorMode {
  /** The SQL statement fails with MLflow's status and message in its text. */
  FAIL = "fail",
  /** The function returns `{"http_status": n, "body": {"error_code": …}}`, with 200 for a success. */
  RETURN = "return",
}
