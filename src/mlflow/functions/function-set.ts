import { Construct } from "constructs";
import { ContextHeader, ExternalFunction, SqlType, Translator, type FunctionArgument } from "../../snowflake";
import { generatedJavascript } from "../../snowflake/javascript";
import { requestTranslator } from "../translators/request";
import { RESPONSE_TRANSLATOR } from "../translators/response";
import type { FunctionDefinition } from "./definition";
import { ErrorMode } from "./error-mode";
import type { FunctionSetProps } from "./function-set-props";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_URL_LENGTH = 10_240;

const CONTEXT = [
  ContextHeader.CURRENT_TIMESTAMP,
  ContextHeader.CURRENT_USER,
  ContextHeader.CURRENT_ROLE,
  ContextHeader.CURRENT_SESSION,
];

/** Request translators by their function and longest address: the environments of one program share them. */
const written = new WeakMap<FunctionDefinition, Map<number, string>>();

function translatorOf(definition: FunctionDefinition, maxUrlLength: number): string {
  const texts = written.get(definition) ?? new Map<number, string>();
  const text = texts.get(maxUrlLength) ?? requestTranslator(definition, maxUrlLength);
  written.set(definition, texts.set(maxUrlLength, text));
  return text;
}

/** The translator that turns MLflow's answers into values: the one that is given, or a new one. */
export function responseTranslatorOf(scope: Construct, props: FunctionSetProps, name: string): Translator {
  if (props.responseTranslator !== undefined) return props.responseTranslator;
  return new Translator(scope, "Response", {
    workspace: props.workspace,
    name,
    body: generatedJavascript(RESPONSE_TRANSLATOR),
    comment: "Turns the answers of MLflow into the values of the MLFLOW functions",
  });
}

/** What an external function of a set is made of. */
interface SqlFunction {
  readonly id: string;
  readonly name: string;
  readonly arguments: FunctionArgument[];
  readonly translator: string;
  readonly translatorComment: string;
  readonly errors: ErrorMode;
  readonly comment: string;
}

/** Longest address that the gateway takes, in characters. */
export function maxUrlLengthOf(props: FunctionSetProps): number {
  return props.maxUrlLength ?? MAX_URL_LENGTH;
}

/** One SQL function with its own request translator: a change to one operation replaces that operation's function alone. */
export function makeFunction(
  scope: Construct,
  props: FunctionSetProps,
  definition: FunctionDefinition,
  response: Translator,
): ExternalFunction {
  const args: FunctionArgument[] = definition.arguments.map(({ name, type }) => ({ name, type }));
  if (definition.options.length + definition.ownOptions.length > 0)
    args.push({ name: "OPTIONS", type: SqlType.OBJECT });
  return makeExternalFunction(scope, props, response, {
    ...definition,
    arguments: args,
    translator: translatorOf(definition, maxUrlLengthOf(props)),
    translatorComment: `Turns a call of ${definition.name} into ${definition.operation.rpc} of MLflow`,
  });
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
