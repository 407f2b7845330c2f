import { ANY_BODY, response, symptom, type CloudSymptoms } from "../symptoms";

/** @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-troubleshooting */
const NO_TOKEN = /Failed to obtain Azure active directory access token|AADSTS\d+/i;

export const AZURE: CloudSymptoms = {
  calls: [
    symptom(
      "trust",
      /AADSTS500011/i,
      "Entra knows no service principal of the platform's application. Deploy again: this creates it",
    ),
    symptom(
      "trust",
      NO_TOKEN,
      "Entra issues no token to Snowflake: an administrator of the tenant has not consented yet. Open the output " +
        "snowflake_api_consent_url, or run the line az ad sp create in the output next_steps",
    ),
  ],
  responses: [
    response(
      /401/,
      "gateway",
      ANY_BODY,
      "API Management rejects Snowflake's token: its policy names another tenant, application or client ID than the " +
        "API integration has. Deploy again",
    ),
    response(
      /403/,
      "gateway",
      ANY_BODY,
      "The call is rejected between the gateway and MLflow. Deploy again, and check the requests in Application Insights",
    ),
    response(/404/, "gateway", /Resource not found/i, "API Management has no API at this address. Deploy again"),
    response(
      /5\d\d/,
      "targets",
      ANY_BODY,
      "No server responds behind the gateway. A container app that was idle starts within about a minute: try again. " +
        "Otherwise check the revisions of the container app <prefix>-mlflow and their logs, or set server.minReplicas: 1",
    ),
    response(
      /429/,
      "gateway",
      ANY_BODY,
      "The request limit of the gateway or the proxy is reached. Try again, or increase gateway.requestBurst or server.maxRequests",
    ),
  ],
  noResponse:
    "No response in time: Snowflake retries requests that the gateway or the servers answer with 5XX. Check the alarms, " +
    "the revisions of the container app <prefix>-mlflow, and whether the gateway exists",
  stage: [
    symptom(
      "trust",
      NO_TOKEN,
      "Entra issues no token to Snowflake: an administrator of the tenant has not consented yet. Open the output " +
        "snowflake_storage_consent_url, then set snowflakeStoragePrincipalId as the output next_steps says and deploy again",
    ),
    symptom(
      "stage",
      /AuthorizationPermissionMismatch|AuthorizationFailure|not authorized to perform this operation|Status Code: 40[34]|ContainerNotFound|Failed to access remote file/i,
      "Snowflake's service principal cannot list the artifacts: set snowflakeStoragePrincipalId as the output next_steps " +
        "says and deploy again. A new role takes minutes to be seen. With artifacts.snowflakeSubnetIds, check that the " +
        "list holds all of Snowflake's subnets",
    ),
  ],
};
