import type { ModelEndpointSettings } from "./settings";

/** Name of the function that scores by an endpoint. */
export function functionNameOf({ name, functionName }: Pick<ModelEndpointSettings, "name" | "functionName">): string {
  return functionName ?? `SCORE_${name.toUpperCase().replaceAll("-", "_")}`;
}
