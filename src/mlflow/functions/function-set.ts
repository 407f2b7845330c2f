import { Construct } from "constructs";
import { ContextHeader, ExternalFunction, SqlType, Translator, type FunctionArgument } from "../../snowflake";
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

/** The translator that turns MLflow's answers into values: the one that is given, or a new one. */
export function responseTranslatorOf(scope: Construct, props: FunctionSetProps, name: string): Translator {
  if (props.responseTranslator !== undefined) return props.responseTranslator;
  return new Translator(scope, "Response", {
    workspace: props.workspace,
    name,
    body: RESPONSE_TRANSLATOR,
    comment: "Turns MLflow's answers into the values of the MLFLOW functions",
  });
}

/** One SQL function with its own request translator: a change to one operation replaces that operation's function alone. */
export function makeFunction(
  scope: Construct,
  props: FunctionSetProps,
  definition: FunctionDefinition,
  response: Translator,
): ExternalFunction {
  const request = new Translator(scope, `${definition.id}Request`, {
    workspace: props.workspace,
    name: `${definition.name}_REQUEST`,
    body: requestTranslator(definition, props.maxUrlLength ?? MAX_URL_LENGTH),
    comment: `Turns a call of ${definition.name} into MLflow's ${definition.operation.rpc}`,
  });
  const args: FunctionArgument[] = definition.arguments.map(({ name, type }) => ({ name, type }));
  if (definition.options.length > 0) args.push({ name: "OPTIONS", type: SqlType.OBJECT });
  return new ExternalFunction(scope, definition.id, {
    workspace: props.workspace,
    name: definition.name,
    arguments: args,
    integration: props.integration,
    headers: definition.errors === ErrorMode.RETURN ? { "mlops-errors": "return" } : undefined,
    contextHeaders: CONTEXT,
    requestTranslator: request,
    responseTranslator: response,
    comment: definition.comment,
  });
}
