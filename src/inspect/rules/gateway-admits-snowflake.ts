import { awsGateway } from "./aws/gateway";
import { azureGateway } from "./azure/gateway";
import type { GatewayCheck } from "./gateway-check";
import { gcpGateway } from "./gcp/gateway";
import type { Problem, Rule } from "./rule";
import type { Integration, RuledStack } from "./ruled-stack";

const CLOUDS: Readonly<Record<string, GatewayCheck>> = { aws: awsGateway, azure: azureGateway, google: gcpGateway };

function problemsOf(stack: RuledStack, integration: Integration): Problem[] {
  const { address, values } = integration.block;
  const check = CLOUDS[integration.cloud];
  if (check !== undefined)
    return check.behind(stack, integration).flatMap((gateway) => check.problems(stack, gateway, integration));
  const message = `api_provider must be a gateway of AWS, Azure or Google Cloud. Got: ${stack.text(values.api_provider)}`;
  return [{ address, message }];
}

export const gatewayAdmitsSnowflake: Rule = {
  name: "gateway-admits-snowflake-alone",
  requirement: "the gateway behind an API integration admits Snowflake's identity and nobody else",
  problems: (stack) => {
    const found = stack.integrations.flatMap((each) => problemsOf(stack, each));
    // Two integrations may share a gateway.
    return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  },
  unchecked: (stack) =>
    stack.integrations
      .filter((each) => CLOUDS[each.cloud]?.behind(stack, each).length === 0)
      .map(({ block }) => `the gateway of ${block.address} is not in the stack`),
};
