import { objectOf, objectsOf, type JsonObject } from "../../../core/json";
import type { Block } from "../../stack";
import type { GatewayCheck } from "../gateway-check";
import { Masked } from "../masked";
import type { Problem } from "../rule";
import type { RuledStack } from "../ruled-stack";

const UNREADABLE = "the resource policy must be JSON in the configuration, so that it can be checked";

/** The REST APIs behind an integration, which admit Snowflake's role alone. */
export const awsGateway: GatewayCheck = {
  behind: (stack, integration) =>
    stack.gatewayOf(integration).filter(({ type }) => type === "aws_api_gateway_rest_api"),
  problems: (stack, api) => {
    const roles = stack.integrations
      .filter(({ cloud }) => cloud === "aws")
      .map(({ block }) => stack.text(block.values.api_aws_role_arn));
    return [...policyProblems(stack, api, roles), ...methodProblems(stack, api)];
  },
};

/** Without IAM authorization API Gateway does not know who calls. */
function methodProblems(stack: RuledStack, api: Block): Problem[] {
  return stack
    .referring("aws_api_gateway_method", api)
    .filter(({ values }) => values.authorization !== "AWS_IAM")
    .map(({ address, values }) => ({
      address,
      message: `authorization must be AWS_IAM. Got: ${String(values.authorization)}`,
    }));
}

function policyProblems(stack: RuledStack, api: Block, roles: readonly string[]): Problem[] {
  const policies = [
    ...stack.referring("aws_api_gateway_rest_api_policy", api),
    ...(api.values.policy === undefined ? [] : [api]),
  ];
  if (policies.length === 0)
    return [
      { address: api.address, message: "the API must have a resource policy that denies all but Snowflake's role" },
    ];
  return policies.flatMap(({ address, values }) => {
    const masked = Masked.of(String(values.policy));
    const statements = objectsOf(objectOf(masked.data()).Statement);
    if (statements.length === 0) return [{ address, message: UNREADABLE }];
    const texts = (value: unknown) => stack.texts([value].flat().map((each) => masked.unmask(String(each))));
    return statementProblems(statements.filter(isInvoke), texts, roles).map((message) => ({ address, message }));
  });
}

type Texts = (value: unknown) => string[];

function statementProblems(statements: readonly JsonObject[], texts: Texts, roles: readonly string[]): string[] {
  const problems = statements
    .filter(({ Effect: effect }) => effect === "Allow")
    .flatMap(({ Principal: principal, NotPrincipal: excluded }) =>
      excluded === undefined ? texts(principalsOf(principal)) : ["everyone but NotPrincipal"],
    )
    .filter((principal) => !roles.some((role) => isOfRole(principal, role)))
    .map((principal) => `only Snowflake's role (${roles.join(", ")}) must be allowed. Got: ${principal}`);
  // Within an account an identity's own policy is sufficient to call: only a Deny keeps its administrators out.
  const isClosed = statements.some((statement) => deniesOthers(statement, texts, roles));
  return isClosed
    ? problems
    : [
        ...problems,
        "a Deny statement must refuse every principal whose aws:PrincipalArn is not Snowflake's role, on all of the API",
      ];
}

function isInvoke({ Action: action }: JsonObject): boolean {
  return [action].flat().some((each) => ["*", "execute-api:*", "execute-api:Invoke"].includes(String(each)));
}

const principalsOf = (principal: unknown) =>
  typeof principal === "string" ? [principal] : Object.values(objectOf(principal)).flat();

function deniesOthers(statement: JsonObject, texts: Texts, roles: readonly string[]): boolean {
  if (statement.Effect !== "Deny" || !principalsOf(statement.Principal).includes("*")) return false;
  const [[operator, keys] = ["", {}], ...others] = Object.entries(objectOf(statement.Condition));
  const [[key, values] = ["", []], ...otherKeys] = Object.entries(objectOf(keys));
  return (
    others.length + otherKeys.length === 0 &&
    /^(String|Arn)NotEquals$/.test(operator) &&
    key.toLowerCase() === "aws:principalarn" &&
    texts(values).every((value) => roles.includes(value)) &&
    texts(statement.Resource).some((resource) => isWholeApi(resource))
  );
}

/** The execution ARN of an API ends with its ID, which only a deploy knows; what follows it is the stage. */
function isWholeApi(resource: string): boolean {
  return ["*", "execute-api:/*"].includes(resource) || /^[^/]*(<[^>]*>)?\/\*$/.test(resource);
}

/** Whether a principal is the role, or a session of it: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
function isOfRole(principal: string, role: string): boolean {
  if (principal === role) return true;
  const [, head, name] = /^(.*):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? [];
  if (head === undefined || name === undefined) return false;
  const session = `${head.replace(/:iam:/, ":sts:")}:assumed-role/${name}/`;
  return principal.startsWith(session) && /^[\w+=,.@-]+$/.test(principal.slice(session.length));
}
