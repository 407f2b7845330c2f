import { isObject } from "../../../../core/json";
import { UnknownElementError, entries, needText, text } from "../../../simulator/readers";
import type { Attributes } from "../../../simulator/readers";
import type { Account } from "../../../simulator/account";
import type { ModelRuntime } from "../../../servers/model-runtime";
import { accountOf } from "../arn";
import { evaluate } from "../identities/evaluate";
import { assumeAsService } from "../identities/sessions";
import { invokeEndpoint } from "../sagemaker/runtime";
import type { Route } from "./deployment";
import { renderTemplate } from "./mapping-template";

/** What the caller gets of a service's answer, and why. */
export interface MappedAnswer {
  readonly status: number;
  readonly body: string;
  readonly notes: readonly string[];
}

export interface ServiceCall {
  readonly account: Account;
  readonly route: Route;
  readonly body: string | undefined;
  readonly models?: ModelRuntime;
  readonly random: () => number;
}

const DEFECT = { status: 500, body: '{"message": "Internal server error"}' };
const INVOCATIONS = /^arn:([^:]+):apigateway:([^:]+):runtime\.sagemaker:path\/endpoints\/([^/]+)\/invocations$/;

/**
 * An integration of type AWS: API Gateway assumes the role of the integration, calls a service of AWS, and maps its answer.
 * @throws UnknownElementError for another service than the SageMaker runtime
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
export async function callService(call: ServiceCall): Promise<MappedAnswer> {
  const { account, route } = call;
  const uri = needText(route.integration, "uri", "aws_api_gateway_integration");
  const [, partition = "", region = "", endpoint] = INVOCATIONS.exec(uri) ?? [];
  if (endpoint === undefined) throw new UnknownElementError(`an integration with ${uri} is not simulated`);
  const roleArn = needText(route.integration, "credentials", "aws_api_gateway_integration");
  const session = assumeAsService(account, roleArn, "apigateway.amazonaws.com");
  if (session === undefined)
    return { ...DEFECT, notes: [`API Gateway does not have permission to assume the provided role ${roleArn}`] };
  const accountId = accountOf(roleArn);
  const resource = `arn:${partition}:sagemaker:${region}:${accountId}:endpoint/${endpoint.toLowerCase()}`;
  const decision = evaluate({
    identity: session,
    action: "sagemaker:InvokeEndpoint",
    resource,
    account: accountId,
    resourcePolicy: undefined,
    context: { "aws:PrincipalArn": roleArn, "aws:PrincipalAccount": accountId, "aws:SecureTransport": "true" },
  });
  if (decision !== "allow") {
    const message = `User: ${session.arn} is not authorized to perform: sagemaker:InvokeEndpoint on resource: ${resource}`;
    return map(route, 403, JSON.stringify({ Message: message }), [`IAM: ${decision} of ${resource} for ${roleArn}`]);
  }
  const answer = await invokeEndpoint({
    ...{ account, accountId, endpoint, models: call.models, random: call.random },
    contentType: contentType(route.integration),
    body: call.body ?? "",
  });
  return map(route, answer.status, answer.body.toString("utf8"), []);
}

/** Callers send JSON; the integration may say something else. */
function contentType(integration: Attributes): string {
  const mapped = entries(integration, "request_parameters").find(
    ([name]) => name.toLowerCase() === "integration.request.header.content-type",
  )?.[1];
  if (mapped === undefined) return "application/json";
  const [, constant] = /^'(.*)'$/.exec(mapped) ?? [];
  if (constant === undefined)
    throw new UnknownElementError(`the mapping of Content-Type to ${mapped} is not simulated`);
  return constant;
}

/** The first response whose pattern matches the status; API Gateway leaves open which one wins where several do. */
function map(route: Route, status: number, body: string, notes: readonly string[]): MappedAnswer {
  const matching = route.responses.filter((response) => {
    const pattern = text(response, "selection_pattern");
    return pattern !== undefined && new RegExp(`^(?:${pattern})$`, "s").test(String(status));
  });
  if (matching.length > 1)
    throw new UnknownElementError(`${matching.length} integration responses match the status ${status}`);
  const chosen = matching[0] ?? route.responses.find((each) => text(each, "selection_pattern") === undefined);
  if (chosen === undefined)
    return { ...DEFECT, notes: [...notes, `no integration response matches the status ${status}`] };
  const templates = isObject(chosen.response_templates) ? chosen.response_templates : {};
  const template = templates["application/json"];
  const own = Number(needText(chosen, "status_code", "aws_api_gateway_integration_response"));
  const isMapped = typeof template === "string" && template !== "";
  const rendered = isMapped ? renderTemplate(template, body) : { body, statuses: [] };
  const [override = own, ...more] = rendered.statuses;
  if (more.length > 0) return { ...DEFECT, notes: [...notes, "a mapping template overrides the status twice"] };
  return { status: override, body: rendered.body, notes: [...notes, `the service answered ${status}`] };
}
