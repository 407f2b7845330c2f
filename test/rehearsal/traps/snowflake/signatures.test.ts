import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { externalFunction, IN_SCHEMA, PREVIEW_FEATURES, rules, stackOf } from "./stack";

type Argument = readonly [name: string, type: string];

const RUN: Argument = ["RUN_ID", "VARCHAR"];
const STATUS: Argument = ["STATUS", "VARCHAR"];

/** What is done to the arguments RUN_ID and STATUS. */
const CHANGES = {
  renamed: [["RUN", "VARCHAR"], STATUS],
  typed: [["RUN_ID", "NUMBER"], STATUS],
  swapped: [STATUS, RUN],
  fewer: [RUN],
} satisfies Record<string, readonly Argument[]>;

const provider = { preview_features_enabled: [...PREVIEW_FEATURES, "snowflake_procedure_javascript_resource"] };

function blocksOf(change: string, args: readonly Argument[]): Blocks {
  const own = args.map(([arg_name, arg_data_type]) => ({ arg_name, arg_data_type }));
  const routine = { ...IN_SCHEMA, arguments: own, return_type: "VARIANT" };
  return {
    snowflake_external_function: {
      [change]: externalFunction(`F_${change.toUpperCase()}`, { arg: args.map(([name, type]) => ({ name, type })) }),
    },
    snowflake_function_javascript: {
      [change]: { ...routine, name: `J_${change.toUpperCase()}`, function_definition: "return {};" },
    },
    snowflake_procedure_javascript: {
      [change]: {
        ...routine,
        name: `P_${change.toUpperCase()}`,
        procedure_definition: "return {};",
        execute_as: "CALLER",
      },
    },
  };
}

function stack(argumentsOf: (change: keyof typeof CHANGES) => readonly Argument[]) {
  const all: Record<string, Record<string, JsonObject>> = {};
  for (const change of Object.keys(CHANGES) as (keyof typeof CHANGES)[])
    for (const [type, blocks] of Object.entries(blocksOf(change, argumentsOf(change))))
      all[type] = { ...all[type], ...blocks };
  return stackOf(all, { provider });
}

const TYPES = ["snowflake_external_function", "snowflake_function_javascript", "snowflake_procedure_javascript"];
const IN_PLACE = TYPES.flatMap((type) => ["renamed", "typed", "swapped"].map((change) => [type, change] as const));

describe("a change inside the arguments of a function or procedure", () => {
  let result: TrapResult;

  beforeAll(async () => {
    result = await runTrap({ config: stack(() => [RUN, STATUS]), then: [stack((change) => CHANGES[change])], rules });
  }, 60_000);

  test("is applied without a word", () => {
    expect(result.errors).toEqual([]);
  });

  test.each(IN_PLACE)("of %s is planned as an update in place (%s)", (type, change) => {
    expect(result.planned[1]?.[`${type}.${change}`]).toBe("update");
  });

  test.each(TYPES)("of %s replaces it only when there are more or fewer arguments", (type) => {
    expect(result.planned[1]?.[`${type}.fewer`]).toBe("replace");
  });

  test.each(IN_PLACE)("of %s changes nothing in Snowflake (%s)", (type, change) => {
    const letter = { snowflake_external_function: "F", snowflake_function_javascript: "J" }[type] ?? "P";
    const name = `${letter}_${change.toUpperCase()}`;
    const object = [...result.accounts.values()]
      .flatMap((account) => account.list(type))
      .find(({ values }) => values.name === name);
    expect(object?.id).toBe(`"MLOPS_DEV"."MLFLOW"."${name}"(VARCHAR, VARCHAR)`);
    const args = object?.values.arg ?? object?.values.arguments;
    expect(args).toEqual([
      expect.objectContaining(type.endsWith("external_function") ? { name: "RUN_ID" } : { arg_name: "RUN_ID" }),
      expect.objectContaining(type.endsWith("external_function") ? { name: "STATUS" } : { arg_name: "STATUS" }),
    ]);
  });

  test("shows in the next plan for external functions alone: of the others the arguments are not read back", () => {
    expect(result.changes).toEqual({
      "snowflake_external_function.renamed": "update",
      "snowflake_external_function.typed": "update",
      "snowflake_external_function.swapped": "update",
    });
  });
});
