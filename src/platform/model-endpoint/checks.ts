import type { CheckTable, Row } from "../../core/checks";
import { integer, required, that, type Rule } from "../../core/rules";
import { IDENTIFIER } from "../../snowflake/rules";
import { functionNameOf } from "./function-name";
import { BELOW_PREFIX, LOCATION_FORM, NO_REFERENCE } from "./location";
import type { ModelDeployment, ScoringFunctionSettings } from "./settings";

/** Name in URL and endpoint, of at most `length` characters, which the cloud's own limit leaves. */
export function endpointName(length: number, because: string): Rule {
  return that(
    (name) => /^[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/.test(String(name)) && String(name).length <= length,
    `be an endpoint name of 1 to ${length} lower-case letters, digits and single hyphens, beginning with a letter: ${because}`,
    "Use a name of that form",
  );
}

/** What deployments and their traffic are checked with. */
interface Deployments {
  readonly deployments: readonly ModelDeployment[];
  readonly traffic: Readonly<Record<string, number>>;
}

/** Requirements on the deployments of an endpoint: at most `most`, with names that the cloud accepts. */
export function deploymentRows(name: Rule, most: number): readonly Row<Deployments>[] {
  const deployment: CheckTable<ModelDeployment> = {
    rows: [
      { field: "name", rule: name, synthesis: true },
      { field: "model", rule: NO_REFERENCE, synthesis: true },
      { field: "model", rule: BELOW_PREFIX },
      { field: "model", rule: LOCATION_FORM },
    ],
  };
  return [
    {
      field: "deployments",
      rule: that(
        (deployments) => {
          const { length } = deployments as unknown[];
          return length >= 1 && length <= most;
        },
        `be 1 to ${most} deployments`,
        "Add or remove deployments",
      ),
      synthesis: "items",
    },
    {
      field: "deployments",
      rule: that(
        (deployments) => areUnique((deployments as ModelDeployment[]).map((each) => each.name)),
        "have unique names",
        "Rename a deployment",
      ),
    },
    { field: "deployments", table: deployment, each: true },
  ];
}

/** Requirements on the traffic; a map shows as set, so each row names what it is about. */
export const TRAFFIC_ROWS: readonly Row<Deployments>[] = [
  {
    field: "traffic",
    rule: required("there are several deployments", "Set the percent of the calls for each of them"),
    when: ({ deployments }) => deployments.length > 1,
  },
  {
    field: "traffic",
    rule: ({ deployments }) =>
      that(
        (name) => deployments.some((each) => each.name === name),
        `be the name of a deployment: ${deployments.map(({ name }) => name).join(", ")}`,
        "Use the name of a deployment, or add the deployment",
      ),
    each: "name",
  },
  { field: "traffic", rule: integer(0, 100, "percent of the calls"), each: true, synthesis: true },
  {
    field: "traffic",
    rule: that(
      (traffic) => Object.values(traffic as Record<string, number>).reduce((sum, each) => sum + each, 0) === 100,
      "be 100 percent together",
      "Change the parts so that their sum is 100",
    ),
  },
];

/** Names of a container's variables. */
export const VARIABLE_NAMES: Row<{ readonly environment: Readonly<Record<string, string>> }> = {
  field: "environment",
  rule: that(
    (name) => /^[A-Za-z_][A-Za-z0-9_]{0,1023}$/.test(String(name)),
    "be the name of a variable: letters, digits and _, not beginning with a digit",
    "Rename it",
  ),
  each: "name",
};

/** Requirements on the function that scores by an endpoint. */
export const SCORING_FUNCTION_ROWS: readonly Row<ScoringFunctionSettings>[] = [
  {
    field: "signature",
    rule: required(
      "the columns become the arguments of the function",
      "Use ModelSignature.fromMlmodel(<folder of the model>)",
    ),
  },
  { field: "functionName", rule: IDENTIFIER, synthesis: true },
  { field: "readers", rule: IDENTIFIER, each: true, synthesis: true },
  { field: "maxBatchRows", rule: integer(1, 100_000, "rows in a request"), synthesis: true },
];

interface Endpoint {
  readonly name: string;
  readonly functionName?: string;
}

const uniqueIn = (what: string, of: (endpoint: Endpoint) => string): Row<{ readonly endpoints?: Endpoint[] }> => ({
  field: "endpoints",
  rule: that((endpoints) => areUnique((endpoints as Endpoint[]).map(of)), `have unique ${what}`, "Rename one of them"),
});

/** What no two endpoints of an environment share. */
export const UNIQUE_ENDPOINTS: readonly Row<{ readonly endpoints?: Endpoint[] }>[] = [
  uniqueIn("names", ({ name }) => name),
  uniqueIn("names of functions", functionNameOf),
];

function areUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
