import type { AppliedResource, AppliedState } from "../state";
import { SqlError } from "./errors";
import { bareType, parseIdentifier, parseSqlName } from "./identifier";
import type { JavaScriptFunction } from "./sandbox";
import { ArgumentTypeError, argumentToJson, typeOfLiteral } from "./sql";
import {
  type Attributes,
  UnknownElementError,
  blocks,
  flag,
  needText,
  number,
  text,
  texts,
} from "../simulator/readers";

/** An external function as it was applied. */
export interface ExternalFunctionDefinition {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly arguments: readonly { readonly name: string; readonly type: string }[];
  readonly returnType: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly contextHeaders: readonly string[];
  /** 0 when it was left to Snowflake. */
  readonly maxBatchRows: number;
  readonly compression: string;
  readonly nullInput: string;
  readonly requestTranslator: string | undefined;
  readonly responseTranslator: string | undefined;
  readonly url: string;
  readonly apiIntegration: string;
  /** Time of the creation; undefined if the state does not contain it. */
  readonly createdOn: string | undefined;
}

/** What Snowflake's catalogue holds after the apply, as far as calls need it. */
export class SnowflakeCatalogue {
  public readonly functions: readonly ExternalFunctionDefinition[];

  constructor(private readonly state: AppliedState) {
    this.functions = state.all("snowflake_external_function").map(toDefinition);
  }

  /**
   * The function that a call means: by name, number of arguments and their types.
   * @param name as in SQL; unquoted parts are folded to upper case
   * @throws SqlError as Snowflake refuses an unknown function or unsuitable arguments
   */
  public resolve(name: string, args: readonly unknown[]): ExternalFunctionDefinition {
    const parts = parseSqlName(name);
    const named = this.functions.filter((fn) => {
      const full = [fn.database, fn.schema, fn.name];
      return parts.every((part, index) => part === full[full.length - parts.length + index]);
    });
    if (named.length === 0) {
      const what = parts.length > 1 ? "user-defined function" : "function";
      throw new SqlError(`SQL compilation error:\nUnknown ${what} ${parts.join(".")}`);
    }
    const fitting = named.find((fn) => fn.arguments.length === args.length && fits(fn, args));
    if (fitting === undefined) {
      const types = args.map(typeOfLiteral).join(", ");
      throw new SqlError(
        `SQL compilation error: error line 1 at position 7\nInvalid argument types for function '${parts.at(-1) ?? name}': (${types})`,
      );
    }
    return fitting;
  }

  /**
   * The JavaScript UDF that a translator's name leads to.
   * @throws SqlError when it does not exist, or is not one that Snowflake accepts as translator
   * @see https://docs.snowflake.com/en/sql-reference/external-functions-translators
   */
  public translator(name: string): JavaScriptFunction {
    const { parts, types } = parseIdentifier(name);
    if (parts.length !== 3 || types !== undefined) {
      throw new UnknownElementError(`the translator name ${name} is not <database>.<schema>.<name>`);
    }
    const found = this.state
      .all("snowflake_function_javascript")
      .find(({ attributes }) => ["database", "schema", "name"].every((key, index) => attributes[key] === parts[index]));
    if (found === undefined) {
      throw new SqlError(`SQL compilation error:\nFunction '${parts.join(".")}' does not exist or not authorized.`);
    }
    const [argument, ...others] = blocks(found.attributes, "arguments");
    const returns = bareType(text(found.attributes, "return_type") ?? "");
    if (
      argument === undefined ||
      others.length > 0 ||
      bareType(text(argument, "arg_data_type") ?? "") !== "OBJECT" ||
      returns !== "OBJECT"
    ) {
      throw new SqlError(`Translator ${parts.join(".")} must take one OBJECT and return an OBJECT.`);
    }
    return {
      name: needText(found.attributes, "name", found.address),
      argument: needText(argument, "arg_name", `${found.address}.arguments`),
      body: needText(found.attributes, "function_definition", found.address),
    };
  }

  /**
   * The API integration of a function, as it was applied.
   * @throws SqlError if it does not exist, or is younger than the function, which then belongs to a dropped one
   */
  public integration({ apiIntegration: name, createdOn }: ExternalFunctionDefinition): AppliedResource {
    const found = this.state.all("snowflake_api_integration").find(({ attributes }) => attributes.name === name);
    const since = found && text(found.attributes, "created_on");
    if (found === undefined || (createdOn !== undefined && since !== undefined && createdOn < since)) {
      throw new SqlError(`SQL compilation error:\nIntegration '${name}' does not exist or not authorized.`);
    }
    return found;
  }
}

function fits(fn: ExternalFunctionDefinition, args: readonly unknown[]): boolean {
  try {
    fn.arguments.forEach(({ type }, index) => argumentToJson(args[index], type, "string"));
    return true;
  } catch (error) {
    if (error instanceof ArgumentTypeError) return false;
    // The types fit; that the value does not is found again when the statement runs.
    if (error instanceof SqlError) return true;
    throw error;
  }
}

function toDefinition({ attributes, address }: AppliedResource): ExternalFunctionDefinition {
  const pair = (block: Attributes, value: string) => ({
    name: needText(block, "name", address),
    value: text(block, value) ?? "",
  });
  return {
    database: needText(attributes, "database", address),
    schema: needText(attributes, "schema", address),
    name: needText(attributes, "name", address),
    arguments: blocks(attributes, "arg").map((arg) => ({
      // The provider writes argument names unquoted, so Snowflake folds them.
      name: needText(arg, "name", address).toUpperCase(),
      type: needText(arg, "type", address).toUpperCase(),
    })),
    returnType: needText(attributes, "return_type", address).toUpperCase(),
    headers: blocks(attributes, "header").map((header) => pair(header, "value")),
    contextHeaders: texts(attributes, "context_headers"),
    maxBatchRows: number(attributes, "max_batch_rows") ?? 0,
    compression: (text(attributes, "compression") ?? "AUTO").toUpperCase(),
    nullInput: (text(attributes, "null_input_behavior") ?? "CALLED ON NULL INPUT").toUpperCase(),
    requestTranslator: text(attributes, "request_translator"),
    responseTranslator: text(attributes, "response_translator"),
    url: needText(attributes, "url_of_proxy_and_resource", address),
    apiIntegration: needText(attributes, "api_integration", address),
    createdOn: text(attributes, "created_on"),
  };
}

/**
 * Checks that a URL may be called through an integration. Snowflake checks the function's URL; whether it checks the
 * translator's suffix again is not documented, and is assumed here.
 * @throws SqlError
 */
export function checkUrl(url: string, integration: AppliedResource): void {
  const name = needText(integration.attributes, "name", integration.address);
  if (flag(integration.attributes, "enabled") === false) {
    throw new SqlError(`API integration '${name}' is not enabled.`);
  }
  const under = (list: string) => texts(integration.attributes, list).some((prefix) => url.startsWith(prefix));
  if (!under("api_allowed_prefixes") || under("api_blocked_prefixes")) {
    throw new SqlError(`URL '${url}' is not allowed by API integration '${name}'.`);
  }
}
