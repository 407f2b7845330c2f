import type { Block } from "../../stack";
import { readXml, type Element } from "./api-management-xml";
import type { GatewayCheck } from "../gateway-check";
import { Masked } from "../masked";
import type { Problem } from "../rule";
import type { Integration, RuledStack } from "../ruled-stack";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The APIs behind an integration, which admit Snowflake's application alone. */
export const azureGateway: GatewayCheck = {
  behind: (stack, integration) =>
    stack.all("azurerm_api_management").flatMap((gateway) => apisOf(stack, gateway, integration)),
  problems: apiProblems,
};

/** The APIs of a gateway whose paths the prefixes of an integration admit. */
function apisOf(stack: RuledStack, gateway: Block, { prefixes }: Integration): Block[] {
  const host = `https://${stack.text(gateway.values.name)}.azure-api.net/`;
  const url = /^<known after the deploy: (.*)\.gateway_url>\//;
  const paths = prefixes.flatMap((prefix) => {
    if (prefix.startsWith(host)) return [prefix.slice(host.length)];
    return url.exec(prefix)?.[1] === gateway.address ? [prefix.replace(url, "")] : [];
  });
  return stack
    .all("azurerm_api_management_api")
    .filter(({ values }) => stack.names(values.api_management_name, gateway))
    .filter(({ values }) =>
      paths.some(
        (path) => `${stack.text(values.path)}/`.startsWith(path) || path.startsWith(`${stack.text(values.path)}/`),
      ),
    );
}

function apiProblems(stack: RuledStack, api: Block, integration: Integration): Problem[] {
  const ofApi = (type: string) => stack.all(type).filter(({ values }) => stack.names(values.api_name, api));
  const policies = ofApi("azurerm_api_management_api_policy");
  const problems: Problem[] =
    policies.length === 0
      ? [
          {
            address: api.address,
            message: "the API must have a policy with validate-jwt that admits Snowflake's application alone",
          },
        ]
      : policies.flatMap((policy) => policyProblems(stack, policy, integration));
  // The policy of an operation takes the place of the API's, which `base` stands for: without it, it must check the token itself.
  const own = ofApi("azurerm_api_management_api_operation_policy").filter(
    ({ values }) => inboundOf(values.xml_content)?.[0]?.name !== "base",
  );
  return [...problems, ...own.flatMap((policy) => policyProblems(stack, policy, integration))];
}

function inboundOf(xml: unknown): readonly Element[] | undefined {
  if (typeof xml !== "string") return undefined;
  const read = readXml(Masked.of(xml).text);
  if ("fault" in read) return undefined;
  return read.elements[0]?.children.find(({ name }) => name === "inbound")?.children;
}

function policyProblems(stack: RuledStack, policy: Block, integration: Integration): Problem[] {
  const { address, values } = policy;
  const inbound = inboundOf(values.xml_content);
  if (inbound === undefined)
    return [{ address, message: "xml_content must be XML in the configuration, so that it can be checked" }];
  const check = inbound.find(({ name }) => name === "validate-jwt");
  // Inside of a choose it would run for some of the calls.
  if (check === undefined)
    return [
      {
        address,
        message:
          "the inbound section must hold validate-jwt, outside of conditions; an operation may begin with base instead",
      },
    ];
  const masked = Masked.of(String(values.xml_content));
  const texts = (elements: readonly Element[]) => elements.map(({ text }) => stack.text(masked.unmask(text)));
  return [...tokenProblems(check), ...callerProblems(stack, check, texts, integration)].map((message) => ({
    address,
    message: `validate-jwt: ${message}`,
  }));
}

/** What lets a token pass that Entra did not issue, or that has expired. */
function tokenProblems({ attributes }: Element): string[] {
  return ["require-signed-tokens", "require-expiration-time"]
    .filter((name) => attributes[name]?.toLowerCase() === "false")
    .map((name) => `${name} must be true`);
}

function callerProblems(
  stack: RuledStack,
  check: Element,
  texts: (elements: readonly Element[]) => string[],
  { block }: Integration,
): string[] {
  const { azure_tenant_id: tenant, azure_ad_application_id: application } = block.values;
  const inner = (...names: string[]) =>
    names.reduce<readonly Element[]>(
      (elements, name) => elements.flatMap(({ children }) => children.filter((child) => child.name === name)),
      [check],
    );
  const problems: string[] = [];
  const [tenantId, audience] = [stack.text(tenant), stack.text(application)];
  // Every text includes an empty one.
  if (tenantId === "")
    problems.push("azure_tenant_id of the integration must be set: the issuers are compared with it");
  const issuers = texts(inner("issuers", "issuer"));
  if (issuers.length === 0 || issuers.some((issuer) => !issuer.includes(tenantId)))
    problems.push(`the issuers must be those of the integration's tenant. Got: ${issuers.join(", ") || "none"}`);
  const audiences = texts(inner("audiences", "audience"));
  if (audiences.length === 0 || audiences.some((each) => each !== audience && each !== `api://${audience}`))
    problems.push(`the audiences must be the integration's application. Got: ${audiences.join(", ") || "none"}`);
  const claims = inner("required-claims", "claim").filter(({ attributes }) =>
    /^(appid|azp)$/.test(attributes.name ?? ""),
  );
  const callers = [
    ...new Set(claims.flatMap(({ children }) => texts(children.filter(({ name }) => name === "value")))),
  ];
  const isSnowflake = (caller: string) => GUID.test(caller) || caller.includes(`${block.address}.`);
  // A literal cannot be told from that of another application, but there is one Snowflake.
  if (callers.length !== 1 || callers.some((caller) => !isSnowflake(caller)))
    problems.push(
      `required-claims must name Snowflake's application, and no other, by appid or azp. Got: ${callers.join(", ") || "none"}`,
    );
  return problems;
}
