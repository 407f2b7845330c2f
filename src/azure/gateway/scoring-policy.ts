import { CREDENTIALS, escaped, tokenCheck, withoutHeaders, type TokenValues } from "./policy-parts";
import {
  GATEWAY_ERRORS,
  MODEL_FAILED,
  MODEL_RESPONSES,
  MODEL_STATUS,
  SCORING_RESPONSES,
  type ScoringResponse,
} from "./scoring-responses";

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
 * The provider compares policies token by token, so that the order of elements and attributes is part of the text. Quotes in expressions are
 * entities: the provider takes them for what Azure returns in their place.
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
    ...choose([modelFailed(), ...SCORING_RESPONSES.map(byStatus)]).map((line) => `        ${line}`),
    "      </when>",
    "    </choose>",
    "  </outbound>",
    "  <on-error>",
    ...choose(GATEWAY_ERRORS.map(byStatus)).map((line) => `    ${line}`),
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

/** A case of `choose`. */
interface Case {
  /** @default - all others */
  readonly condition?: string;
  readonly then: readonly string[];
}

const STATUS = "context.Response.StatusCode";

/** What becomes of statuses of the endpoint, or of API Management. */
function byStatus({ of, ...response }: ScoringResponse): Case {
  return { condition: of?.map((status) => `${STATUS} == ${status}`).join(" || "), then: answer(response) };
}

/** What becomes of a container's own status, which is in a header. */
function byModelStatus({ of, ...response }: ScoringResponse): Case {
  const header = `context.Response.Headers.GetValueOrDefault("${MODEL_STATUS}","")`;
  const condition = of?.map((status) => escaped(`${header} == "${status}"`)).join(" || ");
  return { condition, then: answer(response) };
}

function modelFailed(): Case {
  return { condition: `${STATUS} == ${MODEL_FAILED}`, then: choose(MODEL_RESPONSES.map(byModelStatus)) };
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/choose-policy */
function choose(cases: readonly Case[]): string[] {
  const written = cases.flatMap(({ condition, then }) => {
    const [open, close] =
      condition === undefined ? ["<otherwise>", "</otherwise>"] : [`<when condition="@(${condition})">`, "</when>"];
    return [`  ${open}`, ...then.map((line) => `    ${line}`), `  ${close}`];
  });
  return ["<choose>", ...written, "</choose>"];
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
