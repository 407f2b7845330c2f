import type { CheckTable } from "../../core/checks";
import { different, oneOf, that, type Rule } from "../../core/rules";
import { ModelColumnType } from "./column";

interface Columns {
  readonly inputs: readonly { readonly name: string; readonly type: ModelColumnType }[];
  readonly outputs?: readonly ModelColumnType[];
}

/** One row for each column: its name is not known to a table of fixed fields. */
const COLUMN: Rule = {
  must: "have a name that no column before it has: the function's argument has the column's name",
  remedy: "Name the columns of the data that the model is trained on, and log it with their signature",
  holds: (column, before = []) => {
    const { name } = column as { name?: unknown };
    return (
      typeof name === "string" && name !== "" && !before.some((other) => (other as { name: unknown }).name === name)
    );
  },
};

const types = Object.values(ModelColumnType);
const TYPE: Rule = that(
  (column) => types.includes((column as { type: ModelColumnType }).type),
  `have one of the types ${types.join(", ")}: Snowflake has no values of another one`,
  "Log the model with columns of these types, and convert them in the model",
);

/** Requirements on a signature. */
export const SIGNATURE: CheckTable<Columns> = {
  rows: [
    { field: "inputs", rule: different(1, "a scoring function has an argument for each"), synthesis: true },
    { field: "inputs", rule: COLUMN, each: true, synthesis: true },
    { field: "inputs", rule: TYPE, each: true, synthesis: true },
    { field: "outputs", rule: oneOf(ModelColumnType), each: true, synthesis: true },
  ],
};
