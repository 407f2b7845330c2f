import type { CheckTable } from "../../core/checks";
import { omitted, oneOf } from "../../core/rules";
import { GCP_SERVICE_ACCOUNT } from "../../snowflake/rules";
import { IntegrationOrder, type SnowflakeAccessSettings } from "./settings";

/** Requirements on the settings of the trust between Snowflake and Google Cloud. */
export const SNOWFLAKE_ACCESS: CheckTable<SnowflakeAccessSettings> = {
  rows: [
    { field: "integrationOrder", rule: oneOf(IntegrationOrder), synthesis: true },
    { field: "snowflakeApiServiceAccount", rule: GCP_SERVICE_ACCOUNT },
    {
      field: "snowflakeApiServiceAccount",
      rule: omitted(
        "with IntegrationOrder.INTEGRATION_FIRST it is read from the integration",
        "Remove it, or use IntegrationOrder.GATEWAY_FIRST",
      ),
      when: ({ integrationOrder }) => integrationOrder === IntegrationOrder.INTEGRATION_FIRST,
    },
  ],
};
