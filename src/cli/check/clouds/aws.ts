import { ANY_BODY, response, symptom, type CloudSymptoms } from "../symptoms";

/** Snowflake's message about the role that it assumes. */
const TRUST = /Error assuming AWS_ROLE/i;

export const AWS: CloudSymptoms = {
  calls: [
    symptom(
      "trust",
      TRUST,
      "Snowflake cannot assume the role <prefix>-snowflake-api: the role does not exist, or its trust policy " +
        "does not name the user and the external ID of this integration, which change when the integration is " +
        "recreated. Deploy again",
    ),
  ],
  responses: [
    response(
      /403/,
      "gateway",
      /execute-api:Invoke|explicit deny/i,
      "The resource policy of the gateway denies Snowflake's role: the policy was changed, the API was not " +
        "deployed after a change, or the role was recreated. Deploy again",
    ),
    response(
      /403/,
      "gateway",
      ANY_BODY,
      "The gateway rejects the call: its stage or method is missing, or AWS WAF blocks it. Deploy again, and " +
        "check the access log of the API",
    ),
    response(
      /5\d\d/,
      "targets",
      ANY_BODY,
      "No server responds behind the gateway: there is no healthy target, tasks do not start, or a security group " +
        "or the VPC link blocks the connection. Check the events of the ECS service. A VPC link without traffic for " +
        "60 days is inactive and takes minutes to resume",
    ),
    response(
      /429/,
      "gateway",
      ANY_BODY,
      "The request limit of the gateway or the proxy is reached. Try again, or increase gateway.requestsPerSecond or server.maxRequests",
    ),
  ],
  noResponse:
    "No response in time: Snowflake retries requests that the gateway or the servers answer with 5XX. Check " +
    "the alarms, the events of the ECS service, and whether the gateway exists",
  stage: [
    symptom(
      "trust",
      TRUST,
      "Snowflake cannot assume the role <prefix>-snowflake-storage: the role does not exist, or its trust " +
        "policy does not name the user and the external ID of this integration. Deploy again",
    ),
    symptom(
      "stage",
      /Access ?Denied|Status Code: 40[34]|NoSuchBucket|Failed to access remote file/i,
      "The storage role cannot list the artifacts. Check its policy, the policy and the key of the bucket, and whether the bucket exists",
    ),
  ],
};
