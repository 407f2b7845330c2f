import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BehaviourTable, type Facets } from "../../../src/rehearsal/simulator/behaviour";

const FOLDER = join(__dirname, "../../../src/rehearsal/behaviour");

const rows = readdirSync(FOLDER).flatMap((file): [provider: string, path: string, facets: Facets][] => {
  const provider = file.replace(/\.json$/, "");
  const table = BehaviourTable.read(provider);
  return table
    .types()
    .flatMap((type) =>
      [...table.of(type)].map(([attribute, facets]): [string, string, Facets] => [
        provider,
        `${type}.${attribute}`,
        facets,
      ]),
    );
});

describe("the behaviour tables", () => {
  test("hold regular expressions that can be compiled", () => {
    for (const [, , { pattern, ignoreCase }] of rows)
      if (pattern !== undefined) expect(() => new RegExp(pattern, ignoreCase ? "iu" : "u")).not.toThrow();
  });

  test("leave no check of the providers snowflake, random and time unevaluated", () => {
    const open = rows.filter(
      ([provider, , { checked }]) => checked && ["snowflake", "random", "time"].includes(provider),
    );
    expect(open.map(([, path]) => path)).toEqual([]);
  });

  test("have a smaller minimum than maximum", () => {
    const turned = rows.filter(
      ([, , { min, max, minLength, maxLength }]) =>
        (min ?? 0) > (max ?? Infinity) || (minLength ?? 0) > (maxLength ?? Infinity),
    );
    expect(turned).toEqual([]);
  });
});
