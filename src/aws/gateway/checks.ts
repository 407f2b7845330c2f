import type { CheckTable } from "../../core/checks";
import { integer, omitted, oneOf, pattern, positive, shaped, that } from "../../core/rules";
import { KEY_ARN } from "../rules";
import { MAX_TIMEOUT_SECONDS, resolveGateway, type ResolvedGateway } from "./defaults";
import { GatewayAccessLog, type GatewayAttributes, type GatewaySettings } from "./settings";

/** First path segments that mean something to the method proxy, and so cannot name a stage. */
const RESERVED_STAGES = ["post", "get", "patch", "delete", "put", "health", "api", "ajax-api"];

/** Quotas of an account. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_REQUESTS_PER_SECOND = 10_000;
const MAX_BURST = 5000;

/** Requirements on gateway settings. */
export const GATEWAY: CheckTable<GatewaySettings, ResolvedGateway> = {
  resolve: resolveGateway,
  rows: [
    {
      field: "stageName",
      rule: that(
        (name) => /^[A-Za-z0-9_-]{1,128}$/.test(String(name)) && !RESERVED_STAGES.includes(String(name).toLowerCase()),
        `be 1 to 128 letters, digits, _ and -, and none of ${RESERVED_STAGES.join(", ")}`,
        'Use for example "v1"',
      ),
      synthesis: true,
    },
    {
      field: "timeoutSeconds",
      rule: that(
        (seconds) => Number(seconds) >= 1 && Number(seconds) <= MAX_TIMEOUT_SECONDS,
        `be from 1 to ${MAX_TIMEOUT_SECONDS}: API Gateway ends a call after ${MAX_TIMEOUT_SECONDS} seconds`,
        `Use 1 to ${MAX_TIMEOUT_SECONDS}`,
      ),
      synthesis: true,
    },
    { field: "requestsPerSecond", rule: positive(MAX_REQUESTS_PER_SECOND, "the quota of an account") },
    { field: "requestBurst", rule: integer(1, MAX_BURST, "the quota of an account") },
    { field: "accessLog", rule: oneOf(GatewayAccessLog), synthesis: true },
    { field: "encryptionKeyArn", rule: KEY_ARN },
    {
      field: "encryptionKeyArn",
      rule: omitted("the key encrypts the access log, which is off", "Set accessLog, or remove the key"),
      when: ({ accessLog }) => accessLog === GatewayAccessLog.NONE,
    },
    {
      field: "webAclArn",
      rule: pattern(
        /^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
        "be the ARN of a regional web ACL; global ones are for CloudFront",
        "Use arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>",
      ),
    },
    {
      field: "allowedRoleArns",
      rule: pattern(
        /^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
        "be the ARN of one role or user that is exempt from the Deny statement",
        "Use arn:aws:iam::<account>:role/<name>",
      ),
      each: true,
      synthesis: "items",
    },
  ],
};

/** Requirements on the attributes of an existing gateway. */
export const GATEWAY_ATTRIBUTES: CheckTable<GatewayAttributes> = {
  rows: [
    {
      field: "url",
      rule: shaped(
        /^https:\/\/[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[A-Za-z0-9_-]+\/$/,
        "be the execute-api address of a REST API with its stage and a slash at the end; Snowflake does not call custom domains",
        "Use https://<api>.execute-api.<region>.amazonaws.com/<stage>/",
      ),
    },
    {
      field: "invokeArn",
      rule: pattern(
        /^arn:[a-z-]+:execute-api:[^:]+:\d{12}:.+$/,
        "be an execute-api ARN",
        "Use arn:aws:execute-api:<region>:<account>:<api>/<stage>/POST/*",
      ),
    },
  ],
};
