/** The part of the way from a SQL statement to MLflow that is broken. */
export type Leg =
  | "sign-in"
  | "role"
  | "warehouse"
  | "grant"
  | "function"
  | "integration"
  | "trust"
  | "gateway"
  | "targets"
  | "server"
  | "database"
  | "MLflow"
  | "translator"
  | "stage"
  | "unknown";

/** What a failed statement says about the platform. */
export interface Diagnosis {
  readonly leg: Leg;
  /** What is wrong, and what to look at. */
  readonly advice: string;
}

interface Symptom extends Diagnosis {
  readonly when: RegExp;
}

const symptom = (leg: Leg, when: RegExp, advice: string): Symptom => ({ leg, when, advice });

/** Snowflake's own refusals, before any request is sent. */
const SNOWFLAKE: readonly Symptom[] = [
  symptom(
    "role",
    /Requested role .* is not assigned to the executing user/i,
    "Your Snowflake user does not have this role: GRANT ROLE <role> TO USER <user>, or say another with --role",
  ),
  symptom(
    "warehouse",
    /No active warehouse|Warehouse '.*' (?:does not exist|cannot be resumed)/i,
    "The role has no warehouse to call with: grant USAGE on it",
  ),
  symptom(
    "grant",
    /(?:Database|Schema) '.*' does not exist or not authorized|Insufficient privileges/i,
    "The role lacks a grant on database, schema or object: deploy again, which restores the platform's grants",
  ),
  symptom(
    "integration",
    /is not allowed by (?:API )?integration|integration '.*' is not enabled|Integration '.*' does not exist/i,
    "The integration does not allow this address: it was changed, disabled or made for another gateway or bucket. Deploy again",
  ),
  symptom(
    "translator",
    /JavaScript execution error|(?:Request|Response) translator|Translator /i,
    "A translator of the function fails or is gone: deploy again",
  ),
];

/** What is said of the role that Snowflake assumes. */
const TRUST = /Error assuming AWS_ROLE/i;

const GRANT_OR_FUNCTION = /Unknown (?:user-defined )?function/i;

/** Answers of the gateway and of what lies behind it, by status and body. */
const REMOTE: readonly (Symptom & { readonly status: RegExp })[] = [
  {
    ...symptom(
      "gateway",
      /execute-api:Invoke|explicit deny/i,
      "The gateway's policy does not let Snowflake's role in. It was changed, or changed without a new deployment of the API, or the role was made anew: deploy again",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "gateway",
      /./,
      "The gateway turns the call away: its stage or method is missing, or a firewall (WAF) blocks. Deploy again; look at the API's access log",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "database",
      /psycopg2|OperationalError|TEMPORARILY_UNAVAILABLE(?![^]*mlops proxy)/,
      "MLflow runs and cannot use its database: look at the database's state, its connections and storage, and whether its password was rotated without new tasks",
    ),
    status: /5\d\d|422/,
  },
  {
    ...symptom(
      "server",
      /mlops proxy/,
      "The proxy runs and MLflow does not answer: look at the container's log (log group /mlops/<prefix>/mlflow)",
    ),
    status: /5\d\d/,
  },
  {
    ...symptom(
      "targets",
      /./,
      "No server answers behind the gateway: no healthy target, a task that does not start, or a security group or VPC link that is closed. Look at the ECS service's events; after 60 quiet days a VPC link sleeps for some minutes",
    ),
    status: /5\d\d/,
  },
  {
    ...symptom(
      "gateway",
      /./,
      "Too many calls at once: the gateway's throttling or the proxy's limit is reached. Try again, or raise gateway.requestsPerSecond or server.maxRequests",
    ),
    status: /429/,
  },
  {
    ...symptom("MLflow", /./, "The whole way works, and MLflow refuses this request"),
    status: /4\d\d/,
  },
];

/** `remote service error: 403 '{"Message":"..."}'`, as Snowflake shows the last answer. */
const ANSWER = /remote service error:\s*(\d{3})\s*'?([^]*)/;

/** Says what a failed call of a function means. */
export function diagnoseFunction(message: string, isSeenByOwner: boolean): Diagnosis {
  if (TRUST.test(message))
    return {
      leg: "trust",
      advice:
        "Snowflake cannot assume the role <prefix>-snowflake-api: the role is gone, or its trust policy does not name this integration's user and external id (an integration that is made anew gets new ones). Deploy again",
    };
  if (GRANT_OR_FUNCTION.test(message))
    return isSeenByOwner
      ? { leg: "grant", advice: "The function exists and the role may not use it: deploy again, or grant USAGE on it" }
      : { leg: "function", advice: "The function does not exist in this schema: deploy again" };
  const answer = ANSWER.exec(message);
  if (answer !== null) {
    const [, status = "", body = ""] = answer;
    // An empty body says as much as any.
    const found = REMOTE.find((each) => each.status.test(status) && each.when.test(body === "" ? "-" : body));
    if (found !== undefined) return found;
  }
  if (/statement or warehouse timeout|timed out|could not be resolved|remote service error/i.test(message))
    return {
      leg: "targets",
      advice:
        "No answer in time: Snowflake repeats what gateway and servers answer with 5XX. Look at the alarms, at the ECS service's events, and whether the gateway still exists",
    };
  return diagnoseAny(message);
}

/** Says what a failed listing of the stage means. */
export function diagnoseStage(message: string): Diagnosis {
  if (TRUST.test(message))
    return {
      leg: "trust",
      advice:
        "Snowflake cannot assume the role <prefix>-snowflake-storage: the role is gone, or its trust policy does not name this integration's user and external id. Deploy again",
    };
  if (/Stage '.*' does not exist or not authorized/i.test(message))
    return { leg: "stage", advice: "The stage is gone, or the role lacks USAGE on it: deploy again" };
  if (/Access ?Denied|Status Code: 40[34]|NoSuchBucket|Failed to access remote file/i.test(message))
    return {
      leg: "stage",
      advice:
        "The storage role may not list the artifacts: look at its policy, at the bucket's policy and key, and whether the bucket exists",
    };
  return diagnoseAny(message);
}

/** Says what a statement means that is neither a call nor a listing. */
export function diagnoseAny(message: string): Diagnosis {
  return (
    SNOWFLAKE.find((each) => each.when.test(message)) ?? {
      leg: "unknown",
      advice: "This failure has no known cause; the message is Snowflake's own",
    }
  );
}
