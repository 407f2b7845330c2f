import { UNKNOWN } from "../../../src/rehearsal/simulator/rule";
import { account, context, create, ruleOf, update } from "./server-rows";

test("a computed value may depend on the block that it is of, also when it opens again", () => {
  const cases = { "disks.size": [{ where: { kind: "^big$" }, is: 100 }, { is: 10 }] };
  const rule = ruleOf({ id: "{name:lower}", cases });
  const made = create(rule, { name: "A", disks: [{ kind: "big", size: UNKNOWN }, { size: UNKNOWN }, { size: 7 }] });
  expect(made).toMatchObject({ id: "a", disks: [{ size: 100 }, { size: 10 }, { size: 7 }] });
  expect(update(rule, made, { disks: [{ kind: "big", size: UNKNOWN }] }).disks).toEqual([{ kind: "big", size: 100 }]);
});

test("a change may be refused, by what it is from and to", () => {
  const rule = ruleOf({ id: "{name}", fixed: [{ of: "tier", from: "^free$", error: "from {$former} to {tier}" }] });
  const free = create(rule, { name: "a", tier: "free" });
  expect(() => update(rule, free, { tier: "paid" })).toThrow("from free to paid");
  expect(update(rule, { ...free, tier: "paid" }, { tier: "free" }).tier).toBe("free");
});

test("so many blocks or values may stand at a path, and no text may hold another", () => {
  const rule = ruleOf({
    id: "{name}",
    limits: [{ of: "disks", most: 1, error: "{$value} disks" }],
    service: { password: { without: "login", error: "the login is in it" } },
  });
  expect(() => create(rule, { name: "a", disks: [{}, {}] })).toThrow("2 disks");
  expect(() => create(rule, { name: "a", login: "me", password: "xmex" })).toThrow("the login is in it");
  expect(create(rule, { name: "a", login: "me", password: "x", disks: [{}] }).id).toBe("a");
});

test("a range lies in that of the object around it, and apart from its neighbours'", () => {
  account.put("cloud_network", "n", { name: "n", range: "10.0.0.0/16" });
  const rule = ruleOf({
    id: "{name}",
    placed: {
      of: "range",
      invalid: "not {$value}, {$canonical}",
      in: { type: "cloud_network", where: { name: "network" }, of: "range", error: "not in {$outer}" },
      apart: { by: ["network"], error: "overlaps {$other}: {$taken}" },
    },
  });
  const place = (name: string, range: string) => () => create(rule, { name, network: "n", range });
  expect(place("a", "10.0.0.1/24")).toThrow("not 10.0.0.1/24, 10.0.0.0/24");
  expect(place("a", "10.1.0.0/24")).toThrow("not in 10.0.0.0/16");
  expect(place("a", "10.0.0.0/24")().id).toBe("a");
  expect(place("b", "10.0.0.128/25")).toThrow("overlaps a: 10.0.0.0/24");
  expect(place("b", "10.0.1.0/24")().id).toBe("b");
});

test("a deleted object keeps its name where the provider says so, and is recovered by one that is the same", () => {
  const rule = ruleOf({
    id: "{name}",
    reserves: {
      of: "name",
      ignoreCase: true,
      provider: { keep: "^true$" },
      error: "deleted in {$former.place}",
      recovers: { same: ["place"] },
    },
  });
  const remove = (keep: boolean) => {
    const prior = account.get("cloud_server", "a") ?? {};
    rule.delete?.({ ...context("cloud_server"), provider: { keep }, prior });
    account.remove("cloud_server", "a");
  };
  create(rule, { name: "a", place: "here" });
  remove(false);
  create(rule, { name: "a", place: "there" });
  remove(true);
  expect(() => create(rule, { name: "A", place: "here" })).toThrow("deleted in there");
  expect(create(rule, { name: "a", place: "there" }).id).toBe("a");
});

test("a name may be unique among other types, revisions of one object may share it, and what is unset may count", () => {
  account.put("cloud_network", "n", { name: "taken" });
  const unique = [
    { by: ["group"], among: { cloud_network: "name" }, error: "taken by {$other}" },
    { by: ["path", "version"], orUnset: ["version"], except: "api", error: "twin" },
  ];
  const rule = ruleOf({ id: "{name}", unique });
  expect(() => create(rule, { name: "a", group: "taken" })).toThrow("taken by taken");
  const first = create(rule, { name: "a", api: "x", path: "/", version: null });
  expect(() => create(rule, { name: "b", api: "y", path: "/", version: null })).toThrow("twin");
  expect(create(rule, { name: "c", api: "x", path: "/", version: null }).id).toBe("c");
  expect(update(rule, first, { api: "x" }).path).toBe("/");
});

test("of the values at a path none may match, and one of several paths may", () => {
  const refused = [{ where: { "!ways": "^safe$", "low|high": "." }, error: "unsafe" }];
  const rule = ruleOf({ id: "{name}", refused });
  expect(() => create(rule, { name: "a", ways: ["fast"], high: 1 })).toThrow("unsafe");
  expect(create(rule, { name: "a", ways: ["fast", "safe"], high: 1 }).id).toBe("a");
  expect(create(rule, { name: "b", ways: ["fast"] }).id).toBe("b");
});
