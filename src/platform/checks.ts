import { NameRules } from "../core";
import type { CheckTable, Row } from "../core/checks";
import { named, omitted, oneOf, that } from "../core/rules";
import { KEDRO } from "../kedro/checks";
import { FUNCTION_ROWS } from "../mlflow/functions/checks";
import { WarehouseSize } from "../snowflake";
import { snowflakeNames } from "./names";
import type {
  ExistingSnowflakeAttributes,
  ExistingSnowflakeNames,
  PlatformSettings,
  SnowflakeSettings,
} from "./settings";
import { unusedRows, type UnusedSettings } from "./unused";

const IDENTIFIER = named(NameRules.SNOWFLAKE_IDENTIFIER);
const NAMES = ["databaseName", "schemaName", "warehouseName", "apiIntegrationName", "storageIntegrationName"];
const ROLES = ["readerRoles", "writerRoles", "adminRoles", "callerRoles"];

const identifier = (field: string): Row<object> => ({ field, rule: IDENTIFIER, synthesis: true });

/** Requirements on the settings of Snowflake's objects. */
const SNOWFLAKE: CheckTable<SnowflakeSettings> = {
  rows: [
    ...NAMES.map(identifier),
    ...ROLES.map((field) => ({ ...identifier(field), each: true })),
    ...FUNCTION_ROWS,
    { field: "warehouseSize", rule: oneOf(WarehouseSize) },
  ],
};

/** Requirements on the names of existing Snowflake objects. */
const EXISTING: CheckTable<ExistingSnowflakeNames> = {
  rows: [
    ...["databaseName", "schemaName", "warehouseName", "kedroRoleName"].map(identifier),
    {
      field: "schemaName",
      rule: omitted("an existing schema needs its existing database", "Set existing.snowflake.databaseName too"),
      when: ({ databaseName }) => databaseName === undefined,
    },
  ],
};

const WORKSPACE_NAMES = ["databaseName", "schemaName", "warehouseName"];

/** Settings of Snowflake and kedro that have no effect with existing objects. */
const UNUSED: readonly UnusedSettings[] = [
  {
    existing: ["workspace"],
    unused: [
      ...WORKSPACE_NAMES.map((name) => `snowflake.${name}`),
      "snowflake.warehouseSize",
      ...WORKSPACE_NAMES.map((name) => `existing.snowflake.${name}`),
    ],
    because: "an existing workspace has its own database, schema and warehouse",
  },
  {
    existing: ["snowflake.databaseName"],
    unused: ["snowflake.databaseName"],
    because: "an existing database has a name",
  },
  { existing: ["snowflake.schemaName"], unused: ["snowflake.schemaName"], because: "an existing schema has a name" },
  {
    existing: ["snowflake.warehouseName"],
    unused: ["snowflake.warehouseName", "snowflake.warehouseSize"],
    because: "an existing warehouse has a name and a size",
  },
  { existing: ["snowflake.kedroRoleName"], unused: ["kedro.roleName"], because: "an existing role has a name" },
];

type Checked = PlatformSettings & { readonly prefix: string; readonly existing?: ExistingSnowflakeAttributes };

/** What the settings of Snowflake and kedro must be, and the names of what exists there. */
export const PLATFORM_ROWS: readonly Row<Checked>[] = [
  { field: "snowflake", table: SNOWFLAKE },
  { field: "kedro", table: KEDRO },
  {
    field: "snowflake.apiIntegrationName",
    rule: (settings) =>
      that(
        () => !shareName(settings),
        "differ from storageIntegrationName: integrations of all kinds share one namespace in an account",
        "Use different names for the two integrations",
      ),
  },
  { field: "existing.snowflake", table: EXISTING, optional: true },
  ...unusedRows(UNUSED),
];

function shareName(settings: Checked): boolean {
  const { apiIntegration, storageIntegration } = snowflakeNames(settings.prefix, settings);
  return apiIntegration === storageIntegration;
}
