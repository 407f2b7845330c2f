import { ANY_BODY, response, symptom, type CloudSymptoms } from "../symptoms";

/** Cloud Run's own pages, which the gateway passes on. */
const CLOUD_RUN = /does not have permission to (?:get|access|the requested)|access token could not be verified/i;

export const GCP: CloudSymptoms = {
  calls: [
    symptom(
      "integration",
      /is not allowed by (?:API )?integration|integration '.*' is not enabled/i,
      "The API integration is disabled or names another address than the gateway's: the statement that enables it has not run, or the " +
        "integration was changed outside Terraform. Deploy again; if the plan is empty, replace the statement as docs/operations-gcp.md says",
    ),
  ],
  responses: [
    response(
      /40[13]/,
      "gateway",
      /Audiences in Jwt are not allowed/i,
      "API Gateway rejects the audience of Snowflake's token: GOOGLE_AUDIENCE of the API integration is not the managed service of the " +
        "gateway's API. Deploy again",
    ),
    response(
      /401/,
      "gateway",
      /\bJwt\b|Jwks/i,
      "API Gateway rejects Snowflake's token: its configuration names another service account than the API integration has " +
        "(API_GCP_SERVICE_ACCOUNT of DESC INTEGRATION), which changes when the integration is recreated. Deploy again; with " +
        "IntegrationOrder.GATEWAY_FIRST, set snowflakeApiServiceAccount as the output next_steps says first",
    ),
    response(
      /40[13]/,
      "trust",
      CLOUD_RUN,
      "Cloud Run rejects the gateway's service account: it lacks the role Cloud Run Invoker on the service <prefix>-mlflow, or its token " +
        "has another audience than the service's address. A new role takes minutes to be seen: try again, then deploy again",
    ),
    response(
      /40[13]/,
      "gateway",
      ANY_BODY,
      "The call is rejected between Snowflake and MLflow. Deploy again, and check the logs of API Gateway and of the Cloud Run service " +
        "<prefix>-mlflow",
    ),
    response(
      /40[45]/,
      "gateway",
      /not defined by this API|http method is not allowed/i,
      "The gateway has no such operation: its configuration was changed outside Terraform. Deploy again",
    ),
    response(
      /404/,
      "targets",
      /<html|Page not found|was not found on this server/i,
      "The gateway forwards to a Cloud Run service that does not exist. Deploy again",
    ),
    response(
      /504|408/,
      "targets",
      ANY_BODY,
      "No server responds within the gateway's timeout. A service that was idle starts within about a minute: try again. Otherwise " +
        "increase gateway.timeoutSeconds, or set server.minInstances: 1",
    ),
    response(
      /5\d\d/,
      "targets",
      ANY_BODY,
      "No server responds behind the gateway. A service that was idle starts within about a minute: try again. Otherwise check the " +
        "revisions of the Cloud Run service <prefix>-mlflow and their logs, or set server.minInstances: 1",
    ),
    response(
      /429/,
      "targets",
      /Rate exceeded|no available instance/i,
      "All instances of the servers are busy, or none could be started. A service that was idle starts within about a minute: try again. " +
        "Otherwise check the revisions of the Cloud Run service <prefix>-mlflow and their logs, or increase server.maxInstances",
    ),
    response(
      /429/,
      "gateway",
      ANY_BODY,
      "The request limit of the gateway or the proxy is reached. Try again, or increase server.maxRequests or server.maxInstances",
    ),
  ],
  noResponse:
    "No response in time: Snowflake retries requests that the gateway or the servers answer with 5XX. Check the alarms, " +
    "the revisions of the Cloud Run service <prefix>-mlflow, and whether the gateway exists",
  stage: [
    symptom(
      "stage",
      /does not have (?:storage\.\S+|serviceusage\S*) access|Access ?Denied|Permission '?storage\.|Status Code: 40[34]|bucket does not exist|Failed to access remote file/i,
      "Snowflake's service account (STORAGE_GCP_SERVICE_ACCOUNT of DESC INTEGRATION) cannot list the artifacts: it lacks its roles on the " +
        "bucket, or the bucket does not exist. Deploy again. A new role takes minutes to be seen",
    ),
  ],
};
