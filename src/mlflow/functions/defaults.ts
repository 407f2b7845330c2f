import { Catalogue } from "../catalogue/catalogue";
import type { OperationGroup } from "../catalogue/types";
import { ErrorMode } from "../definitions/error-mode";
import type { FunctionSetProps, MlflowFunctionsProps } from "./settings";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_URL_LENGTH = 5_500;

/** Longest URL that the gateway accepts, in characters. */
export function maxUrlLengthOf(props: FunctionSetProps): number {
  return props.maxUrlLength ?? MAX_URL_LENGTH;
}

/** Groups of operations that become functions. */
export function groupsOf(props: Pick<MlflowFunctionsProps, "groups">): OperationGroup[] {
  return props.groups ?? Catalogue.defaultGroups();
}

/** How MLflow's errors are reported. */
export function errorsOf(props: MlflowFunctionsProps): ErrorMode {
  return props.errors ?? ErrorMode.FAIL;
}
