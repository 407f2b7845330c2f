import { createHash } from "node:crypto";
import { ProcedureJavascript } from "@cdktf/provider-snowflake/lib/procedure-javascript";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import type { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole } from "../workspace/interface";
import { checkArguments } from "./checks";
import { PROCEDURE, checkJavascript } from "./code-checks";
import type { ProcedureProps } from "./code-settings";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";

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

  /** @throws ValidationError for an invalid name or body */
  constructor(scope: Construct, id: string, props: ProcedureProps) {
    super(scope, id);
    checkOnce(this, props, PROCEDURE, undefined, (problems) => {
      checkArguments(problems, props.arguments);
      checkJavascript(problems, props.body);
    });

    // The provider ignores a change of letter case or white space only, and updates a changed argument in place, which does nothing in
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

  /** Allows a role to call the procedure. What the procedure calls needs grants of its own. */
  public grantUsage(role: IRole): Grant {
    return Grants.onSchemaObject(this, "Usage", role, ["USAGE"], "PROCEDURE", this.fullyQualifiedName);
  }
}
