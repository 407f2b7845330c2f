/** What can fail on the path from a SQL statement to MLflow. */
export type Component =
  | "sign-in"
  | "role"
  | "warehouse"
  | "grant"
  | "function"
  | "integration"
  | "trust"
  | "gateway"
  | "account"
  | "key"
  | "targets"
  | "server"
  | "database"
  | "MLflow"
  | "translator"
  | "stage"
  | "unknown";

/** The cause of a failed statement. */
export interface Diagnosis {
  readonly component: Component;
  /** The cause, and what to do. */
  readonly advice: string;
}

interface Symptom extends Diagnosis {
  readonly when: RegExp;
}

const symptom = (component: Component, when: RegExp, advice: string): Symptom => ({ component, when, advice });

/** Errors of Snowflake before a request is sent. */
const SNOWFLAKE: readonly Symptom[] = [
  symptom(
    "role",
    /Requested role .* is not assigned to the executing user/i,
    "The role is not granted to your Snowflake user. Run GRANT ROLE <role> TO USER <user>, or specify another role with --role",
  ),
  symptom(
    "warehouse",
    /No active warehouse|Warehouse '.*' (?:does not exist|cannot be resumed)/i,
    "The role cannot use the warehouse. Grant USAGE on it",
  ),
  symptom(
    "grant",
    /(?:Database|Schema) '.*' does not exist or not authorized|Insufficient privileges/i,
    "The role lacks a privilege on the database, the schema or the object. Deploy again: this restores the grants of the platform",
  ),
  symptom(
    "integration",
    /is not allowed by (?:API )?integration|integration '.*' is not enabled|Integration '.*' does not exist/i,
    "The integration does not allow this URL: it was changed, disabled, or created for another gateway or bucket. Deploy again",
  ),
  symptom(
    "translator",
    /JavaScript execution error|(?:Request|Response) translator|Translator /i,
    "A translator of the function fails or does not exist. Deploy again",
  ),
];

/** Snowflake's message about the role that it assumes. */
const TRUST = /Error assuming AWS_ROLE/i;

const GRANT_OR_FUNCTION = /Unknown (?:user-defined )?function/i;

/** Responses of the gateway and the services behind it, by status and body. */
const REMOTE: readonly (Symptom & { readonly status: RegExp })[] = [
  {
    ...symptom(
      "account",
      /mlops proxy: only functions of this server's own Snowflake account/,
      "The servers admit another Snowflake account than the one that this function is in: the functions were created outside of the " +
        "platform, or the account or its region changed. Deploy again with the credentials of the account that you call from",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "key",
      /mlops proxy: the gateway's key is missing/,
      "The gateway does not add its key to requests, or the call did not come through the gateway: the gateway's configuration " +
        "was changed outside Terraform. Deploy again",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "key",
      /mlops proxy: the gateway's key is not this server's/,
      "Gateway and servers have different keys: a rotation of the key is under way, or ended halfway. Try again in a few minutes, then " +
        "deploy again, so that both get the same key and the servers restart",
    ),
    status: /503/,
  },
  {
    ...symptom(
      "gateway",
      /execute-api:Invoke|explicit deny/i,
      "The resource policy of the gateway denies Snowflake's role: the policy was changed, the API was not " +
        "deployed after a change, or the role was recreated. Deploy again",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "gateway",
      /./,
      "The gateway rejects the call: its stage or method is missing, or AWS WAF blocks it. Deploy again, and " +
        "check the access log of the API",
    ),
    status: /403/,
  },
  {
    ...symptom(
      "database",
      /psycopg2|OperationalError|TEMPORARILY_UNAVAILABLE(?![^]*mlops proxy)/,
      "MLflow cannot use its database. Check the status of the database, its connections and storage, and whether " +
        "the password was rotated without new tasks",
    ),
    status: /5\d\d|422/,
  },
  {
    ...symptom(
      "server",
      /mlops proxy/,
      "MLflow does not respond to the proxy. Check the log of the container (log group /mlops/<prefix>/mlflow)",
    ),
    status: /5\d\d/,
  },
  {
    ...symptom(
      "targets",
      /./,
      "No server responds behind the gateway: there is no healthy target, tasks do not start, or a security group " +
        "or the VPC link blocks the connection. Check the events of the ECS service. A VPC link without traffic for " +
        "60 days is inactive and takes minutes to resume",
    ),
    status: /5\d\d/,
  },
  {
    ...symptom(
      "gateway",
      /./,
      "The request limit of the gateway or the proxy is reached. Try again, or increase gateway.requestsPerSecond or server.maxRequests",
    ),
    status: /429/,
  },
  {
    ...symptom("MLflow", /./, "The platform works, and MLflow rejects this request"),
    status: /4\d\d/,
  },
];

/** `remote service error: 403 '{"Message":"..."}'`, as Snowflake shows the last answer. */
const ANSWER = /remote service error:\s*(\d{3})\s*'?([^]*)/;

/** The cause of a failed function call. */
export function diagnoseFunction(message: string, isSeenByOwner: boolean): Diagnosis {
  if (TRUST.test(message))
    return {
      component: "trust",
      advice:
        "Snowflake cannot assume the role <prefix>-snowflake-api: the role does not exist, or its trust policy " +
        "does not name the user and the external ID of this integration, which change when the integration is " +
        "recreated. Deploy again",
    };
  if (GRANT_OR_FUNCTION.test(message))
    return isSeenByOwner
      ? {
          component: "grant",
          advice: "The function exists, and the role lacks USAGE on it. Deploy again, or grant USAGE",
        }
      : { component: "function", advice: "The function does not exist in this schema. Deploy again" };
  const answer = ANSWER.exec(message);
  if (answer !== null) {
    const [, status = "", body = ""] = answer;
    // An empty body matches like any other.
    const found = REMOTE.find((each) => each.status.test(status) && each.when.test(body === "" ? "-" : body));
    if (found !== undefined) return found;
  }
  if (/statement or warehouse timeout|timed out|could not be resolved|remote service error/i.test(message))
    return {
      component: "targets",
      advice:
        "No response in time: Snowflake retries requests that the gateway or the servers answer with 5XX. Check " +
        "the alarms, the events of the ECS service, and whether the gateway exists",
    };
  return diagnoseAny(message);
}

/** The cause of a failed listing of the stage. */
export function diagnoseStage(message: string): Diagnosis {
  if (TRUST.test(message))
    return {
      component: "trust",
      advice:
        "Snowflake cannot assume the role <prefix>-snowflake-storage: the role does not exist, or its trust " +
        "policy does not name the user and the external ID of this integration. Deploy again",
    };
  if (/Stage '.*' does not exist or not authorized/i.test(message))
    return { component: "stage", advice: "The stage does not exist, or the role lacks USAGE on it. Deploy again" };
  if (/Access ?Denied|Status Code: 40[34]|NoSuchBucket|Failed to access remote file/i.test(message))
    return {
      component: "stage",
      advice:
        "The storage role cannot list the artifacts. Check its policy, the policy and the key of the bucket, and whether the bucket exists",
    };
  return diagnoseAny(message);
}

/** The cause of any other failed statement. */
export function diagnoseAny(message: string): Diagnosis {
  return (
    SNOWFLAKE.find((each) => each.when.test(message)) ?? {
      component: "unknown",
      advice: "The cause is unknown. The message is Snowflake's",
    }
  );
}
