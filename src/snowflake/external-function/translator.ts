import { FunctionJavascript } from "@cdktf/provider-snowflake/lib/function-javascript";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Tokens } from "../../core/tokens";
import type { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole, IWorkspace } from "../workspace/interface";
import { HASH_LENGTH, TRANSLATOR, checkJavascript } from "./code-checks";
import { contentHash } from "./javascript";
import type { TranslatorProps } from "./code-settings";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";

/**
 * A JavaScript function that Snowflake runs on the request or the response of an external function.
 *
 * The name and the first line of the body have a hash of the content. The name makes a change replace the external functions that
 * use the translator, in the same apply. The line makes the provider detect a change of letter case or white space only.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-translators
 */
export class Translator extends Construct {
  /** Arguments of the external function that are part of the hash. */
  public readonly functionArguments?: FunctionArgument[];
  private readonly resource: FunctionJavascript;
  private readonly workspace: IWorkspace;

  /** @throws ValidationError for an invalid name or body */
  constructor(scope: Construct, id: string, props: TranslatorProps) {
    super(scope, id);
    checkOnce(this, props, TRANSLATOR, undefined, (problems) => {
      checkJavascript(problems, props.body);
    });

    // The name belongs to the content: with the body alone, a new name would be a rename in place, under functions that use the old one.
    const signature = props.functionArguments && `(${signatureOf(props.functionArguments)})`;
    const hash = contentHash(`${props.name}${signature ?? ""}`, props.body);
    this.resource = new FunctionJavascript(this, "Resource", {
      database: Tokens.ofStack(this, props.workspace.databaseName),
      schema: Tokens.ofStack(this, props.workspace.schemaName),
      name: `${props.name}_${hash.slice(0, HASH_LENGTH).toUpperCase()}`,
      arguments: [{ argName: "EVENT", argDataType: SqlType.OBJECT }],
      returnType: SqlType.OBJECT,
      functionDefinition: `// content ${hash}\n${props.body}`,
      comment: props.comment,
      lifecycle: { createBeforeDestroy: true },
    });
    this.functionArguments = props.functionArguments;
    this.workspace = props.workspace;
  }

  /** Name with the content's hash. */
  public get functionName(): string {
    return this.resource.name;
  }

  /** `DATABASE.SCHEMA.NAME`, as `request_translator` and `response_translator` take it: without quotes and argument list. */
  public get qualifiedName(): string {
    return `${this.workspace.databaseName}.${this.workspace.schemaName}.${this.functionName}`;
  }

  /**
   * Allows a role to run the translator. `ExternalFunction.grantUsage` does it for its own translators: whether callers need it is not
   * documented, and it does no harm.
   */
  public grantUsage(role: IRole): Grant {
    return Grants.onSchemaObject(this, "Usage", role, ["USAGE"], "FUNCTION", this.resource.fullyQualifiedName);
  }
}
