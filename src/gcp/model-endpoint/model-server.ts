import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";

/** The variables of a container with MLflow's scoring server, which listens on a port of all addresses. */
export function modelServerVariables(
  environment: Readonly<Record<string, string>>,
  port: number,
): Record<string, string> {
  return {
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...environment,
    MLFLOW_HOST: "0.0.0.0",
    MLFLOW_PORT: String(port),
    MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: String(SCORING_TIMEOUT_SECONDS),
  };
}
