import { valueOf, type Facts } from "./row-facts";
import { holds } from "./row-matching";
import type { Dialect } from "./row-rule";
import type { RowValue, Where } from "./rows";
import type { DataSourceRule } from "./rule";
import { render, renderText, type Scope } from "./template";
import { refuse } from "./writers";

/** What a data source answers, as data; texts are templates as in rows of resources, and so are the regular expressions of `where`. */
export interface DataRow {
  /** Where the behaviour is documented: the vendor's page or the provider's source. */
  readonly cites: string;
  /** Questions that are refused. */
  readonly refused?: readonly { readonly where: Where; readonly error: string; readonly at: string }[];
  readonly computed: Readonly<Record<string, RowValue>>;
}

/** Data source rules made from rows, and from what they call `$name`. */
export function dataRules(
  rows: Readonly<Record<string, DataRow>>,
  dialect: Dialect,
  facts: Readonly<Record<string, Facts>> = {},
): DataSourceRule[] {
  return Object.entries(rows).map(([type, { cites, refused = [], computed }]) => ({
    type,
    cites,
    read: (context) => {
      const { config, values } = context;
      const known = dialect.variables(context);
      const fact = (name: string) => valueOf(facts[type], name, { ...context, values: config }, config);
      const scope: Scope = {
        context,
        variable: (name) => fact(name) ?? known[name],
        attribute: (path) => config[path],
      };
      const names = Object.keys(facts[type] ?? {});
      const judged = { ...config, ...Object.fromEntries(names.map((name) => [`$${name}`, fact(name) ?? ""])) };
      for (const { where, error, at } of refused) {
        const patterns = Object.entries(where).map(([path, pattern = ""]) => [path, renderText(pattern, scope)]);
        if (holds(Object.fromEntries(patterns) as Where, judged)) refuse(renderText(error, scope), at);
      }
      for (const [name, template] of Object.entries(computed)) values[name] = render(template, scope);
    },
  }));
}
