import type { Construct } from "constructs";
import { SqlType, type ExternalFunction, type Translator } from "../../snowflake";
import type { OperationGroup } from "../catalogue/types";
import { callTranslator, IDEMPOTENCY_TAG } from "../translators/call";
import { ErrorMode } from "../definitions/error-mode";
import { makeExternalFunction } from "./function-set";
import { maxUrlLengthOf } from "./defaults";
import type { FunctionSetProps } from "./settings";

const NAME = "MLFLOW_CALL";

/** `MLFLOW_CALL(METHOD, PATH, REQUEST, IDEMPOTENCY_KEY)`: every operation of some groups, as the MLflow client addresses it. */
export function makeCallFunction(
  scope: Construct,
  props: FunctionSetProps,
  groups: OperationGroup[],
  response: Translator,
): ExternalFunction {
  return makeExternalFunction(scope, props, response, {
    id: "Call",
    name: NAME,
    arguments: ["METHOD", "PATH", "REQUEST", "IDEMPOTENCY_KEY"].map((name) => ({ name, type: SqlType.VARCHAR })),
    translator: callTranslator(NAME, groups, maxUrlLengthOf(props)),
    translatorComment: `Turns a call of ${NAME} into a request of the REST API of MLflow`,
    errors: ErrorMode.RETURN,
    comment:
      `For clients: any operation of the REST API of MLflow in the groups ${groups.join(", ")}, for instance ` +
      `METHOD GET, PATH /api/2.0/mlflow/runs/get, REQUEST {"run_id":"..."}. Gives {"http_status": n, "body": {...}}. REQUEST is JSON text. ` +
      `IDEMPOTENCY_KEY becomes the tag ${IDEMPOTENCY_TAG} of a new experiment, run, registered model, model version or logged model. ` +
      "Who may call it may do all of that. See https://mlflow.org/docs/latest/api_reference/rest-api.html",
  });
}
