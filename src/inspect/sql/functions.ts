import type { Reader } from "./reader";
import { comment, plain, statement, type Renderer } from "./statement";
import { literal, quoted, requoted } from "./text";

/** Arguments of a routine whose names are quoted: the body uses exactly these names. */
function quotedArguments(reader: Reader): string {
  const args = reader.blocks("arguments").map((argument) => {
    const fallback = argument.text("arg_default_value");
    const type = argument.required("arg_data_type");
    return `${quoted(argument.required("arg_name"))} ${type}${fallback === undefined ? "" : ` DEFAULT ${fallback}`}`;
  });
  return `(${args.join(", ")})`;
}

/** The provider writes a body between $$ without escaping: a $$ in it would end it. */
function body(reader: Reader, attribute: string): string {
  const text = reader.required(attribute);
  return text.includes("$$") ? reader.refuse("the body contains $$, which would end it") : `AS $$${text}$$`;
}

const secure = (reader: Reader) => (reader.flag("is_secure") ? "SECURE " : "");

/** https://docs.snowflake.com/en/sql-reference/sql/create-function, for JavaScript */
const functionJavascript: Renderer = (reader) => [
  statement(`CREATE ${secure(reader)}FUNCTION ${reader.schemaObject()}${quotedArguments(reader)}`, [
    `RETURNS ${reader.required("return_type")}`,
    "LANGUAGE JAVASCRIPT",
    reader.text("null_input_behavior"),
    reader.text("return_results_behavior"),
    comment(reader),
    body(reader, "function_definition"),
  ]),
];

/** https://docs.snowflake.com/en/sql-reference/sql/create-procedure, for JavaScript */
const procedureJavascript: Renderer = (reader) => {
  const executeAs = reader.text("execute_as");
  return [
    statement(`CREATE ${secure(reader)}PROCEDURE ${reader.schemaObject()}${quotedArguments(reader)}`, [
      `RETURNS ${reader.required("return_type")}`,
      "LANGUAGE JAVASCRIPT",
      reader.text("null_input_behavior"),
      comment(reader),
      executeAs === undefined ? undefined : `EXECUTE AS ${executeAs}`,
      body(reader, "procedure_definition"),
    ]),
  ];
};

/** https://docs.snowflake.com/en/sql-reference/sql/create-external-function */
const externalFunction: Renderer = (reader) => {
  const args = reader.blocks("arg").map((argument) => `${argument.required("name")} ${argument.required("type")}`);
  const headers = reader
    .blocks("header")
    .map((header) => `${literal(header.required("name"))} = ${literal(header.required("value"))}`);
  const contextHeaders = reader.list("context_headers");
  const translator = (attribute: string) => {
    const name = reader.text(attribute);
    return name === undefined ? undefined : `${attribute.toUpperCase()} = ${requoted(name)}`;
  };
  // The provider drops a false: NOT NULL is never sent.
  reader.ignore("return_null_allowed");
  return [
    statement(`CREATE EXTERNAL FUNCTION ${reader.schemaObject()}(${args.join(", ")})`, [
      `RETURNS ${reader.required("return_type")}`,
      reader.text("null_input_behavior") ?? "CALLED ON NULL INPUT",
      reader.required("return_behavior"),
      `COMMENT = ${literal(reader.text("comment") ?? "user-defined function")}`,
      `API_INTEGRATION = ${quoted(reader.required("api_integration"))}`,
      headers.length === 0 ? undefined : `HEADERS = (${headers.join(", ")})`,
      contextHeaders.length === 0 ? undefined : `CONTEXT_HEADERS = (${contextHeaders.join(", ")})`,
      plain(reader, "max_batch_rows"),
      `COMPRESSION = ${reader.text("compression") ?? "AUTO"}`,
      translator("request_translator"),
      translator("response_translator"),
      `AS ${literal(reader.required("url_of_proxy_and_resource"))}`,
    ]),
  ];
};

export const functionRenderers: Readonly<Record<string, Renderer>> = {
  snowflake_function_javascript: functionJavascript,
  snowflake_external_function: externalFunction,
  snowflake_procedure_javascript: procedureJavascript,
};
