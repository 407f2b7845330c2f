import type { Row } from "../../core/checks";
import { omitted } from "../../core/rules";
import type { ResolvedServing } from "./defaults";
import type { ServingRuntime } from "./settings";

/** Whether an endpoint has a runtime. */
export const isOn =
  (runtime: ServingRuntime) =>
  (settings: ResolvedServing): boolean =>
    settings.runtime === runtime;

/** Rows of settings that a runtime does not have. */
export const notOn = (
  runtime: ServingRuntime,
  because: string,
  remedy: string,
  ...fields: string[]
): Row<ResolvedServing>[] => fields.map((field) => ({ field, rule: omitted(because, remedy), when: isOn(runtime) }));
