import type { Account } from "../../simulator/account";
import { CloudError, type Values } from "../../simulator/rule";
import { objectsOf, signatureTypes } from "./catalog";
import { canonicalType } from "./data-types";
import { doesNotExist } from "./names";
import { isKnown, text } from "./values";

/**
 * Checks `request_translator` or `response_translator` of an external function.
 *
 * The provider splits the name at dots and takes the parts by index, which crashes it when they are not three; it writes an
 * argument list into the SQL, where a name is expected (pkg/sdk/identifier_helpers.go, that this is a syntax error is
 * inferred). Snowflake wants an existing JavaScript UDF with one OBJECT argument that returns OBJECT:
 * https://docs.snowflake.com/en/sql-reference/external-functions-translators
 */
export function requireTranslator(account: Account, values: Values, attribute: string): void {
  if (!isKnown(values, attribute)) return;
  const name = text(values, attribute);
  const parts = name.split(".");
  if (parts.length !== 3) {
    throw new CloudError(
      `The provider crashed: panic: runtime error: index out of range: ${attribute} '${name}' has ${parts.length} ` +
        "part(s), not the three of database.schema.name",
      attribute,
    );
  }
  if (name.includes("(")) {
    throw new CloudError(
      `001003 (42000): SQL compilation error: syntax error: unexpected '(' in ${attribute.toUpperCase()} = ${name}; ` +
        "a translator is named without its argument list",
      attribute,
    );
  }
  const [database, schema, bare] = parts.map((part) => part.replace(/^"+|"+$/g, ""));
  const found = objectsOf(account, "FUNCTION").filter(
    (held) =>
      text(held.values, "database") === database &&
      text(held.values, "schema") === schema &&
      text(held.values, "name") === bare,
  );
  if (found.length === 0) throw doesNotExist(`Function in ${attribute.toUpperCase()}`, parts.join("."));
  const fits = found.some(
    (held) =>
      held.type === "snowflake_function_javascript" &&
      signatureTypes(held.values).join() === "OBJECT" &&
      canonicalType(text(held.values, "return_type")) === "OBJECT",
  );
  if (!fits) {
    throw new CloudError(
      `${attribute} '${name}' must be a JavaScript UDF with exactly one argument of type OBJECT that returns OBJECT`,
      attribute,
    );
  }
}
