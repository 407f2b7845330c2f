import { omitted, pattern, that, type Rule } from "../core/rules";

/** Prefix of artifacts that are given none. */
export const DEFAULT_ARTIFACT_PREFIX = "mlflow";

/** Where artifacts are in a bucket or container. */
export const ARTIFACT_PREFIX: Rule = pattern(
  /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/,
  "be letters, digits, _ and -, with / between segments and not at either end",
  'Use for example "mlflow"',
);

export const EMAIL: Rule = pattern(
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  "be an e-mail address",
  'Use for example "mlops@example.com"',
);

/**
 * The address of an existing MLflow server.
 * @param example one of the cloud's own
 */
export function serverUrl(example: string): Rule {
  return pattern(
    /^https:\/\/[^\s/?#]+$/,
    "be https:// and a host, without a path and without a slash at its end",
    `Use for example "${example}"`,
  );
}

/** A number that another setting limits. */
export function atMostSetting(field: string, max: number): Rule {
  return that(
    (value) => Number(value) <= max,
    `be at most ${field}, which is ${max}`,
    `Use fewer, or a greater ${field}`,
  );
}

/** The threshold of an alarm. */
export const ABOVE_ZERO: Rule = that(
  (value) => Number.isFinite(value) && Number(value) > 0,
  "be a number above 0",
  "Use another number",
);

/** A threshold that would never be reached otherwise. */
export function below(limit: number, reason: string): Rule {
  return that((value) => !(Number(value) >= limit), `be below ${limit}: ${reason}`, "Use a smaller number");
}

/** Recipients of alarms and budgets where there are none. */
export const NOTHING_SENT: Rule = omitted(
  "there is nothing to send, as the environment has neither alarms nor a budget",
  "Set alarms: true, or remove it",
);
