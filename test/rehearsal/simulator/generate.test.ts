import { Account } from "../../../src/rehearsal/simulator";
import { fillUnknown, type Generate } from "../../../src/rehearsal/simulator/generate";
import { UNKNOWN, type Values } from "../../../src/rehearsal/simulator/rule";
import type { Block } from "../../../src/rehearsal/simulator/schema";
import { isUnknown } from "../../../src/rehearsal/simulator/values";

const block: Block = {
  attributes: [
    { name: "id", type: "string", computed: true },
    { name: "endpoint", type: "string", computed: true },
    { name: "dns_name", type: "string", computed: true },
    { name: "created_on", type: "string", computed: true },
    { name: "region", type: "string", computed: true },
    { name: "port", type: "number", computed: true },
    { name: "enabled", type: "bool", computed: true },
    { name: "owner", type: ["object", { name: "string", age: "number" }], computed: true },
    { name: "users", type: ["list", ["object", { name: "string" }]], computed: true },
    { name: "labels", type: ["map", "string"], computed: true },
  ],
  blocks: [
    {
      name: "node",
      nesting: "list",
      minItems: 0,
      maxItems: 0,
      block: { attributes: [{ name: "address", type: "string", computed: true }], blocks: [] },
    },
  ],
};

const allUnknown = (): Values => Object.fromEntries(block.attributes.map(({ name }) => [name, UNKNOWN]));

function fill(values: Values, seed = "1", generate: Generate = () => undefined): Values {
  const context = { type: "cloud_thing", account: new Account(), provider: { region: "here" }, values, seed };
  fillUnknown(block, values, context, generate);
  return values;
}

describe("generated values", () => {
  test("have the type and the look that the attribute's name promises", () => {
    expect(fill(allUnknown())).toEqual({
      id: expect.stringMatching(/^thing-[0-9a-f]{12}$/) as string,
      endpoint: expect.stringMatching(/^https:\/\/thing-[0-9a-f]{12}\.example\.com$/) as string,
      dns_name: expect.stringMatching(/^thing-[0-9a-f]{12}\.example\.com$/) as string,
      created_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      region: "here",
      port: 0,
      enabled: false,
      owner: { name: expect.stringMatching(/^thing-/) as string, age: 0 },
      users: [],
      labels: {},
    });
  });

  test("differ between objects and between attributes, and are the same for the same object", () => {
    const [one, same, other] = [fill(allUnknown(), "1"), fill(allUnknown(), "1"), fill(allUnknown(), "2")];
    expect(one.id).toBe(same.id);
    expect(one.id).not.toBe(other.id);
    expect(one.endpoint).not.toContain(String(one.id));
  });

  test("come from the cloud's own generator where it has one", () => {
    const filled = fill(allUnknown(), "1", ({ path }) => (path === "owner" ? { name: "root", age: 1 } : undefined));
    expect(filled.owner).toEqual({ name: "root", age: 1 });
  });

  test("a generator that answers with something unknown is not believed", () => {
    expect(isUnknown(fill(allUnknown(), "1", () => UNKNOWN))).toBe(false);
  });

  test("stand only where something is unknown, down to parts of a value", () => {
    const filled = fill({ ...allUnknown(), id: "mine", port: null, owner: { name: "me", age: UNKNOWN } });
    expect(filled).toMatchObject({ id: "mine", port: null, owner: { name: "me", age: 0 } });
  });

  test("are given to each element of a nested block, under the path of the block", () => {
    const paths: string[] = [];
    const filled = fill({ node: [{ address: UNKNOWN }, { address: "10.0.0.1" }] }, "1", ({ path }) => {
      paths.push(path);
      return undefined;
    });
    expect(paths).toEqual(["node.address"]);
    expect(filled.node).toEqual([{ address: expect.stringMatching(/^thing-/) as string }, { address: "10.0.0.1" }]);
  });

  test("a block whose number is not known comes out empty", () => {
    expect(fill({ node: UNKNOWN }).node).toEqual([]);
  });
});
