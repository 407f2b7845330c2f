import { awsGatewayProblems } from "./aws/gateway";
import { azureGatewayProblems } from "./azure/gateway";
import { gcpGatewayProblems } from "./gcp/gateway";
import type { Problem, Rule } from "./rule";
import type { Integration, RuledStack } from "./ruled-stack";

const CLOUDS: Readonly<Record<string, (stack: RuledStack, integration: Integration) => Problem[]>> = {
  aws: awsGatewayProblems,
  azure: azureGatewayProblems,
  google: gcpGatewayProblems,
};

export const gatewayAdmitsSnowflake: Rule = {
  name: "gateway-admits-snowflake-alone",
  requirement: "the gateway behind an API integration admits Snowflake's identity and nobody else",
  problems: (stack) => {
    const found = stack.integrations.flatMap((each) => CLOUDS[each.cloud]?.(stack, each) ?? []);
    // Two integrations may share a gateway.
    return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  },
};
