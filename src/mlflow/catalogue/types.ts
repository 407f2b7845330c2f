/** A group of operations by subject. The first three are the default: MLflow 3's `log_model` needs logged models. */
export enum OperationGroup {
  /** Experiments, runs, metrics, listing of artifacts, inputs and outputs of runs. */
  TRACKING = "tracking",
  /** Registered models, their versions and aliases. */
  REGISTRY = "registry",
  /** Logged models, objects of MLflow 3. */
  LOGGED_MODELS = "logged-models",
  /** Traces and their assessments. */
  TRACES = "traces",
  /** Evaluation datasets. */
  DATASETS = "datasets",
}

/** Permission level of an operation. */
export enum OperationLevel {
  /** Changes nothing. */
  READ = "READ",
  /** Creates, sets, logs, renames, restores. */
  WRITE = "WRITE",
  /** Deletes. */
  ADMIN = "ADMIN",
}

/** The method that MLflow expects. */
export enum HttpVerb {
  GET = "GET",
  POST = "POST",
  PATCH = "PATCH",
  DELETE = "DELETE",
}

/** Effect of a repeated request: Snowflake repeats requests after network errors, 429 and 5xx. */
export enum RetrySafety {
  /** The second succeeds and changes nothing except the time of the last change. */
  SAFE = "SAFE",
  /** The second changes nothing if it has the same timestamp. */
  SAFE_WITH_TIMESTAMP = "SAFE_WITH_TIMESTAMP",
  /** The second changes nothing, but MLflow returns an error. */
  REPEAT_FAILS = "REPEAT_FAILS",
  /** The second creates another object. */
  NEW_OBJECT = "NEW_OBJECT",
}

/** Location of a field in a request. */
export enum FieldPlace {
  PATH = "path",
  QUERY = "query",
  BODY = "body",
}

/** The type of a field's value, of one item if the field is repeated, of one value if it is a map. */
export enum FieldType {
  STRING = "string",
  BOOL = "bool",
  /** A whole number that fits 32 bits. */
  INT32 = "int32",
  /** A whole number that fits 64 bits: travels as a string, because a JSON number loses digits beyond 2^53. */
  INT64 = "int64",
  DOUBLE = "double",
  /** One of the `values`. */
  ENUM = "enum",
  /** An object with the fields of the message `message`. */
  MESSAGE = "message",
  /** Any JSON value. */
  JSON = "json",
  /** A timestamp as RFC 3339 text. */
  TIMESTAMP = "timestamp",
  /** A duration as text, in seconds: `3.5s`. */
  DURATION = "duration",
}

/** Format of a text field. */
export enum FieldFormat {
  /** Key of a metric, parameter or tag: letters, digits, `_ - . : /` and blanks, never a path that resolves to another. */
  KEY = "key",
  /** A letter or digit, then letters, digits, `_` and `-`. */
  RUN_ID = "run-id",
  /** Digits: MLflow's SQL store accepts nothing else. */
  EXPERIMENT_ID = "experiment-id",
  /** Name of a registered model: no `/`, no `:`, not blank. */
  MODEL_NAME = "model-name",
  /** Name of a logged model: none of `/ : . % " '`. */
  LOGGED_MODEL_NAME = "logged-model-name",
  /** Version of a registered model: digits. */
  VERSION = "version",
  /** Letters, digits, `_` and `-`. */
  ALIAS = "alias",
  /** An alias that can be set: as ALIAS, but not `latest` and not `v` with digits. */
  NEW_ALIAS = "new-alias",
  /** Text that is not empty. */
  NOT_EMPTY = "not-empty",
  /** A URI with a scheme other than `file`: a path would be on the server's own disk, which is lost with its container. */
  LOCATION = "location",
}

/** One field of a request or of a message. */
export interface Field {
  /** The name that MLflow uses. */
  readonly name: string;
  /** Type of the value. */
  readonly type: FieldType;
  /** Where MLflow reads it. @default - none, for the field of a message */
  readonly place?: FieldPlace;
  /** MLflow requires the value of this path field in the body too. @default - false */
  readonly alsoInBody?: boolean;
  /** MLflow needs it, even if its server does not check it. @default - false */
  readonly required?: boolean;
  /** A list of values. @default - false */
  readonly repeated?: boolean;
  /** A map from text to values. @default - false */
  readonly map?: boolean;
  /** Values of an ENUM. @default - no ENUM */
  readonly values?: string[];
  /** Name of the MESSAGE. @default - no MESSAGE */
  readonly message?: string;
  /** Format of the text. @default - any text */
  readonly format?: FieldFormat;
  /** Longest text in characters; MLflow rejects or silently truncates longer text. @default - no limit */
  readonly maxLength?: number;
  /** Longest list. @default - no limit */
  readonly maxItems?: number;
  /** Smallest number. @default - the type's own */
  readonly minimum?: number;
  /** Largest number. @default - the type's own */
  readonly maximum?: number;
  /** A timestamp in milliseconds since 1970; the default is the current time. @default - false */
  readonly now?: boolean;
  /** The default is the current time if `status` is one of these: a run that ends has an end time. @default - none */
  readonly nowForStatus?: string[];
  /** MLflow stores a NaN that is sent as the text "NaN". It does not store an infinity, but 1.8e308. @default - false */
  readonly nan?: boolean;
  /** Value that is sent if the caller sets none, because MLflow needs one or returns too much without it. @default - nothing is sent */
  readonly fallback?: number;
}

/** An object inside a request. */
export interface Message {
  /** Its name in MLflow's protos. */
  readonly name: string;
  /** Its fields. */
  readonly fields: Field[];
}

/** One operation of MLflow's REST API. */
export interface Operation {
  /** Name in MLflow's protos: `createRun`. An RPC with a GET and a POST route is two operations. */
  readonly rpc: string;
  /** What it does, in a sentence without its full stop. */
  readonly summary: string;
  /** The method that MLflow expects. */
  readonly verb: HttpVerb;
  /** The path as the server mounts it, with `{field}` for a path field. */
  readonly path: string;
  /** Its group. */
  readonly group: OperationGroup;
  /** Permission level of an operation. */
  readonly level: OperationLevel;
  /** Effect of a repeated request. */
  readonly retry: RetrySafety;
  /** First release of MLflow that has the route. */
  readonly firstVersion: string;
  /** All fields of a request, in the order of the proto. */
  readonly fields: Field[];
  /** Maximum number of items in all repeated fields together. @default - no limit */
  readonly maxItemsTogether?: number;
}

/** A part of MLflow's REST API that the functions and the proxy never offer. */
export interface LeftOut {
  /** MLflow's own group of operations, or the RPC's name. */
  readonly what: string;
  /** Why. */
  readonly reason: string;
}
