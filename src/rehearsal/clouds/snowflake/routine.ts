import { CloudError, type ResourceRule } from "../../simulator/rule";
import { created, dropped, requireOwnership } from "./access";
import { nameOf, type ObjectType, requireFreeInSchema } from "./catalog";
import { canonicalType, sameDataType } from "./data-types";
import { planRename, renameInPlace } from "./rename";
import { equalFold, suppress, suppressInBlocks, text } from "./values";

/** Equal but for letter case and runs of blanks: DiffSuppressStatement in pkg/resources/common.go of the provider. */
export function sameStatement(before: string, after: string): boolean {
  const normalized = (statement: string) => statement.replace(/\s+/g, " ").trim();
  return equalFold(normalized(before), normalized(after));
}

/** Beside the object's real arguments, which no ALTER changes: those of the configuration, which the provider never reads back. */
const CONFIGURED = "configured arguments";

/**
 * JavaScript functions, and procedures in JavaScript and SQL, which the provider treats alike: a body's change of case or
 * blanks alone is not applied, any other drops and creates the object, a new name renames it in place. Another name or type of an
 * argument is an update that does nothing but change the state: Update looks at neither, and Read drops what it would set
 * (readFunctionOrProcedureArguments fails on a type assertion, and the error is lost).
 */
function routine(type: string, objectType: ObjectType, body: string, page: string): ResourceRule {
  return {
    type,
    cites: `https://docs.snowflake.com/en/sql-reference/sql/${page}, pkg/resources/${type.replace("snowflake_", "")}.go of the provider`,
    plan(context) {
      const { prior, planned } = context;
      suppress(prior, planned, body, sameStatement);
      suppress(prior, planned, "return_type", sameType);
      suppress(prior, planned, "null_input_behavior", equalFold);
      suppress(prior, planned, "return_results_behavior", equalFold);
      suppressInBlocks(prior, planned, "arguments", ["arg_data_type"], sameType);
      planRename(context);
    },
    create(context) {
      const { account, values } = context;
      if (text(values, body).includes("$$")) {
        throw new CloudError(
          `001003 (42000): SQL compilation error: syntax error: the provider puts ${body} between two $$, so that it must not hold $$`,
          body,
        );
      }
      requireFreeInSchema(account, objectType, values);
      values.id = nameOf(objectType, values);
      values.fully_qualified_name = values.id;
      created(context, objectType, text(values, "id"));
    },
    update(context) {
      const { account, prior, values } = context;
      requireOwnership(context, objectType, text(prior, "id"));
      values[CONFIGURED] = values.arguments ?? [];
      values.arguments = account.get(type, text(prior, "id"))?.arguments ?? [];
      renameInPlace({ ...context, prior: { ...prior, arguments: values.arguments } }, objectType);
    },
    read({ values }) {
      values.arguments = values[CONFIGURED] ?? values.arguments ?? [];
    },
    delete(context) {
      const name = text(context.prior, "id");
      requireOwnership(context, objectType, name);
      dropped(context.account, objectType, name);
    },
  };
}

function isDataType(type: string): boolean {
  try {
    canonicalType(type);
    return true;
  } catch {
    return false;
  }
}

function sameType(before: string, after: string): boolean {
  return isDataType(before) && isDataType(after) && sameDataType(before, after);
}

export const functionJavascript = routine(
  "snowflake_function_javascript",
  "FUNCTION",
  "function_definition",
  "create-function",
);

export const procedureJavascript = routine(
  "snowflake_procedure_javascript",
  "PROCEDURE",
  "procedure_definition",
  "create-procedure",
);

export const procedureSql = routine("snowflake_procedure_sql", "PROCEDURE", "procedure_definition", "create-procedure");
