import type { IWorkspace } from "../workspace/interface";
import type { FunctionArgument } from "./sql-type";

/** Props of a translator. */
export interface TranslatorProps {
  /** Where the function is created. */
  readonly workspace: IWorkspace;
  /** Upper-case name, at most 246 characters; `_` and eight characters of the content's hash are appended. */
  readonly name: string;
  /**
   * JavaScript (ES2015) of the function's body. Its argument is the object `EVENT`; it returns an object. At most 100 KB. It holds
   * none of `$$`, which ends the body in SQL, and `${` and `%{`, which Terraform would replace.
   */
  readonly body: string;
  /**
   * Arguments of the external function that the translator serves. They are part of the hash, so that another name or type replaces
   * translator and function: the provider would update the function in place, which does nothing in Snowflake. @default - none
   */
  readonly functionArguments?: FunctionArgument[];
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/** Props of a stored procedure. */
export interface ProcedureProps {
  /** Where the procedure is created. */
  readonly workspace: IWorkspace;
  /** Upper-case name. */
  readonly name: string;
  /** Arguments in their order. */
  readonly arguments: FunctionArgument[];
  /**
   * JavaScript of the procedure's body. `SCHEMA` is the workspace's schema with a dot behind it, as SQL takes it: `"DB"."SCHEMA".`. The
   * text holds none of `$$`, which ends the body in SQL, and `${` and `%{`, which Terraform would replace.
   */
  readonly body: string;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}
