import { dataRules } from "../../../src/rehearsal/simulator/data-rows";
import type { Facts } from "../../../src/rehearsal/simulator/row-facts";
import type { Values } from "../../../src/rehearsal/simulator/rule";
import { account, context, create, dialect, problems, ruleOf, update } from "./server-rows";

const facts: Facts = {
  neighbour: ({ account: held, values }) =>
    held
      .list("cloud_server")
      .map(({ id }) => id)
      .find((id) => id !== values.id),
  size: (_, block) => Number(block.size) * 2,
  prior: ({ prior }) => String(prior?.tier ?? ""),
};

test("a refusal may ask for what follows from other objects, once these are known to exist", () => {
  const refused = [{ where: { $neighbour: "." }, error: "{name} is beside {$neighbour}", on: "created" }];
  const refs = { network: { to: "cloud_network", error: "no network {$value}" } };
  const rule = ruleOf({ id: "{name}", refs, refused }, { facts });
  const one = create(rule, { name: "a" });
  expect(() => create(rule, { name: "b", network: "missing" })).toThrow("no network missing");
  expect(() => create(rule, { name: "b" })).toThrow("b is beside a");
  account.put("cloud_server", "c", { id: "c" });
  expect(update(rule, one, { tier: "x" }).tier).toBe("x");
});

test("a fact may be about one of several kinds of blocks, whose attributes a message may say", () => {
  const row = { each: "disk|tape", where: { $size: "^1\\d$" }, error: "{$name}: {$each.size} is {$size}" };
  const values: Values = { name: "s", disk: [{ name: "x", size: 1 }], tape: [{ name: "y", size: 7 }] };
  const early = ruleOf({ id: "{name}", invalid: [row] }, { facts });
  expect(problems(early, values)).toEqual(["disk: y: 7 is 14"]);
  expect(() => create(ruleOf({ id: "{name}", refused: [row] }, { facts }), values)).toThrow("y: 7 is 14");
});

test("a computed value may be a fact", () => {
  const rule = ruleOf({ id: "{name}-{$size}" }, { facts });
  expect(create(rule, { name: "a", size: 4 }).id).toBe("a-8");
});

test("a refusal comes at its moment: on a change, when the object exists, on its deletion", () => {
  const on = (moment: string) => ({ where: { tier: "." }, on: moment, error: `${moment}: {tier}, was {$prior}` });
  const rule = ruleOf({ id: "{name}", refused: ["changed", "settled", "deleted"].map(on) }, { facts });
  const made = create(rule, { name: "a", tier: "x" });
  expect(() => update(rule, made, { tier: "y" })).toThrow("changed: y, was x");
  expect(() => rule.settle?.({ ...context("cloud_server"), config: {}, values: made })).toThrow("settled: x");
  expect(() => rule.delete?.({ ...context("cloud_server"), prior: made })).toThrow("deleted: x");
});

test("a condition on a fact that nobody finds, and a moment that never comes, are errors", () => {
  const unknown = { where: { $planet: "." }, error: "" };
  expect(() => ruleOf({ refused: [unknown] }, { facts })).toThrow("condition on the unknown fact $planet");
  expect(() => ruleOf({ invalid: [unknown] })).toThrow("condition on the unknown fact $planet");
  expect(() => ruleOf({ refused: [{ where: {}, on: "noon", error: "" }] })).toThrow("the unknown moment noon");
});

test("a data source may ask for facts too", () => {
  const row = {
    cites: "https://example.com",
    refused: [{ where: { $size: "^0$" }, error: "{name} has no size", at: "name" }],
    computed: { id: "{name}", size: "{$size} in {$region}" },
  };
  const [rule] = dataRules({ cloud_disk: row }, dialect, { cloud_disk: facts });
  const read = (config: Values): Values => {
    const values: Values = {};
    rule?.read({ ...context("cloud_disk"), config, values });
    return values;
  };
  expect(read({ name: "a", size: 2 })).toEqual({ id: "a", size: "4 in eu" });
  expect(() => read({ name: "a", size: 0 })).toThrow("a has no size");
});
