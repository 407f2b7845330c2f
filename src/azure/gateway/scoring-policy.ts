import { CREDENTIALS, escaped, tokenCheck, withoutHeaders, type TokenValues } from "./policy-parts";
import { GATEWAY_ERRORS, SCORING_RESPONSES, type ScoringResponse } from "./scoring-responses";

/** What the policy of a scoring route is made of; values may be tokens. */
export interface ScoringPolicyValues extends TokenValues {
  /** Name of the endpoint in the environment. */
  readonly name: string;
  /** The Snowflake account as its functions name it. */
  readonly snowflakeAccount: string;
  readonly snowflakeRegion: string;
  /** Address at which the endpoint scores: host and path. */
  readonly scoringUri: string;
  /** Concurrent requests that are forwarded. */
  readonly requestBurst: number;
  readonly timeoutSeconds: number;
}

/** Audience of tokens for Azure Machine Learning. https://learn.microsoft.com/en-us/azure/machine-learning/how-to-authenticate-online-endpoint */
const AUDIENCE = "https://ml.azure.com";
const SCORE = "/score";

/** What would send a call to a deployment without regard to the traffic. */
const OTHERS = ["azureml-model-deployment"];

/**
 * The policy of a scoring route. It takes the place of the API's, without `base`: while the API has no policy, a route that relied on it
 * would be open to everyone, and MLflow's key is not sent to an endpoint.
 *
 * Snowflake's application may serve several Snowflake accounts: the headers that Snowflake itself sets admit ours alone. What the endpoint
 * writes in an error is replaced.
 *
 * The provider compares policies token by token, so that the order of elements and attributes is part of the text. Expressions have no quotes,
 * which Azure would return in another form.
 * @see https://learn.microsoft.com/en-us/azure/api-management/authentication-managed-identity-policy
 */
export function scoringPolicyXml(values: ScoringPolicyValues): string {
  const host = escaped(values.scoringUri.slice(0, -SCORE.length));
  return [
    "<policies>",
    "  <inbound>",
    ...tokenCheck(values),
    ...headerCheck("sf-context-current-account", values.snowflakeAccount),
    ...headerCheck("sf-context-current-region", values.snowflakeRegion),
    ...withoutHeaders([...CREDENTIALS, ...OTHERS]),
    `    <authentication-managed-identity resource="${AUDIENCE}" />`,
    `    <set-backend-service base-url="${host}" />`,
    `    <rewrite-uri template="${SCORE}" copy-unmatched-params="false" />`,
    "  </inbound>",
    "  <backend>",
    `    <limit-concurrency key="score-${values.name}" max-count="${values.requestBurst}">`,
    `      <forward-request timeout="${values.timeoutSeconds}" />`,
    "    </limit-concurrency>",
    "  </backend>",
    "  <outbound>",
    "    <choose>",
    '      <when condition="@(context.Response.StatusCode != 200)">',
    ...choose(SCORING_RESPONSES, "        "),
    "      </when>",
    "    </choose>",
    "  </outbound>",
    "  <on-error>",
    ...choose(GATEWAY_ERRORS, "    "),
    "  </on-error>",
    "</policies>",
  ].join("\n");
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/check-header-policy */
function headerCheck(name: string, value: string): string[] {
  return [
    `    <check-header name="${name}" failed-check-httpcode="403" failed-check-error-message="only functions of this platform's own Snowflake account are admitted" ignore-case="false">`,
    `      <value>${escaped(value)}</value>`,
    "    </check-header>",
  ];
}

function choose(responses: readonly ScoringResponse[], indent: string): string[] {
  const cases = responses.flatMap(({ of, ...response }) => {
    const condition = of?.map((status) => `context.Response.StatusCode == ${status}`).join(" || ");
    const [open, close] =
      condition === undefined ? ["<otherwise>", "</otherwise>"] : [`<when condition="@(${condition})">`, "</when>"];
    return [`  ${open}`, ...answer(response).map((line) => `    ${line}`), `  ${close}`];
  });
  return ["<choose>", ...cases, "</choose>"].map((line) => indent + line);
}

/** An answer of its own, without the headers and the body of the endpoint. */
function answer({ status, reason, error }: Omit<ScoringResponse, "of">): string[] {
  return [
    "<return-response>",
    `  <set-status code="${status}" reason="${reason}" />`,
    '  <set-header name="Content-Type" exists-action="override">',
    "    <value>application/json</value>",
    "  </set-header>",
    `  <set-body>${escapedText(JSON.stringify({ error: error.kind, message: error.message }))}</set-body>`,
    "</return-response>",
  ];
}

/** Text of an element: quotes need no escape there. */
function escapedText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
