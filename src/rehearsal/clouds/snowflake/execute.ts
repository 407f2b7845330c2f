import { randomUUID } from "node:crypto";
import { type ResourceRule, type RuleContext, UNKNOWN, type Values } from "../../simulator/rule";
import { execute as run } from "./statements";
import { text } from "./values";

/** SQL on create, SQL on destroy. Nothing watches what it made; a changed statement is reverted and run again. */
export const execute: ResourceRule = {
  type: "snowflake_execute",
  cites:
    "https://registry.terraform.io/providers/snowflakedb/snowflake/2.11.0/docs/resources/execute, pkg/resources/execute.go of the provider",
  plan({ prior, planned, requireReplace }) {
    if (prior && planned.execute !== prior.execute && text(prior, "execute") !== "") requireReplace("execute");
    if (prior && planned.query !== prior.query) planned.query_results = UNKNOWN;
  },
  create(context) {
    run(context, text(context.values, "execute"));
    context.values.id = randomUUID();
    query(context, context.values);
  },
  read(context) {
    query(context, context.values);
  },
  update(context) {
    query(context, context.values);
  },
  delete(context) {
    run(context, text(context.prior, "revert"));
  },
};

/** The real provider only warns when the query fails; here a query that is not known must not pass for an empty answer. */
function query(context: RuleContext, values: Values): void {
  const sql = text(values, "query");
  values.query_results = sql === "" ? null : run(context, sql).map((row) => ({ ...row }));
}
