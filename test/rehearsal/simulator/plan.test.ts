import type { Behaviour, Facets } from "../../../src/rehearsal/simulator/behaviour";
import { planBlock, replacements } from "../../../src/rehearsal/simulator/plan";
import { UNKNOWN, type Values } from "../../../src/rehearsal/simulator/rule";
import type { Block, Nesting } from "../../../src/rehearsal/simulator/schema";

const inner: Block = {
  attributes: [
    { name: "kind", type: "string", required: true },
    { name: "mode", type: "string", optional: true },
    { name: "address", type: "string", computed: true },
  ],
  blocks: [],
};

function schema(nesting: Nesting = "list"): Block {
  return {
    attributes: [
      { name: "id", type: "string", computed: true },
      { name: "name", type: "string", required: true },
      { name: "size", type: "number", optional: true },
      { name: "zone", type: "string", optional: true, computed: true },
      { name: "secret_wo", type: "string", optional: true, writeOnly: true },
      { name: "labels", type: ["set", "string"], optional: true },
    ],
    blocks: [{ name: "part", nesting, block: inner, minItems: 0, maxItems: 0 }],
  };
}

function table(rows: Record<string, Facets>): Behaviour {
  return new Map(Object.entries(rows));
}

const EMPTY = { id: null, name: "a", size: null, zone: null, secret_wo: null, labels: null, part: [] };

function plan(block: Block, rows: Record<string, Facets>, config: Values, prior?: Values, proposed?: Values): Values {
  const planned = structuredCloneOf(proposed ?? config);
  planBlock(block, table(rows), planned, config, prior);
  return planned;
}

// structuredClone can't copy symbols.
function structuredCloneOf(values: Values): Values {
  return JSON.parse(JSON.stringify(values)) as Values;
}

describe("the plan of a new resource", () => {
  test("computed attributes that are not configured are unknown", () => {
    expect(plan(schema(), {}, EMPTY)).toMatchObject({ id: UNKNOWN, zone: UNKNOWN, size: null });
  });

  test("a computed attribute that is configured keeps its value", () => {
    expect(plan(schema(), {}, { ...EMPTY, zone: "b" })).toMatchObject({ zone: "b" });
  });

  test("defaults stand where the configuration says nothing, in nested blocks too", () => {
    const rows = { size: { default: 3 }, "part.mode": { default: "fast" } };
    const config = { ...EMPTY, part: [{ kind: "x", mode: null, address: null }] };
    expect(plan(schema(), rows, config)).toMatchObject({
      size: 3,
      part: [{ kind: "x", mode: "fast", address: UNKNOWN }],
    });
  });

  test("members of an attribute that holds objects have defaults where the attribute is configured", () => {
    const rules: Block = {
      attributes: [
        {
          name: "rule",
          type: ["set", ["object", { port: "number", action: "string" }]],
          optional: true,
          computed: true,
        },
      ],
      blocks: [],
    };
    const rows = { "rule.action": { default: "Allow" } };
    expect(plan(rules, rows, { rule: [{ port: 1, action: null }] })).toEqual({ rule: [{ port: 1, action: "Allow" }] });
    expect(plan(rules, rows, { rule: null })).toEqual({ rule: UNKNOWN });
  });

  test("a default is not put over a configured value", () => {
    expect(plan(schema(), { size: { default: 3 } }, { ...EMPTY, size: 0 })).toMatchObject({ size: 0 });
  });

  test("a default takes the type of its attribute", () => {
    expect(plan(schema(), { zone: { default: 1 } }, EMPTY)).toMatchObject({ zone: "1" });
  });

  test("a write-only argument is in no plan", () => {
    expect(plan(schema(), {}, { ...EMPTY, secret_wo: "s3cret" })).toMatchObject({ secret_wo: null });
  });
});

describe("the plan of a change", () => {
  const prior = { ...EMPTY, id: "i-1", zone: "b", size: 3, part: [{ kind: "x", mode: "fast", address: "10.0.0.1" }] };

  test("computed values of what exists are kept", () => {
    const config = { ...EMPTY, name: "b" };
    const planned = plan(schema(), {}, config, prior, { ...prior, name: "b" });
    expect(planned).toMatchObject({ id: "i-1", zone: "b", name: "b" });
  });

  test("a value that is taken out of the configuration goes back to its default", () => {
    const planned = plan(schema(), { zone: { default: "a" } }, EMPTY, prior, prior);
    expect(planned).toMatchObject({ zone: "a" });
  });

  test("a block that is added has unknown computed values", () => {
    const part = [...prior.part, { kind: "y", mode: null, address: null }];
    const planned = plan(schema(), {}, { ...EMPTY, part }, prior, { ...prior, part });
    expect(planned.part).toEqual([prior.part[0], { kind: "y", mode: null, address: UNKNOWN }]);
  });

  test("an element of a set that only a default tells from its configuration keeps its computed values", () => {
    const part = [{ kind: "x", mode: null, address: null }];
    const rows = { "part.mode": { default: "fast" } };
    const planned = plan(schema("set"), rows, { ...EMPTY, part }, prior, { ...prior, part });
    expect(planned.part).toEqual(prior.part);
  });

  test("an element of a set that was changed has unknown computed values", () => {
    const part = [{ kind: "y", mode: "fast", address: null }];
    const planned = plan(schema("set"), {}, { ...EMPTY, part }, prior, { ...prior, part });
    expect(planned.part).toEqual([{ kind: "y", mode: "fast", address: UNKNOWN }]);
  });
});

describe("replacement", () => {
  const before = { ...EMPTY, part: [{ kind: "x", mode: null, address: "1" }], labels: ["a", "b"] };

  test("a change of a ForceNew attribute replaces, another change does not", () => {
    const rows = table({ name: { forceNew: true } });
    expect(replacements(schema(), rows, before, { ...before, name: "b" })).toEqual(["name"]);
    expect(replacements(schema(), rows, before, { ...before, size: 4 })).toEqual([]);
  });

  test("a ForceNew value that will be known only later replaces", () => {
    const rows = table({ name: { forceNew: true } });
    expect(replacements(schema(), rows, before, { ...before, name: UNKNOWN })).toEqual(["name"]);
  });

  test("the order of a set does not count, the order of a list does", () => {
    const rows = table({ labels: { forceNew: true } });
    const turned = { ...before, labels: ["b", "a"] };
    expect(replacements(schema(), rows, before, turned)).toEqual([]);
    const ordered: Block = { attributes: [{ name: "labels", type: ["list", "string"], optional: true }], blocks: [] };
    expect(replacements(ordered, rows, before, turned)).toEqual(["labels"]);
  });

  test.each<[Nesting]>([["list"], ["set"]])("ForceNew on a block of a %s counts only how many there are", (nesting) => {
    const rows = table({ part: { forceNew: true } });
    const two = { ...before, part: [...before.part, { kind: "y", mode: null, address: "2" }] };
    const changed = { ...two, part: [{ kind: "z", mode: "slow", address: "1" }, ...before.part] };
    expect(replacements(schema(nesting), rows, two, changed)).toEqual([]);
    expect(replacements(schema(nesting), rows, before, two)).toEqual(["part"]);
    expect(replacements(schema(nesting), rows, before, { ...before, part: UNKNOWN })).toEqual(["part"]);
  });

  test("an attribute that holds objects counts them too, and its members have their own ForceNew", () => {
    const objects: Block = {
      attributes: [
        { name: "rules", type: ["list", ["object", { port: "number", action: "string" }]], optional: true },
        { name: "peers", type: ["set", ["object", { port: "number", action: "string" }]], optional: true },
      ],
      blocks: [],
    };
    const each = ["rules", "peers"];
    const values = (port: number, action: string) => Object.fromEntries(each.map((name) => [name, [{ port, action }]]));
    const rows = table({
      rules: { forceNew: true },
      peers: { forceNew: true },
      "rules.port": { forceNew: true },
      "peers.port": { forceNew: true },
    });
    expect(replacements(objects, rows, values(1, "allow"), values(1, "deny"))).toEqual([]);
    expect(replacements(objects, rows, values(1, "allow"), values(2, "allow"))).toEqual(["rules.0.port", "peers"]);
    expect(replacements(objects, rows, values(1, "allow"), { rules: [], peers: [] })).toEqual(each);
  });

  test("empty text and no text are the same", () => {
    const rows = table({ zone: { forceNew: true } });
    expect(replacements(schema(), rows, { ...before, zone: "" }, { ...before, zone: null })).toEqual([]);
  });

  test("a nested attribute is named with its index in a list, and by the block in a set", () => {
    const rows = table({ "part.kind": { forceNew: true } });
    const after = { ...before, part: [{ kind: "y", mode: null, address: "1" }] };
    expect(replacements(schema("list"), rows, before, after)).toEqual(["part.0.kind"]);
    expect(replacements(schema("set"), rows, before, after)).toEqual(["part"]);
  });

  test("a nested attribute that does not replace may change", () => {
    const rows = table({ "part.kind": { forceNew: true } });
    const after = { ...before, part: [{ kind: "x", mode: "slow", address: "1" }] };
    expect(replacements(schema("list"), rows, before, after)).toEqual([]);
    expect(replacements(schema("set"), rows, before, after)).toEqual([]);
  });

  test("a block that is taken away replaces when its attribute does", () => {
    const rows = table({ "part.kind": { forceNew: true } });
    expect(replacements(schema("list"), rows, before, { ...before, part: [] })).toEqual(["part.0.kind"]);
    expect(replacements(schema("set"), rows, before, { ...before, part: [] })).toEqual(["part"]);
  });
});
