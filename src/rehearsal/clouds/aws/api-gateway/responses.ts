import { entries, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
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

function checkIntegrationResponse({ account, values }: CreateContext): void {
  if (sameMethod(account, "aws_api_gateway_integration", values) === undefined)
    refuse("NotFoundException: No integration defined for method", "http_method");
  const declared = sameMethod(account, "aws_api_gateway_method_response", values, "status_code");
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
