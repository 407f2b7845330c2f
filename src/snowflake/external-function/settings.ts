import type { IApiIntegration } from "../api-integration/interface";
import type { IWorkspace } from "../workspace/interface";
import type { ContextHeader } from "./context-header";
import type { FunctionArgument } from "./sql-type";
import type { Translator } from "./translator";

/** Props of an external function. */
export interface ExternalFunctionProps {
  /** Where the function is created. */
  readonly workspace: IWorkspace;
  /** Upper-case name. */
  readonly name: string;
  /** Arguments in their order. */
  readonly arguments: FunctionArgument[];
  /** Integration through which the function calls. */
  readonly integration: IApiIntegration;
  /** Path after the integration's URL, without `/` at its beginning. @default - none: the request translator sets the path */
  readonly path?: string;
  /**
   * Constant headers; Snowflake puts `sf-custom-` before each name. Names without blanks, `_` and `( ) / , : ; < > = ? @ [ ] \ { }`,
   * values without two blanks in a row, all of it at most 8 KB. @default - none
   */
  readonly headers?: Record<string, string>;
  /** Context functions whose result travels with each request. @default - none */
  readonly contextHeaders?: ContextHeader[];
  /**
   * Most rows in a request (`MAX_BATCH_ROWS`). Snowflake may send fewer. @default 1: a request translator makes one request of a batch, so
   * that it must handle all rows of it
   */
  readonly maxBatchRows?: number;
  /** Converts Snowflake's request to the service's format. @default - the service accepts Snowflake's format */
  readonly requestTranslator?: Translator;
  /** Converts the service's response to Snowflake's format. @default - the service responds in Snowflake's format */
  readonly responseTranslator?: Translator;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}
