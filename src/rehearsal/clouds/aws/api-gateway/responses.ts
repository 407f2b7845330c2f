import { entries, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all } from "../lookup";
import { sameMethod } from "./methods";

/** Refuses a mapping. */
const bad: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(
    `BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [${message}]`,
    attribute,
  );

function needMethod({ account, values }: CreateContext): void {
  if (sameMethod(account, "aws_api_gateway_method", values) === undefined)
    refuse("NotFoundException: Invalid Method identifier specified", "http_method");
}

/** The method response that an integration response leads to. */
function declaredResponse({ account, values }: CreateContext): Values | undefined {
  const names = ["rest_api_id", "resource_id", "http_method", "status_code"];
  return all(account, "aws_api_gateway_method_response").find((each) =>
    names.every((name) => each[name] === values[name]),
  );
}

function checkIntegrationResponse(context: CreateContext): void {
  const { account, values } = context;
  if (sameMethod(account, "aws_api_gateway_integration", values) === undefined)
    refuse("NotFoundException: No integration defined for method", "http_method");
  const declared = declaredResponse(context);
  if (declared === undefined) return bad("No method response exists for method.", "status_code");
  const headers = new Set(Object.keys((declared.response_parameters ?? {}) as object));
  for (const [target] of entries(values, "response_parameters"))
    if (!headers.has(target)) bad(`Invalid mapping expression parameter specified: ${target}`, "response_parameters");
  const pattern = text(values, "selection_pattern");
  if (pattern !== undefined && !isExpression(pattern))
    bad(`Invalid selection pattern: ${pattern}`, "selection_pattern");
}

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-response.html */
export const responseActs: Readonly<Record<string, Acts>> = {
  aws_api_gateway_method_response: { check: needMethod },
  aws_api_gateway_integration_response: { check: checkIntegrationResponse },
};
