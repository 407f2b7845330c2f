import { objectOf, objectsOf, type JsonObject } from "../../../core/json";
import type { Block } from "../../stack";
import type { GatewayCheck } from "../gateway-check";
import { Masked } from "../masked";
import type { Problem } from "../rule";
import type { Integration, RuledStack } from "../ruled-stack";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

/** The configs of the APIs behind an integration, which admit Snowflake's service account alone. */
export const gcpGateway: GatewayCheck = {
  behind: (stack, integration) =>
    stack
      .gatewayOf(integration)
      .filter(({ type }) => type === "google_api_gateway_api")
      .flatMap((api) => stack.referring("google_api_gateway_api_config", api)),
  problems: configProblems,
};

function configProblems(stack: RuledStack, config: Block, integration: Integration): Problem[] {
  const { address, values } = config;
  const documents = objectsOf(values.openapi_documents).flatMap(({ document }) => objectsOf(document));
  if (documents.length === 0) return [{ address, message: "the config must have an OpenAPI document" }];
  return documents.flatMap(({ contents }) => {
    const masked = typeof contents === "string" ? Masked.ofBase64(contents) : undefined;
    const api = objectOf(masked?.data());
    if (masked === undefined || Object.keys(api).length === 0)
      return [{ address, message: "the OpenAPI document must be in the configuration, so that it can be checked" }];
    const text = (value: unknown) => stack.text(masked.unmask(String(value)));
    return [...openOperations(api), ...definitionProblems(api, text, integration, stack)].map((message) => ({
      address,
      message,
    }));
  });
}

/** Security of an operation takes the place of the document's: each must name a definition. */
function openOperations(api: JsonObject): string[] {
  return Object.entries(objectOf(api.paths)).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = objectOf(item)[method];
      if (operation === undefined) return [];
      const security = objectsOf(objectOf(operation).security ?? api.security);
      // An empty requirement is met by anybody.
      const isOpen = security.length === 0 || security.some((each) => Object.keys(each).length === 0);
      return isOpen ? [`${method.toUpperCase()} ${path} must have a security requirement`] : [];
    }),
  );
}

function definitionProblems(
  api: JsonObject,
  text: (value: unknown) => string,
  { block }: Integration,
  stack: RuledStack,
): string[] {
  const account = stack.text(`\${${block.address}.api_gcp_service_account}`);
  const audience = stack.text(block.values.google_audience);
  const definitions = Object.entries(objectOf(api.securityDefinitions));
  if (definitions.length === 0) return ["securityDefinitions must name Snowflake's service account"];
  return definitions.flatMap(([name, definition]) => {
    const {
      "x-google-issuer": issuer,
      "x-google-audiences": audiences,
      "x-google-jwks_uri": keys,
    } = objectOf(definition);
    const problems: string[] = [];
    if (text(issuer) !== account)
      problems.push(`x-google-issuer must be the integration's api_gcp_service_account. Got: ${text(issuer)}`);
    // Keys of another account would let that one sign as Snowflake.
    if (!text(keys).endsWith(`/${account}`))
      problems.push(
        `x-google-jwks_uri must be the keys of the integration's api_gcp_service_account. Got: ${text(keys)}`,
      );
    if (text(audiences) !== audience)
      problems.push(`x-google-audiences must be the integration's google_audience. Got: ${text(audiences)}`);
    return problems.map((problem) => `securityDefinitions.${name}: ${problem}`);
  });
}
