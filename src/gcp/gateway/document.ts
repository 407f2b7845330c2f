import { isObject } from "../../core/json";
import { HttpVerb } from "../../mlflow";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import type { IModelEndpoint } from "../model-endpoint/interface";

/** What the document of the API is made of; values may be tokens. */
export interface DocumentValues {
  /** Email of the only service account that may sign tokens. */
  readonly issuer: string;
  /** Audience of the tokens: the managed service of the API. */
  readonly audience: string;
  /** Address of the servers, without a slash at the end, and the audience of the gateway's own tokens. */
  readonly serverUrl: string;
  readonly timeoutSeconds: number;
  /** The endpoints of models. @default - none */
  readonly endpoints?: readonly IModelEndpoint[];
}

/** What a path leads to. */
interface Backend {
  readonly operationId: string;
  /** Parameters of the path. @default - none */
  readonly parameters?: readonly string[];
  readonly answer: string;
  readonly url: string;
  readonly timeoutSeconds: number;
}

const SCHEME = "snowflake";

/** Seconds that the gateway waits longer than a model has, with the proxy in between. */
const MARGIN_SECONDS = 10;

/**
 * The document of the API as OpenAPI 2.0: the verbs of the method proxy, each with every path below it, and the path of each endpoint,
 * all by POST alone. The gateway checks Snowflake's token and replaces it by one of its own service account.
 *
 * Issuer and audience are both written out: without the audience API Gateway would take `https://<managed service>`, which is not
 * Snowflake's. The provider compares texts, and another order of the keys would be another config: they are sorted.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-gcp-planning
 * @see https://cloud.google.com/endpoints/docs/openapi/openapi-extensions#x-google-backend
 */
export function openApiDocument(values: DocumentValues): string {
  const document = {
    swagger: "2.0",
    info: { title: "MLflow for Snowflake external functions", version: "1.0" },
    schemes: ["https"],
    produces: ["application/json"],
    paths: Object.fromEntries([
      ...Object.values(HttpVerb).map((verb) => [
        `/${verb.toLowerCase()}/api/{path=**}`,
        { post: operation(serverBackend(verb, values)) },
      ]),
      ...(values.endpoints ?? []).map((each) => [`/${each.path}`, { post: operation(endpointBackend(each, values)) }]),
    ]),
    securityDefinitions: {
      [SCHEME]: {
        type: "oauth2",
        flow: "implicit",
        authorizationUrl: "",
        "x-google-issuer": values.issuer,
        "x-google-jwks_uri": `https://www.googleapis.com/robot/v1/metadata/x509/${values.issuer}`,
        "x-google-audiences": values.audience,
      },
    },
  };
  return JSON.stringify(sorted(document));
}

function serverBackend(verb: HttpVerb, { serverUrl: url, timeoutSeconds }: DocumentValues): Backend {
  const operationId = `${verb.toLowerCase()}Api`;
  return { operationId, parameters: ["path"], answer: "MLflow's answer", url, timeoutSeconds };
}

/** It waits longer than the model has: the model's server must end a slow call, as Snowflake would repeat what the gateway ends. */
function endpointBackend({ name, url }: IModelEndpoint, { timeoutSeconds }: DocumentValues): Backend {
  return {
    operationId: `score_${name.replaceAll("-", "_")}`,
    answer: "The model's predictions",
    url,
    timeoutSeconds: Math.max(timeoutSeconds, SCORING_TIMEOUT_SECONDS + MARGIN_SECONDS),
  };
}

function operation({ operationId, parameters, answer, url, timeoutSeconds }: Backend) {
  return {
    operationId,
    ...(parameters && {
      parameters: parameters.map((name) => ({ name, in: "path", required: true, type: "string" })),
    }),
    responses: { "200": { description: answer } },
    security: [{ [SCHEME]: [] }],
    "x-google-backend": {
      address: url,
      jwt_audience: url,
      path_translation: "APPEND_PATH_TO_ADDRESS",
      protocol: "h2",
      deadline: timeoutSeconds,
    },
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

/** A text with tokens as Terraform's expression of its base64 form. CDKTF's own functions do not take a text with quotes and tokens. */
export function base64(text: string): string {
  return `\${base64encode(${JSON.stringify(text)})}`;
}
