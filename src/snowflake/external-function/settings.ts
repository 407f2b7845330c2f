import type { IApiIntegration } from "../api-integration/interface";
import type { IWorkspace } from "../workspace/interface";
import type { ContextHeader } from "./context-header";
import type { FunctionArgument } from "./sql-type";
import type { Translator } from "./translator";

/** What an external function is made of. */
export interface ExternalFunctionProps {
  /** Where the function is made. */
  readonly workspace: IWorkspace;
  /** Upper-case name. */
  readonly name: string;
  /** Arguments in their order. */
  readonly arguments: FunctionArgument[];
  /** Integration through which the function calls. */
  readonly integration: IApiIntegration;
  /** What follows the integration's URL, without `/` at its beginning. @default - nothing: the request translator says the path */
  readonly path?: string;
  /**
   * Constant headers; Snowflake puts `sf-custom-` before each name. Names without blanks, `_` and `( ) / , : ; < > = ? @ [ ] \ { }`,
   * values without two blanks in a row, all of it at most 8 KB. @default - none
   */
  readonly headers?: Record<string, string>;
  /** Context functions whose result travels with each request. @default - none */
  readonly contextHeaders?: ContextHeader[];
  /** Turns Snowflake's request into the service's. @default - the service takes Snowflake's format */
  readonly requestTranslator?: Translator;
  /** Turns the service's response into Snowflake's. @default - the service answers in Snowflake's format */
  readonly responseTranslator?: Translator;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}
