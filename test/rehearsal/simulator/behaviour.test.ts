import { readdirSync, readFileSync } from "node:fs";
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

/** What says of a value whether it passes. */
const EXPRESSED: readonly (keyof Facets)[] = [
  "oneOf",
  "elementOneOf",
  "notOneOf",
  "min",
  "max",
  "divisibleBy",
  "minLength",
  "maxLength",
  "pattern",
  "format",
];

describe("the behaviour tables", () => {
  test("hold regular expressions that can be compiled", () => {
    for (const [, , { pattern, ignoreCase }] of rows)
      if (pattern !== undefined) expect(() => new RegExp(pattern, ignoreCase ? "iu" : "u")).not.toThrow();
  });

  test("leave as many checks unevaluated as docs/rehearsal.md says", () => {
    const page = readFileSync(join(__dirname, "../../../docs/rehearsal.md"), "utf8");
    const said = [...page.matchAll(/^\| (\S+) +\| (\d+) +\|/gm)].map(([, provider, count]) => [
      provider,
      Number(count),
    ]);
    const left = new Map(rows.map(([provider]) => [provider, 0]));
    for (const [provider, , facets] of rows)
      if (facets.checked && !EXPRESSED.some((facet) => facet in facets))
        left.set(provider, (left.get(provider) ?? 0) + 1);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(left));
  });

  test("have a smaller minimum than maximum", () => {
    const turned = rows.filter(
      ([, , { min, max, minLength, maxLength }]) =>
        (min ?? 0) > (max ?? Infinity) || (minLength ?? 0) > (maxLength ?? Infinity),
    );
    expect(turned).toEqual([]);
  });
});
