import { resolve } from "node:path";
import { allRules } from "../../../src/rehearsal/clouds";
import { findBindings } from "../../../src/rehearsal/simulator/bindings";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";
import { stack, Workbench } from "./terraform";

const bindings = resolve(__dirname, "../../..");

describe.each(allRules.map((rules) => [rules.source, rules] as const))("the rules of %s", (source, rules) => {
  test("are for types that the provider has", () => {
    const installed = findBindings(bindings, source);
    for (const { type } of rules.resources) expect(installed.resource(type).attributes).not.toEqual([]);
    for (const { type } of rules.dataSources) expect(installed.dataSource(type).attributes).not.toEqual([]);
  });

  test("cite where their behaviour is documented", () => {
    const all = [...rules.resources, ...rules.dataSources];
    expect(all.filter(({ cites }) => !cites.startsWith("https://")).map(({ type }) => type)).toEqual([]);
  });
});

test("two rules for one type are an error, as one of them would never run", async () => {
  const one: ProviderRules = {
    source: "hashicorp/random",
    resources: [{ type: "random_id", cites: "" }],
    dataSources: [],
  };
  const config = stack({ resource: { random_id: { a: { byte_length: 4 } } } });
  await expect(Workbench.open({ stacks: [config], rules: [one, one] })).rejects.toThrow(
    "There are two rules for random_id",
  );
});
