import type { Account } from "../../simulator/account";
import type { ResourceRule, Values } from "../../simulator/rule";
import { created, dropped } from "./access";
import { accountSettings } from "./account-settings";
import { nameOf, requireFree } from "./catalog";
import { planRename, renameInPlace } from "./rename";
import { isObject } from "../../../core/json";
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
  read({ account, values }) {
    markExternalChanges(account, values);
  },
  create(context) {
    const name = nameOf("WAREHOUSE", context.values);
    requireFree(context.account, "WAREHOUSE", name);
    context.values.id = name;
    context.values.fully_qualified_name = name;
    noteShown(context.account, context.values);
    created(context, "WAREHOUSE", name);
  },
  update(context) {
    renameInPlace(context, "WAREHOUSE");
    noteShown(context.account, context.values);
  },
  delete({ account, prior }) {
    dropped(account, "WAREHOUSE", nameOf("WAREHOUSE", prior));
  },
};

/** Beside the attributes: what SHOW WAREHOUSES said when the provider looked last. */
const SHOWN = "shown";

/** What SHOW WAREHOUSES says of the attributes that follow the account where the configuration leaves them out. */
function shown(account: Account, values: Values): Values {
  return Object.fromEntries(
    Object.entries(accountSettings(account).warehouse).map(([name, value]) => [
      name,
      isLeftOut(values, name) ? value : (values[name] ?? null),
    ]),
  );
}

/** The provider writes `default` where the configuration says nothing of a boolean. */
function isLeftOut(values: Values, name: string): boolean {
  return isUnset(values, name) || values[name] === "default";
}

function noteShown(account: Account, values: Values): void {
  values[SHOWN] = shown(account, values);
}

/**
 * handleExternalChangesToObjectInShow of the provider: what SHOW says otherwise than at the last look comes into the state, and the plan
 * goes back to what the configuration says, or to nothing.
 */
function markExternalChanges(account: Account, values: Values): void {
  const before = values[SHOWN];
  const now = shown(account, values);
  for (const [name, value] of Object.entries(now))
    if (before !== undefined && isObject(before) && before[name] !== value) values[name] = value;
}
