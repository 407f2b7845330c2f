import { Construct } from "constructs";
import { ContextHeader, ExternalFunction, SqlType, Translator, type FunctionArgument } from "../../snowflake";
import { generatedJavascript } from "../../snowflake/external-function/javascript";
import { requestTranslator } from "../translators/request";
import { RESPONSE_TRANSLATOR } from "../translators/response";
import type { FunctionDefinition } from "../definitions/definition";
import { ErrorMode } from "../definitions/error-mode";
import { maxUrlLengthOf } from "./defaults";
import type { FunctionSetProps } from "./settings";

/**
 * What each request says of its statement: the account, by which the proxy admits it, and what runs are tagged with. In the order of
 * Snowflake's DESCRIBE: in another order every plan would replace the functions.
 */
const CONTEXT = [
  ContextHeader.CURRENT_ACCOUNT,
  ContextHeader.CURRENT_REGION,
  ContextHeader.CURRENT_ROLE,
  ContextHeader.CURRENT_SESSION,
  ContextHeader.CURRENT_TIMESTAMP,
  ContextHeader.CURRENT_USER,
];

/** Request translators that were generated, by their inputs: the environments of one program share them. */
const generated = new Map<string, string>();

function translatorOf(definition: FunctionDefinition, maxUrlLength: number): string {
  const key = [definition.name, definition.errors, maxUrlLength].join();
  const text = generated.get(key) ?? requestTranslator(definition, maxUrlLength);
  generated.set(key, text);
  return text;
}

/** The response translator: the given one, or a new one. */
export function responseTranslatorOf(scope: Construct, props: FunctionSetProps, name: string): Translator {
  if (props.responseTranslator !== undefined) return props.responseTranslator;
  return new Translator(scope, "Response", {
    workspace: props.workspace,
    name,
    body: generatedJavascript(RESPONSE_TRANSLATOR),
    comment: "Turns the answers of MLflow into the values of the MLFLOW functions",
  });
}

/** Props of an external function of a set. */
export interface SqlFunction {
  readonly id: string;
  readonly name: string;
  readonly arguments: FunctionArgument[];
  readonly translator: string;
  readonly translatorComment: string;
  readonly errors: ErrorMode;
  readonly comment: string;
}

/** The SQL function of an operation, with its own request translator: a change of an operation replaces only that operation's function. */
export function sqlFunction(props: FunctionSetProps, definition: FunctionDefinition): SqlFunction {
  const args: FunctionArgument[] = definition.arguments.map(({ name, type }) => ({ name, type }));
  if (definition.options.length + definition.ownOptions.length > 0)
    args.push({ name: "OPTIONS", type: SqlType.OBJECT });
  return {
    ...definition,
    arguments: args,
    translator: translatorOf(definition, maxUrlLengthOf(props)),
    translatorComment: `Turns a call of ${definition.name} into ${definition.operation.rpc} of MLflow`,
  };
}

/** An external function with its request translator. */
export function makeExternalFunction(
  scope: Construct,
  props: FunctionSetProps,
  response: Translator,
  made: SqlFunction,
): ExternalFunction {
  return new ExternalFunction(scope, made.id, {
    workspace: props.workspace,
    name: made.name,
    arguments: made.arguments,
    integration: props.integration,
    headers: made.errors === ErrorMode.RETURN ? { "mlops-errors": "return" } : undefined,
    contextHeaders: CONTEXT,
    requestTranslator: new Translator(scope, `${made.id}Request`, {
      workspace: props.workspace,
      name: `${made.name}_REQUEST`,
      body: generatedJavascript(made.translator),
      functionArguments: made.arguments,
      comment: made.translatorComment,
    }),
    responseTranslator: response,
    comment: made.comment,
  });
}
