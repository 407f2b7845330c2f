import { templateParts } from "../stack";
import type { Rule } from "./rule";

/** The functions that kedro-snowflake calls. */
const FUNCTIONS = [
  "MLFLOW_EXPERIMENT_GET_BY_NAME",
  "MLFLOW_RUN_CREATE",
  "MLFLOW_RUN_UPDATE",
  "MLFLOW_RUN_LOG_METRIC",
  "MLFLOW_RUN_LOG_PARAMETER",
];

/** Objects that it names in SQL, without quotes. */
const TYPES =
  /^snowflake_(database|schema|warehouse|account_role|stage|external_function|table|task|(function|procedure)_\w+)$/;

export const kedroNames: Rule = {
  name: "kedro-names-are-upper-case",
  requirement: "objects that kedro-snowflake names without quotes have upper-case names",
  problems: ({ stack }) => {
    const isKedro = stack.resources.some(
      ({ type, values }) =>
        type === "snowflake_external_function" && FUNCTIONS.includes(String(values.name).toUpperCase()),
    );
    if (!isKedro) return [];
    return stack.resources
      .filter(({ type, values }) => TYPES.test(type) && typeof values.name === "string")
      .filter(({ values }) =>
        templateParts(String(values.name)).some((part) => part.kind === "text" && !/^[A-Z0-9_$]*$/.test(part.text)),
      )
      .map(({ address, values }) => ({
        address,
        message: `name must be upper case: Snowflake reads a name without quotes so. Got: ${String(values.name)}`,
      }));
  },
};
