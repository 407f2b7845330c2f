import type { IApiIntegration, IWorkspace, Translator } from "../../snowflake";

/** What functions of all sets are made of. */
export interface FunctionSetProps {
  /** Where the functions are made. */
  readonly workspace: IWorkspace;
  /** The way to the gateway in front of MLflow. */
  readonly integration: IApiIntegration;
  /** Longest address that the gateway takes, in characters. @default 10240, the limit of Amazon API Gateway */
  readonly maxUrlLength?: number;
  /** The translator of the answers, where another set in the same workspace has made it. @default - one of the set's own */
  readonly responseTranslator?: Translator;
}
