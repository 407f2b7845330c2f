import { FunctionJavascript } from "@cdktf/provider-snowflake/lib/function-javascript";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import { checkComment } from "./comment";
import type { Grant } from "./grant";
import { Grants } from "./grants";
import { checkJavascript, contentHash } from "./javascript";
import type { IRole } from "./role";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";
import type { IWorkspace } from "./workspace";

const MAX_BYTES = 100 * 1024;
const HASH_LENGTH = 8;

/** What a translator is made of. */
export interface TranslatorProps {
  /** Where the function is made. */
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

/**
 * A JavaScript function that Snowflake runs on the request or the response of an external function.
 *
 * A hash of the content stands in the name and in the body's first line. The name makes a change replace the external functions that
 * use the translator, in the same apply; the line makes the provider see every change, as it ignores one of letter case or blanks only.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-translators
 */
export class Translator extends Construct {
  /** Name with the content's hash. */
  public readonly functionName: string;
  /** `DATABASE.SCHEMA.NAME`, as `request_translator` and `response_translator` take it: three parts and no argument list. */
  public readonly qualifiedName: string;
  /** Arguments of the external function that are part of the hash. */
  public readonly functionArguments?: FunctionArgument[];
  private readonly resource: FunctionJavascript;

  /** @throws ValidationError when the name or the body cannot work */
  constructor(scope: Construct, id: string, props: TranslatorProps) {
    super(scope, id);
    const problems = new Problems(this);
    const rule = NameRules.SNOWFLAKE_IDENTIFIER;
    NameRules.check(problems, "name", props.name, { ...rule, max: rule.max - HASH_LENGTH - 1 });
    checkBody(problems, props.body);
    checkComment(problems, props.comment);
    problems.throwIfAny();

    // The name belongs to the content: with the body alone, a new name would be a rename in place, under functions that use the old one.
    const signature = props.functionArguments && `(${signatureOf(props.functionArguments)})`;
    const hash = contentHash(`${props.name}${signature ?? ""}`, props.body);
    this.resource = new FunctionJavascript(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name: `${props.name}_${hash.slice(0, HASH_LENGTH).toUpperCase()}`,
      arguments: [{ argName: "EVENT", argDataType: SqlType.OBJECT }],
      returnType: SqlType.OBJECT,
      functionDefinition: `// content ${hash}\n${props.body}`,
      comment: props.comment,
      lifecycle: { createBeforeDestroy: true },
    });
    this.functionArguments = props.functionArguments;
    this.functionName = this.resource.name;
    this.qualifiedName = `${props.workspace.databaseName}.${props.workspace.schemaName}.${this.functionName}`;
  }

  /**
   * Lets a role run the translator. `ExternalFunction.grantUsage` does it for its own translators: whether callers need it is not
   * documented, and it does no harm.
   */
  public grantUsage(role: IRole): Grant {
    return Grants.onSchemaObject(this, "Usage", role, ["USAGE"], "FUNCTION", this.resource.fullyQualifiedName);
  }
}

function checkBody(problems: Problems, body: string): void {
  const bytes = Buffer.byteLength(body);
  problems.check(
    bytes > 0 && bytes <= MAX_BYTES,
    "body",
    `${bytes} bytes`,
    `a translator has 1 to ${MAX_BYTES} bytes of source`,
    "Write it, or split its work",
  );
  checkJavascript(problems, "translator", body);
}
