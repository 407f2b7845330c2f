import type { CheckTable, Row } from "../../core/checks";
import { different, oneOf } from "../../core/rules";
import { OperationGroup } from "../catalogue/types";
import { ErrorMode } from "../definitions/error-mode";
import type { MlflowFunctionsProps } from "./settings";

/** Requirements on the groups and the error mode of functions. */
export const FUNCTION_ROWS: readonly Row<object>[] = [
  { field: "groups", rule: different(1, "without a group there are no functions"), synthesis: true },
  { field: "groups", rule: oneOf(OperationGroup), each: true, synthesis: true },
  { field: "errors", rule: oneOf(ErrorMode), synthesis: true },
];

/** Requirements on the props of the functions. */
export const FUNCTIONS: CheckTable<MlflowFunctionsProps> = { rows: FUNCTION_ROWS };
