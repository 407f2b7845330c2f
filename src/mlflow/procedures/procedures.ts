import type { Construct } from "constructs";
import { Procedure, SqlType, type IWorkspace } from "../../snowflake";
import type { FunctionDefinition } from "../definitions/definition";
import { GET_OR_CREATE_RUN, GET_OR_CREATE_RUN_BODY, TOKEN_TAG } from "./get-or-create-run";
import { LIST_ALL, listAllBody, paging } from "./list-all";

const RUN_FUNCTIONS = ["MLFLOW_RUNS_SEARCH", "MLFLOW_RUNS_CREATE", "MLFLOW_RUNS_UPDATE"];

/** `MLFLOW_RUN_GET_OR_CREATE`, where the set has the functions that it calls. */
export function makeGetOrCreateRun(
  scope: Construct,
  workspace: IWorkspace,
  definitions: FunctionDefinition[],
): Procedure | undefined {
  const names = definitions.map(({ name }) => name);
  if (!RUN_FUNCTIONS.every((name) => names.includes(name))) return undefined;
  return new Procedure(scope, "GetOrCreateRun", {
    workspace,
    name: GET_OR_CREATE_RUN,
    arguments: [
      { name: "EXPERIMENT_ID", type: SqlType.VARCHAR },
      { name: "TOKEN", type: SqlType.VARCHAR },
      { name: "OPTIONS", type: SqlType.OBJECT },
    ],
    body: GET_OR_CREATE_RUN_BODY,
    comment:
      `Gives {"run": ..., "created": true or false}: the run of an experiment with the tag ${TOKEN_TAG} = TOKEN, made if there is none. ` +
      "OPTIONS as of MLFLOW_RUNS_CREATE. For steps that may run twice",
  });
}

/** `MLFLOW_LIST_ALL`, if the set has functions that return pages. */
export function makeListAll(
  scope: Construct,
  workspace: IWorkspace,
  definitions: FunctionDefinition[],
): Procedure | undefined {
  const names = paging(definitions).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return new Procedure(scope, "ListAll", {
    workspace,
    name: LIST_ALL,
    arguments: [
      { name: "FUNCTION_NAME", type: SqlType.VARCHAR },
      { name: "ARGUMENTS", type: SqlType.ARRAY },
    ],
    body: listAllBody(definitions),
    comment:
      `Calls a function until its last page and gives all items as one answer. FUNCTION_NAME: ${names.join(", ")}. ` +
      "ARGUMENTS: those of that function",
  });
}
