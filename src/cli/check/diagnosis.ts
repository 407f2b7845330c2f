import {
  ANY_BODY,
  symptom,
  response,
  type CloudSymptoms,
  type Diagnosis,
  type RemoteSymptom,
  type Symptom,
} from "./symptoms";

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

const GRANT_OR_FUNCTION = /Unknown (?:user-defined )?function/i;

/** Responses of the proxy and of MLflow, which are the same on all clouds. */
const SERVER: readonly RemoteSymptom[] = [
  response(
    /403/,
    "account",
    /mlops proxy: only functions of this server's own Snowflake account/,
    "The servers admit another Snowflake account than the one that this function is in: the functions were created outside of the " +
      "platform, or the account or its region changed. Deploy again with the credentials of the account that you call from",
  ),
  response(
    /403/,
    "key",
    /mlops proxy: the gateway's key is missing/,
    "The gateway does not add its key to requests, or the call did not come through the gateway: the gateway's configuration " +
      "was changed outside Terraform. Deploy again",
  ),
  response(
    /503/,
    "key",
    /mlops proxy: the gateway's key is not this server's/,
    "Gateway and servers have different keys: a rotation of the key is under way, or ended halfway. Try again in a few minutes, then " +
      "deploy again, so that both get the same key and the servers restart",
  ),
  response(
    /5\d\d|422/,
    "database",
    /psycopg2|OperationalError|TEMPORARILY_UNAVAILABLE(?![^]*mlops proxy)/,
    "MLflow cannot use its database. Check the status of the database, its connections and storage, and whether " +
      "the password was rotated without new servers",
  ),
  response(
    /5\d\d/,
    "server",
    /mlops proxy/,
    "MLflow does not respond to the proxy. Check the log of the container mlflow",
  ),
];

/** What is left when no other symptom matches. */
const REJECTED = response(/4\d\d/, "MLflow", ANY_BODY, "The platform works, and MLflow rejects this request");

/** `remote service error: 403 '{"Message":"..."}'`, as Snowflake shows the last answer. */
const ANSWER = /remote service error:\s*(\d{3})\s*'?([^]*)/;

/** The cause of a failed function call. */
export function diagnoseFunction(cloud: CloudSymptoms, message: string, isSeenByOwner: boolean): Diagnosis {
  const refused = cloud.calls.find(({ when }) => when.test(message));
  if (refused !== undefined) return refused;
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
    const all = [...SERVER, ...cloud.responses, REJECTED];
    // An empty body matches like any other.
    const found = all.find((each) => each.status.test(status) && each.when.test(body === "" ? "-" : body));
    if (found !== undefined) return found;
  }
  if (/statement or warehouse timeout|timed out|could not be resolved|remote service error/i.test(message))
    return { component: "targets", advice: cloud.noResponse };
  return diagnoseAny(message);
}

/** The cause of a failed listing of the stage. */
export function diagnoseStage(cloud: CloudSymptoms, message: string): Diagnosis {
  if (/Stage '.*' does not exist or not authorized/i.test(message))
    return { component: "stage", advice: "The stage does not exist, or the role lacks USAGE on it. Deploy again" };
  return cloud.stage.find(({ when }) => when.test(message)) ?? diagnoseAny(message);
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
