import type { CheckTable } from "../../core/checks";
import { IDENTIFIER } from "../rules";
import type { ModelRegistryProps } from "./settings";

/** Requirements on the props of a model registry. */
export const MODEL_REGISTRY: CheckTable<ModelRegistryProps> = {
  rows: [{ field: "stageName", rule: IDENTIFIER }],
};
