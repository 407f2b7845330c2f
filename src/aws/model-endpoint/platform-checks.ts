import { NameRules } from "../../core";
import { withRows, type CheckTable, type Row } from "../../core/checks";
import { named, that } from "../../core/rules";
import { MODEL_SERVING } from "./checks";
import { functionNameOf } from "./function-name";
import type { ModelEndpointSettings } from "./settings";

const IDENTIFIER = named(NameRules.SNOWFLAKE_IDENTIFIER);

/** Requirements on an endpoint of an environment: those of the endpoint, and those of its function. */
export const MODEL_ENDPOINT: CheckTable<ModelEndpointSettings> = withRows<
  Pick<ModelEndpointSettings, "functionName" | "readers">,
  ModelEndpointSettings,
  ModelEndpointSettings
>(
  [
    { field: "functionName", rule: IDENTIFIER, synthesis: true },
    { field: "readers", rule: IDENTIFIER, each: true, synthesis: true },
  ],
  MODEL_SERVING as CheckTable<ModelEndpointSettings>,
);

type Endpoints = { readonly endpoints?: ModelEndpointSettings[] };

const unique = (what: string, of: (endpoint: ModelEndpointSettings) => string): Row<Endpoints> => ({
  field: "endpoints",
  rule: that(
    (endpoints) => {
      const all = (endpoints as ModelEndpointSettings[]).map(of);
      return new Set(all).size === all.length;
    },
    `have unique ${what}`,
    "Rename one of them",
  ),
});

/** What no two endpoints of an environment share. */
export const UNIQUE_ENDPOINTS: readonly Row<Endpoints>[] = [
  unique("names", ({ name }) => name),
  unique("names of functions", functionNameOf),
];
