import { CloudError, type ResourceRule, type Values } from "../../simulator/rule";
import { created, dropped } from "./access";
import { nameOf, requireFreeInSchema, signatureTypes } from "./catalog";
import { canonicalType, describedReturnType } from "./data-types";
import { requireCallable } from "./external-function-url";
import { requireTranslator } from "./translator";
import { blocks, equalFold, suppress, suppressInBlocks, text, texts } from "./values";

// https://docs.snowflake.com/en/sql-reference/sql/create-external-function, CONTEXT_HEADERS
const CONTEXT_FUNCTIONS =
  /^(CURRENT_(ACCOUNT|CLIENT|DATABASE|DATE|IP_ADDRESS|REGION|ROLE|SCHEMA|SCHEMAS|SESSION|STATEMENT|TIME|TIMESTAMP|TRANSACTION|USER|VERSION|WAREHOUSE)|LAST_QUERY_ID|LAST_TRANSACTION|LOCALTIME|LOCALTIMESTAMP)$/i;

const HEADER_BYTES = 8 * 1024;
const MOST_ARGUMENTS = 500;

/**
 * A function whose rows are sent to a gateway. Nearly every change drops and creates it; another name or type of an argument does not:
 * it is planned as an update, which alters the comment alone.
 */
export const externalFunction: ResourceRule = {
  type: "snowflake_external_function",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/create-external-function, pkg/resources/external_function.go of the provider",
  plan({ prior, planned }) {
    suppress(prior, planned, "return_type", equalFold);
    suppressItems(prior, planned, "context_headers");
    suppressInBlocks(prior, planned, "arg", ["name", "type"], equalFold);
  },
  create(context) {
    const { account, values } = context;
    const types = signatureTypes(values);
    const returnType = canonicalType(text(values, "return_type"));
    requireFreeInSchema(account, "FUNCTION", values);
    checkShape(values, types, returnType);
    requireCallable(account, text(values, "api_integration"), text(values, "url_of_proxy_and_resource"));
    requireTranslator(account, values, "request_translator");
    requireTranslator(account, values, "response_translator");
    setReadBack(values, types, returnType);
    created(context, "FUNCTION", text(values, "id"));
  },
  update({ prior, values }) {
    values.arg = prior.arg ?? [];
  },
  read({ values }) {
    requireReadable(values);
  },
  delete({ account, prior }) {
    dropped(account, "FUNCTION", nameOf("FUNCTION", prior));
  },
};

/** What CREATE EXTERNAL FUNCTION refuses on its face. */
function checkShape(values: Values, types: string[], returnType: string): void {
  if ([...types, returnType].includes("GEOGRAPHY")) {
    throw new CloudError("GEOGRAPHY is allowed neither as an argument nor as the return type of an external function");
  }
  if (types.length > MOST_ARGUMENTS)
    throw new CloudError(`a function has at most ${MOST_ARGUMENTS} arguments, and this one ${types.length}`, "arg");
  for (const argument of blocks(values, "arg")) {
    // The provider writes the name without quotes and reads the signature back by splitting at blanks.
    if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text(argument, "name"))) {
      throw new CloudError(
        `001003 (42000): SQL compilation error: syntax error at argument '${text(argument, "name")}'`,
        "arg",
      );
    }
  }
  for (const name of texts(values, "context_headers")) {
    if (!CONTEXT_FUNCTIONS.test(name)) {
      throw new CloudError(
        `'${name}' is not a context function that CONTEXT_HEADERS takes (names are written without parentheses)`,
        "context_headers",
      );
    }
  }
  if (typeof values.max_batch_rows === "number" && values.max_batch_rows < 1) {
    throw new CloudError("MAX_BATCH_ROWS must be at least 1", "max_batch_rows");
  }
  checkHeaders(blocks(values, "header"));
}

function checkHeaders(headers: Values[]): void {
  for (const header of headers) {
    if (/[\s_()/,:;<>=?@"[\]\\{}]/.test(text(header, "name")) || text(header, "name") === "") {
      throw new CloudError(
        `header name '${text(header, "name")}' holds a character that HEADERS does not take`,
        "header",
      );
    }
    if (/\s\s/.test(text(header, "value"))) {
      throw new CloudError(`the value of header '${text(header, "name")}' holds two blanks in a row`, "header");
    }
  }
  const bytes = Buffer.byteLength(headers.map((header) => text(header, "name") + text(header, "value")).join(""));
  if (bytes > HEADER_BYTES) throw new CloudError(`HEADERS hold ${bytes} bytes; the limit is ${HEADER_BYTES}`, "header");
}

/** DESCRIBE FUNCTION shows canonical types without sizes and unquoted, hence upper-case, argument names. */
function setReadBack(values: Values, types: string[], returnType: string): void {
  values.id = nameOf("FUNCTION", values);
  values.fully_qualified_name = values.id;
  values.return_type = returnType;
  if (types.length > 0) {
    values.arg = blocks(values, "arg").map((argument, index) => ({
      ...argument,
      name: text(argument, "name").toUpperCase(),
      type: types[index] ?? "",
    }));
  }
  const headers = texts(values, "context_headers");
  if (headers.length > 0) values.context_headers = headers.map((header) => header.toUpperCase());
}

/** The provider's Read knows VARIANT, OBJECT, VARCHAR and `TYPE(n)` with one number only. */
function requireReadable(values: Values): void {
  const described = describedReturnType(canonicalType(text(values, "return_type")));
  if (["VARIANT", "OBJECT", "VARCHAR"].includes(described) || /^\w+\(\d*\)$/.test(described)) return;
  throw new CloudError(`return_type ${described} not recognized`, "return_type");
}

function suppressItems(prior: Values | undefined, planned: Values, name: string): void {
  const before = prior ? texts(prior, name) : [];
  const after = texts(planned, name);
  if (before.length !== after.length) return;
  if (before.every((item, index) => equalFold(item, after[index] ?? "")) && before.length > 0) planned[name] = before;
}
