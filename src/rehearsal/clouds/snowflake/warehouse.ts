import type { ResourceRule } from "../../simulator/rule";
import { created, dropped } from "./access";
import { nameOf, requireFree } from "./catalog";
import { planRename, renameInPlace } from "./rename";
import { equalFold, isUnset, suppress, text } from "./values";

// https://docs.snowflake.com/en/sql-reference/sql/create-warehouse
const SIZES = [
  ["XSMALL", "X-SMALL"],
  ["SMALL"],
  ["MEDIUM"],
  ["LARGE"],
  ["XLARGE", "X-LARGE"],
  ["XXLARGE", "X2LARGE", "2X-LARGE"],
  ["XXXLARGE", "X3LARGE", "3X-LARGE"],
  ["X4LARGE", "4X-LARGE"],
  ["X5LARGE", "5X-LARGE"],
  ["X6LARGE", "6X-LARGE"],
];

function canonicalSize(size: string): string | undefined {
  return SIZES.find((names) => names.includes(size.toUpperCase()))?.[0];
}

/** A warehouse; a rename happens in place. */
export const warehouse: ResourceRule = {
  type: "snowflake_warehouse",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-warehouse, pkg/resources/warehouse.go of the provider",
  plan(context) {
    const { prior, planned, requireReplace } = context;
    suppress(prior, planned, "warehouse_size", (a, b) => canonicalSize(a) === canonicalSize(b));
    suppress(prior, planned, "warehouse_type", equalFold);
    suppress(prior, planned, "scaling_policy", equalFold);
    planRename(context);
    if (text(prior ?? {}, "warehouse_size") !== "" && isUnset(planned, "warehouse_size"))
      requireReplace("warehouse_size");
  },
  create(context) {
    const name = nameOf("WAREHOUSE", context.values);
    requireFree(context.account, "WAREHOUSE", name);
    context.values.id = name;
    context.values.fully_qualified_name = name;
    created(context, "WAREHOUSE", name);
  },
  update(context) {
    renameInPlace(context, "WAREHOUSE");
  },
  delete({ account, prior }) {
    dropped(account, "WAREHOUSE", nameOf("WAREHOUSE", prior));
  },
};
