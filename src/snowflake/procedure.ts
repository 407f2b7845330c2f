import { createHash } from "node:crypto";
import { ProcedureJavascript } from "@cdktf/provider-snowflake/lib/procedure-javascript";
import { Construct } from "constructs";
import { Problems } from "../core";
import { checkComment } from "./comment";
import type { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import { checkJavascript } from "./javascript";
import type { IRole } from "./role";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";
import type { IWorkspace } from "./workspace";

/** What a stored procedure is made of. */
export interface ProcedureProps {
  /** Where the procedure is made. */
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

/**
 * A stored procedure in JavaScript that returns a VARIANT. It runs with the caller's rights: it can do no more than its caller.
 * @see https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-javascript
 */
export class Procedure extends Construct {
  /** Name of the procedure as configured. */
  public readonly procedureName: string;
  /** `"DATABASE"."SCHEMA"."NAME"(VARCHAR)`, unknown while the procedure is replaced. */
  public readonly fullyQualifiedName: string;
  /** Arguments in their order. */
  public readonly arguments: FunctionArgument[];

  /** @throws ValidationError when a name or the body cannot work */
  constructor(scope: Construct, id: string, props: ProcedureProps) {
    super(scope, id);
    const problems = new Problems(this);
    Identifiers.check(problems, { name: props.name });
    checkComment(problems, props.comment);
    for (const { name } of props.arguments) Identifiers.check(problems, { [`arguments.${name}`]: name });
    checkJavascript(problems, "procedure", props.body);
    problems.throwIfAny();

    // The provider ignores a change of letter case or blanks alone, and updates a changed argument in place, which does nothing in
    // Snowflake: the hash in the body makes every change replace the procedure.
    const hash = createHash("sha256")
      .update(`(${signatureOf(props.arguments)})\n${props.body}`)
      .digest("hex");
    const resource = new ProcedureJavascript(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name: props.name,
      arguments: props.arguments.map(({ name, type }) => ({ argName: name, argDataType: type })),
      returnType: SqlType.VARIANT,
      executeAs: "CALLER",
      procedureDefinition: `// content ${hash}\nconst SCHEMA = '${props.workspace.schemaFullyQualifiedName}.';\n${props.body}`,
      comment: props.comment,
    });
    this.procedureName = props.name;
    this.fullyQualifiedName = resource.fullyQualifiedName;
    this.arguments = [...props.arguments];
  }

  /** Lets a role call the procedure. What the procedure calls needs grants of its own. */
  public grantUsage(role: IRole): Grant {
    return Grants.onSchemaObject(this, "Usage", role, ["USAGE"], "PROCEDURE", this.fullyQualifiedName);
  }
}
