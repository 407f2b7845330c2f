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

/** A message that has a known cause. */
export interface Symptom extends Diagnosis {
  readonly when: RegExp;
}

/** A response that has a known cause, by status and body. */
export interface RemoteSymptom extends Symptom {
  readonly status: RegExp;
}

/** What the messages of one cloud mean; the first symptom that matches counts. */
export interface CloudSymptoms {
  /** Messages of Snowflake, before it sends a request to the cloud. */
  readonly calls: readonly Symptom[];
  /** Responses of the cloud's gateway and of what is behind it. */
  readonly responses: readonly RemoteSymptom[];
  /** Advice when no response came in time. */
  readonly noResponse: string;
  /** Messages about the stage. */
  readonly stage: readonly Symptom[];
}

export const symptom = (component: Component, when: RegExp, advice: string): Symptom => ({ component, when, advice });

export const response = (status: RegExp, component: Component, when: RegExp, advice: string): RemoteSymptom => ({
  status,
  component,
  when,
  advice,
});

/** Any body, an empty one too. */
export const ANY_BODY = /./;
