import type { Facets } from "../../../src/rehearsal/simulator/behaviour";
import { UNKNOWN, type Value, type Values } from "../../../src/rehearsal/simulator/rule";
import type { Block } from "../../../src/rehearsal/simulator/schema";
import { validateConfig } from "../../../src/rehearsal/simulator/validate";

const block: Block = {
  attributes: [
    { name: "engine", type: "string", optional: true },
    { name: "port", type: "number", optional: true },
    { name: "delay", type: "string", optional: true },
    { name: "zones", type: ["set", "string"], optional: true },
    { name: "public", type: "bool", optional: true },
    {
      name: "policies",
      type: ["list", ["object", { permissions: ["set", "string"], mode: "string" }]],
      optional: true,
    },
  ],
  blocks: [
    {
      name: "disk",
      nesting: "list",
      minItems: 0,
      maxItems: 0,
      block: {
        attributes: [
          { name: "type", type: "string", optional: true },
          { name: "image", type: "string", optional: true },
        ],
        blocks: [],
      },
    },
  ],
};

function check(rows: Record<string, Facets>, values: Values): [string, string | undefined][] {
  const found: [string, string | undefined][] = [];
  const config = {
    engine: null,
    port: null,
    delay: null,
    zones: null,
    public: null,
    policies: null,
    disk: [],
    ...values,
  };
  validateConfig(block, new Map(Object.entries(rows)), config, (message, attribute) => {
    found.push([message, attribute]);
  });
  return found;
}

describe("allowed values and limits", () => {
  const engine = { engine: { oneOf: ["postgres", "mysql"] } };

  test("a value outside the list is refused with the list", () => {
    expect(check(engine, { engine: "oracle" })).toEqual([
      ['expected engine to be one of ["postgres" "mysql"], got oracle', "engine"],
    ]);
  });

  test.each<[Value]>([["postgres"], [null], [UNKNOWN]])("%p passes", (value) => {
    expect(check(engine, { engine: value })).toEqual([]);
  });

  test("each element of a collection is checked", () => {
    const rows = { zones: { elementOneOf: ["a", "b"] } };
    expect(check(rows, { zones: ["a", "c", UNKNOWN] })).toEqual([
      ['expected zones to be one of ["a" "b"], got c', "zones"],
    ]);
  });

  test.each([
    [{ min: 1, max: 10 }, 11, "expected port to be in the range (1 - 10), got 11"],
    [{ min: 1 }, 0, "expected port to be at least (1), got 0"],
    [{ max: 10 }, 11, "expected port to be at most (10), got 11"],
  ])("%j refuses %d", (facets, port, message) => {
    expect(check({ port: facets }, { port })).toEqual([[message, "port"]]);
  });

  test("a number in text is held to the limits, other text is not", () => {
    const rows = { delay: { min: 0, max: 3600 } };
    expect(check(rows, { delay: "3601" })).toHaveLength(1);
    expect(check(rows, { delay: "3600" })).toEqual([]);
    expect(check(rows, { delay: "never" })).toEqual([]);
  });

  test("a union takes what either of its parts takes", () => {
    const rows = { delay: { oneOf: ["", "off"], min: 10, union: true } };
    expect(check(rows, { delay: "off" })).toEqual([]);
    expect(check(rows, { delay: "12" })).toEqual([]);
    expect(check(rows, { delay: "9" })).toHaveLength(1);
  });

  test("a union of a list and a multiple takes both and no other", () => {
    const rows = { port: { oneOf: [10, 20], divisibleBy: 60, union: true } };
    expect([10, 20, 60, 120].flatMap((port) => check(rows, { port }))).toEqual([]);
    expect(check(rows, { port: 50 })).toHaveLength(1);
  });

  test("a union with a check that the table can't express lets everything pass", () => {
    expect(check({ delay: { oneOf: [""], checked: true, union: true } }, { delay: "arn:aws:x" })).toEqual([]);
  });

  test("nested attributes are named with their index", () => {
    const rows = { "disk.type": { oneOf: ["ssd"] } };
    expect(check(rows, { disk: [{ type: "ssd" }, { type: "tape" }] })).toEqual([
      ['expected disk.1.type to be one of ["ssd"], got tape', "disk.1.type"],
    ]);
  });

  test("what is inside an attribute that holds objects is checked as well", () => {
    const rows = { "policies.permissions": { elementOneOf: ["Get"] }, "policies.mode": { oneOf: ["Allow"] } };
    const policies = [
      { permissions: ["Get"], mode: "Allow" },
      { permissions: ["Got"], mode: "Maybe" },
    ];
    expect(check(rows, { policies }).map(([, attribute]) => attribute)).toEqual([
      "policies.1.permissions",
      "policies.1.mode",
    ]);
    expect(check(rows, { policies: [{ permissions: UNKNOWN, mode: null }] })).toEqual([]);
  });

  test("too many and too few elements are refused, none at all is allowed", () => {
    const rows = { zones: { minItems: 2, maxItems: 3 } };
    expect(check(rows, { zones: ["a"] })[0]?.[0]).toContain("requires 2 item minimum, but config has only 1");
    expect(check(rows, { zones: ["a", "b", "c", "d"] })[0]?.[0]).toContain("supports 3 item maximum");
    expect(check(rows, { zones: ["a", "b"] })).toEqual([]);
    expect(check(rows, { zones: null })).toEqual([]);
  });

  test("an empty list in the configuration has too few elements, a block that is not there has not", () => {
    const rows = { zones: { minItems: 1 }, disk: { minItems: 1 } };
    expect(check(rows, { zones: [], disk: [] }).map(([message]) => message)).toEqual([
      "Not enough list items: attribute zones requires 1 item minimum, but config has only 0 declared.",
    ]);
  });

  test("letter case does not count where the provider ignores it", () => {
    const rows = { engine: { oneOf: ["POSTGRES"], ignoreCase: true } };
    expect(check(rows, { engine: "Postgres" })).toEqual([]);
    expect(check(rows, { engine: "mysql" })).toHaveLength(1);
    expect(check({ engine: { oneOf: ["POSTGRES"] } }, { engine: "Postgres" })).toHaveLength(1);
  });

  test.each<[string, Facets, string, string]>([
    ["a forbidden value", { notOneOf: ["OWNERSHIP"], ignoreCase: true }, "ownership", "USAGE"],
    ["a text that is too long", { maxLength: 3 }, "äbc", "abc"],
    ["a text that is too short", { minLength: 2 }, "a", "ab"],
    ["a text of another form", { pattern: "^[a-z]+$" }, "A1", "a"],
    ["text that is no JSON", { format: "json" }, "{", "{}"],
    ["text that is no base64", { format: "base64" }, "a b", "aGVsbG8="],
    ["text that is no IP address", { format: "ip" }, "10.0.0.256", "10.0.0.1"],
    ["text that is no range of addresses", { format: "cidr" }, "10.0.0.0/33", "10.0.0.0/16"],
  ])("%s is refused, in a list too", (_, facets, wrong, right) => {
    expect(check({ engine: facets }, { engine: wrong })).toHaveLength(1);
    expect(check({ engine: facets }, { engine: right })).toEqual([]);
    expect(check({ zones: facets }, { zones: [right, wrong] })).toHaveLength(1);
  });
});

describe("rules between attributes", () => {
  test("conflictsWith refuses both and takes one", () => {
    const rows = { engine: { conflictsWith: ["disk.0.image"] } };
    expect(check(rows, { engine: "x", disk: [{ image: "y" }] })).toEqual([
      ['Conflicting configuration arguments: "engine": conflicts with disk.0.image', "engine"],
    ]);
    expect(check(rows, { engine: "x", disk: [{ image: null }] })).toEqual([]);
    expect(check(rows, { engine: null, disk: [{ image: "y" }] })).toEqual([]);
    expect(check(rows, { engine: "x", disk: [{ image: UNKNOWN }] })).toEqual([]);
  });

  test("false is a value: it conflicts", () => {
    expect(check({ engine: { conflictsWith: ["public"] } }, { engine: "x", public: false })).toHaveLength(1);
  });

  test("exactlyOneOf wants one, and waits for what is unknown", () => {
    const rows = { engine: { exactlyOneOf: ["engine", "delay"] } };
    expect(check(rows, {})[0]?.[0]).toBe(
      'Invalid combination of arguments: "engine": one of `delay,engine` must be specified',
    );
    expect(check(rows, { engine: "x", delay: "y" })[0]?.[0]).toContain("only one of `delay,engine`");
    expect(check(rows, { delay: "y" })).toEqual([]);
    expect(check(rows, { delay: UNKNOWN })).toEqual([]);
  });

  test("atLeastOneOf wants one", () => {
    const rows = { engine: { atLeastOneOf: ["engine", "disk"] } };
    expect(check(rows, {})[0]?.[0]).toContain("one of `disk,engine` must be specified");
    expect(check(rows, { disk: [{}] })).toEqual([]);
  });

  test("requiredWith wants the others only when the attribute is there", () => {
    const rows = { engine: { requiredWith: ["engine", "port"] } };
    expect(check(rows, { engine: "x" })[0]?.[0]).toBe(
      'Missing required argument: "engine": all of `engine,port` must be specified',
    );
    expect(check(rows, { port: 1 })).toEqual([]);
    expect(check(rows, { engine: "x", port: UNKNOWN })).toEqual([]);
  });

  test("a rule of a nested attribute holds only where its block is", () => {
    const rows = { "disk.type": { exactlyOneOf: ["disk.0.type", "disk.0.image"] } };
    expect(check(rows, {})).toEqual([]);
    expect(check(rows, { disk: [{ type: null, image: null }] })).toHaveLength(1);
  });
});
