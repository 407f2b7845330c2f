import { SCORING_ERRORS, type ScoringError } from "../../mlflow/scoring/errors";

/** A response of a scoring route: which statuses of SageMaker it takes, and what the caller gets. */
export interface ScoringResponse {
  readonly status: string;
  /** Statuses as a regular expression, which no other response matches: API Gateway leaves their order open. @default - all others */
  readonly selectionPattern?: string;
  /** Mapping template of the body. @default - the body of the model */
  readonly template?: string;
}

const { forbidden, modelError, other, timeout, tooLarge, tooManyRequests, unavailable } = SCORING_ERRORS;

const body = ({ kind, message }: ScoringError): string => JSON.stringify({ error: kind, message });

/** What the status of a container means, and the status that the caller gets where it is not the response's own. */
interface ContainerStatus {
  readonly of: number;
  readonly status?: number;
  readonly error: ScoringError;
}

/**
 * A container that has no capacity, or is not there yet, answers for itself and not for its model: Snowflake must repeat the batch. MLflow's
 * server has 504 for a model that is too slow, which is too slow a second time.
 */
const CONTAINER_STATUSES: readonly ContainerStatus[] = [
  { of: 429, status: 429, error: tooManyRequests },
  { of: 502, status: 502, error: unavailable },
  { of: 503, status: 503, error: unavailable },
  { of: 504, error: timeout },
];

const lines = ({ status, error }: Omit<ContainerStatus, "of">): string[] => [
  ...(status === undefined ? [] : [`#set($context.responseOverride.status = ${status})`]),
  body(error),
];

/**
 * SageMaker answers 424 for whatever status its container had, and names that status in the body. 400 and 500 both mean that the model
 * failed, and their text can hold other rows' values, so that none of it is handed on.
 *
 * Not verified: that a status may be set which no method response declares. AWS's example does so.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
const MODEL_ERROR = [
  "#set($status = $input.path('$.OriginalStatusCode'))",
  ...CONTAINER_STATUSES.flatMap((each, index) => [
    `#${index === 0 ? "if" : "elseif"}($status == ${each.of})`,
    ...lines(each),
  ]),
  "#else",
  ...lines({ error: modelError }),
  "#end",
].join("\n");

/**
 * Without these every error of SageMaker would arrive as 200. Snowflake repeats a batch after 429 and 5XX, and gives up after any other
 * status: a failure of the model itself is final.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-best-practices
 */
export const SCORING_RESPONSES: readonly ScoringResponse[] = [
  { status: "200" },
  { status: "400", selectionPattern: "4(0[0-24-9]|1[0-24-9]|2[0-35-8]|[3-9]\\d)", template: body(other) },
  { status: "403", selectionPattern: "403", template: body(forbidden) },
  { status: "413", selectionPattern: "413", template: body(tooLarge) },
  { status: "422", selectionPattern: "424", template: MODEL_ERROR },
  { status: "429", selectionPattern: "429", template: body(tooManyRequests) },
  { status: "500", selectionPattern: "5(0[0-25-9]|[1-9]\\d)", template: body(other) },
  { status: "503", selectionPattern: "503", template: body(unavailable) },
  { status: "504", selectionPattern: "504", template: body(unavailable) },
];
