import { IntegrationOrder, type SnowflakeAccessSettings } from "./settings";

/** Settings of the trust with every default; internal to the package. */
export interface ResolvedSnowflakeAccess extends SnowflakeAccessSettings {
  readonly integrationOrder: IntegrationOrder;
}

export function resolveSnowflakeAccess(given: SnowflakeAccessSettings): ResolvedSnowflakeAccess {
  const order = given.snowflakeApiServiceAccount === undefined ? "INTEGRATION_FIRST" : "GATEWAY_FIRST";
  return { ...given, integrationOrder: given.integrationOrder ?? IntegrationOrder[order] };
}
