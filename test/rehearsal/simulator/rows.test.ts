import { rowRules } from "../../../src/rehearsal/simulator/row-rule";
import { type Row } from "../../../src/rehearsal/simulator/rows";
import { UNKNOWN, type Values } from "../../../src/rehearsal/simulator/rule";
import { account, context, create, problems, ruleOf, dialect, network } from "./server-rows";

test("ids and computed values are made of attributes, of what they refer to, of the cloud's variables and of new ids", () => {
  account.put("cloud_network", "net-1", { id: "net-1", range: "10.0.0.0/16" });
  const rule = ruleOf({
    id: "{address}#{$digits:4}",
    refs: { network: { to: "cloud_network", error: "" } },
    computed: { address: "{name}.{$region}", range: "{network.range}", size: 3, tags: [{ of: "{name}" }], given: "no" },
  });
  const unknown: Values = { address: UNKNOWN, range: UNKNOWN, size: UNKNOWN, tags: UNKNOWN };
  const values = create(rule, { name: "a", network: "net-1", given: "yes", ...unknown });
  expect(values).toMatchObject({ address: "a.eu", range: "10.0.0.0/16", size: 3, tags: [{ of: "a" }], given: "yes" });
  expect(values.id).toMatch(/^a\.eu#\d{4}$/);
});

test("computed values of blocks fill what is open in each of them, and make no block", () => {
  const rule = ruleOf({
    id: "{name}",
    computed: { "disks.kind": "{name}-ssd", "disks.backup.days": 7, "none.kind": "x" },
  });
  const disks: Values[] = [
    { kind: UNKNOWN, backup: [{ days: UNKNOWN }] },
    { kind: "own", backup: [] },
  ];
  expect(create(rule, { name: "a", disks })).toEqual({
    ...{ id: "a", name: "a" },
    disks: [
      { kind: "a-ssd", backup: [{ days: 7 }] },
      { kind: "own", backup: [] },
    ],
  });
});

test("a name that is reserved is not free again when its object is deleted", () => {
  const rule = ruleOf({ id: "{name}", reserves: { of: "name", error: "{$value} is reserved" } });
  const prior = create(rule, { name: "a" });
  rule.delete?.({ ...context("cloud_server"), prior });
  account.remove("cloud_server", "a");
  expect(() => create(rule, { name: "a" })).toThrow("a is reserved");
  expect(create(rule, { name: "b" }).id).toBe("b");
});

test("a refusal may name what the first of its attributes holds", () => {
  const rule = ruleOf({ refused: [{ where: { "disk.kind": "^tape$", zone: "^$" }, error: "no {$value} here" }] });
  expect(() => create(rule, { disk: [{ kind: "tape" }] })).toThrow("no tape here");
});

test("a reference must exist, by id or by another attribute, on create and on update", () => {
  const refs = {
    network: { to: ["cloud_network", "cloud_network.name"], except: "^own$", error: "no network {$value}" },
  };
  const rule = ruleOf({ id: "{name}", refs });
  expect(() => create(rule, { name: "a", network: "net-1" })).toThrow("no network net-1");
  create(rule, { name: "b", network: "own" });
  account.put("cloud_network", "net-1", { name: "main" });
  create(rule, { name: "c", network: "net-1" });
  const values = create(rule, { name: "d", network: "main" });
  account.remove("cloud_network", "net-1");
  const update = { ...context("cloud_server"), config: values, values, prior: values };
  expect(() => rule.update?.(update)).toThrow("no network main");
});

test("no two objects share what must be unique; what is not set does not count", () => {
  const rule = ruleOf({ id: "{name}", unique: { by: ["zone", "port"], error: "port {port} of {zone} is taken" } });
  create(rule, { name: "a", zone: "z", port: 1 });
  create(rule, { name: "b", zone: "z", port: 2 });
  create(rule, { name: "c", zone: "z", port: null });
  create(rule, { name: "d", zone: "z", port: null });
  expect(() => create(rule, { name: "e", zone: "z", port: 1 })).toThrow("port 1 of z is taken");
});

test("an object that another one names, or that is protected, is not deleted", () => {
  const rule = ruleOf({
    id: "{name}",
    heldBy: { by: { cloud_disk: "attached.server" }, error: "{name} is used by {$holder}" },
    protectedBy: { attribute: "protected", error: "{name} is protected" },
  });
  const remove = (prior: Values) => () => rule.delete?.({ ...context("cloud_server"), prior });
  account.put("cloud_disk", "disk-1", { attached: [{ server: "a" }] });
  expect(remove({ id: "a", name: "a" })).toThrow("a is used by cloud_disk disk-1");
  expect(remove({ id: "b", name: "b", protected: true })).toThrow("b is protected");
  expect(remove({ id: "b", name: "b", protected: false })).not.toThrow();
});

test("the provider's rules of texts are checked before any plan, the service's when it is called", () => {
  const rule = ruleOf({
    id: "{name}",
    name: { "name|prefix": { pattern: "^[a-z]+$", error: "{$attribute} {$value} has {$length}" } },
    service: {
      "rule.kind": { not: "^old$", where: { name: "^a" }, ignoreCase: true, error: "kind {$value} is closed" },
    },
  });
  expect(problems(rule, { name: "A1", prefix: "b2" })).toEqual(["name: name A1 has 2", "prefix: prefix b2 has 2"]);
  expect(problems(rule, { name: "a", rule: [{ kind: "OLD" }] })).toEqual([]);
  expect(problems(rule, { name: UNKNOWN })).toEqual([]);
  expect(() => create(rule, { name: "a", rule: [{ kind: "OLD" }] })).toThrow("kind OLD is closed");
  expect(() => create(rule, { name: "A1" })).toThrow("name A1 has 2");
  create(rule, { name: "b", rule: [{ kind: "old" }] });
});

test("how many attributes are set, and the bounds of numbers, are checked before any plan", () => {
  const rule = ruleOf({
    sets: [
      { of: ["a", "b"], least: 1, most: 1, error: "exactly one of a and b" },
      { of: ["c"], most: 0, where: { kind: "^plain$" }, error: "{kind} has no c", at: "kind" },
    ],
    ranges: { port: { least: 1, most: 9, error: "port {$value}" } },
  });
  expect(problems(rule, { a: "x", b: "y", c: 1, kind: "plain", port: 10 })).toEqual([
    "a: exactly one of a and b",
    "kind: plain has no c",
    "port: port 10",
  ]);
  expect(problems(rule, { b: UNKNOWN, c: 1, kind: "other", port: "9" })).toEqual([]);
});

test("a combination is invalid before any plan as far as it is known, and refused when the object is created or changed", () => {
  const rule = ruleOf({
    id: "{name}",
    invalid: [{ where: { "rule.open": "true", key: "^$" }, error: "{name}: open needs a key", at: "key" }],
    refused: [
      { where: { "rule.open": "true", zone: "^b$" }, error: "zone {zone} has no open rules" },
      { where: { password: "^$" }, error: "a new server needs a password", on: "created" },
    ],
  });
  const open = { name: "a", rule: [{ open: true }] };
  expect(problems(rule, open)).toEqual(["key: a: open needs a key"]);
  expect(problems(rule, { ...open, key: UNKNOWN })).toEqual([]);
  expect(problems(rule, { name: "a", rule: UNKNOWN })).toEqual([]);
  expect(problems(rule, { name: "a", rule: [{ open: false }, {}] })).toEqual([]);
  expect(() => create(rule, { ...open, password: "p", zone: "b" })).toThrow("zone b has no open rules");
  expect(() => create(rule, { ...open, zone: "a" })).toThrow("a new server needs a password");
  const values = create(rule, { ...open, password: "p", zone: "a" });
  const update = (more: Values) => () => {
    rule.update?.({ ...context("cloud_server"), config: values, values: { ...values, ...more }, prior: values });
  };
  expect(update({ password: "" })).not.toThrow();
  expect(update({ zone: "b" })).toThrow("zone b has no open rules");
});

test("a change replaces an object by the values before and after, by a block, or where a number gets smaller", () => {
  const rule = ruleOf({
    replaced: [
      { of: "tier", from: "^v2", to: "^v1" },
      { of: "network", from: "^block$" },
      { of: "network.subnet", from: "." },
      { of: "size", less: true },
    ],
  });
  const replaced = (prior: Values | undefined, planned: Values): string[] => {
    const found: string[] = [];
    const requireReplace = (attribute: string) => void found.push(attribute);
    rule.plan?.({
      ...context("cloud_server"),
      prior,
      planned,
      config: planned,
      requireReplace,
      error: () => undefined,
    });
    return found;
  };
  expect(replaced({ tier: "v2" }, { tier: "v1" })).toEqual(["tier"]);
  expect(replaced({ tier: "v1" }, { tier: "v2" })).toEqual([]);
  expect(replaced({ network: [{ subnet: "a" }] }, { network: [] })).toEqual(["network", "network"]);
  expect(replaced({ network: [{ subnet: "a" }] }, { network: [{ subnet: "b" }] })).toEqual(["network"]);
  expect(replaced({ network: [] }, { network: [{ subnet: "b" }] })).toEqual([]);
  expect(replaced({ size: 10 }, { size: 9 })).toEqual(["size"]);
  expect(replaced({ size: 9 }, { size: 10 })).toEqual([]);
  expect(replaced({ size: 9 }, { size: UNKNOWN })).toEqual([]);
  expect(replaced(undefined, { tier: "v1" })).toEqual([]);
});

test("a reference that the account cannot see is not looked up", () => {
  const isForeign = (_: object, reference: string) => reference.startsWith("other/");
  const row: Row = {
    cites: "https://example.com",
    id: "{name}",
    refs: { network: { to: "cloud_network", error: "no {$value}" } },
  };
  const [rule] = rowRules({ cloud_server: row }, { ...dialect, isForeign });
  if (rule === undefined) throw new Error("no rule");
  expect(() => create(rule, { name: "a", network: "other/net" })).not.toThrow();
  expect(() => create(rule, { name: "b", network: "own/net" })).toThrow("no own/net");
});

test("a name is made of the prefix where none is given", () => {
  const rule = ruleOf({ id: "{name}", named: ["name", "name_prefix", "made-"] });
  expect(create(rule, { name: UNKNOWN, name_prefix: "web-" }).id).toMatch(/^web-\d/);
  expect(create(rule, { name: UNKNOWN, name_prefix: UNKNOWN }).id).toMatch(/^made-\d/);
  expect(create(rule, { name: "own", name_prefix: UNKNOWN })).toMatchObject({ id: "own", name_prefix: "" });
});

test("what acts looks at an object before its id is made, and goes on afterwards", () => {
  const seen: unknown[] = [];
  const note = ({ values }: { values: Values }) => void seen.push(values.id);
  create(ruleOf({ id: "{name}" }, { check: note, create: note }), { name: "a" });
  expect(seen).toEqual([UNKNOWN, "a"]);
});

test("a row with a key that the engine does not know, and acts without a row, are errors", () => {
  const typo = { ...network, heldby: [] };
  expect(() => rowRules({ cloud_network: typo }, dialect)).toThrow("cloud_network has the unknown key heldby");
  expect(() => rowRules({}, dialect, { cloud_server: {} })).toThrow("cloud_server has no row");
  expect(() => create(ruleOf({ id: "{$planet}" }), {})).toThrow("unknown variable $planet");
});

test("a refusal may be about each block, and about the object that a reference names; one that is not seen refuses nothing", () => {
  account.put("cloud_network", "net-1", { id: "net-1", zones: [{ name: "a" }] });
  const rule = ruleOf({
    id: "{name}",
    refs: { network: { to: "cloud_network", except: "^theirs$", error: "" } },
    invalid: [{ each: "disk", where: { size: "^0$", kind: "^$" }, error: "disk {$name} is empty" }],
    refused: [{ where: { "network>zones.name": "^a$" }, error: "{name}: zone {network>zones.name} is closed" }],
  });
  const disks: Values[] = [
    { name: "x", size: 0, kind: "none" },
    { name: "y", size: 0 },
  ];
  expect(problems(rule, { name: "s", disk: disks })).toEqual(["disk: disk y is empty"]);
  expect(() => create(rule, { name: "s", network: "net-1" })).toThrow("s: zone a is closed");
  expect(() => create(rule, { name: "t", network: "theirs" })).not.toThrow();
});

test("blocks are told apart; those that lack what tells them apart do not count", () => {
  const distinct = {
    each: "box",
    of: ["port", "socket"],
    by: ["side", "at"],
    error: "{$value} twice in {$outer}: {$other}",
  };
  const [late, early] = [
    ruleOf({ id: "{name}", distinct }),
    ruleOf({ id: "{name}", distinct: { ...distinct, early: true } }),
  ];
  const box = (port: Values[], socket: Values[] = []) => ({ name: "s", box: [{ name: "b", port, socket }] });
  const twice = box([{ name: "p", side: "in", at: 1 }], [{ name: "q", side: "in", at: 1 }]);
  expect(() => create(late, twice)).toThrow("in 1 twice in b: p");
  expect([problems(late, twice), problems(early, twice)]).toEqual([[], ["box: in 1 twice in b: p"]]);
  expect(() =>
    create(late, box([{ side: "in", at: 1 }, { side: "in", at: 2 }, { side: "in" }, { side: "in" }])),
  ).not.toThrow();
});

test("numbers, durations and addresses are in order", () => {
  const ordered = [{ least: "from", most: "to", error: "{from} comes after {to}" }];
  const rule = ruleOf({ id: "{name}", ordered });
  for (const [from, to] of [
    [2, 10],
    ["PT5M", "PT1H"],
    ["PT23H", "P1D"],
    ["10.0.0.2", "10.0.1.1"],
    [3, null],
  ] as const) {
    expect(() => create(rule, { name: "a", from, to })).not.toThrow();
    if (to !== null) expect(() => create(rule, { name: "a", from: to, to: from })).toThrow(`${to} comes after ${from}`);
  }
});

test("a reference may name a block of the object itself, and any object that the cloud finds", () => {
  const refs = {
    "box.variable.secret": { to: ".secret.name", error: "{$outer} has no {$value}" },
    target: { to: "*", error: "no {$value}" },
  };
  const rule = ruleOf({ id: "{name}", refs });
  const box = { name: "b", variable: [{ secret: "key" }] };
  expect(() => create(rule, { name: "a", box: [box], secret: [{ name: "other" }] })).toThrow("b has no key");
  expect(() => create(rule, { name: "a", box: [box], secret: [{ name: "key" }] })).not.toThrow();
  expect(() => create(rule, { name: "a", target: "x" })).toThrow("no x");
});

test("what holds an object keeps some of it as it is, and may name it within a text", () => {
  const heldBy = {
    by: { cloud_policy: "text" },
    containing: "<{name}>",
    keeps: { size: "{$holder} keeps the size" },
    error: "{$holder} names {name}",
  };
  const rule = ruleOf({ id: "{name}", heldBy });
  const prior = create(rule, { name: "a", size: 1 });
  const update = () => rule.update?.({ ...context("cloud_server"), config: {}, values: { ...prior, size: 2 }, prior });
  expect(update).not.toThrow();
  account.put("cloud_policy", "p", { text: "for <a> alone" });
  expect(update).toThrow("cloud_policy p keeps the size");
  expect(() => rule.delete?.({ ...context("cloud_server"), prior })).toThrow("cloud_policy p names a");
});
