import { Lazy, Token } from "cdktf";
import { Problems, Size, ValidationError } from "../../src/core";
import { asChecked, checkOnce, checkSettings, withRows, type CheckTable } from "../../src/core/checks";
import { integer, omitted, oneOf, pattern, required, secret, unique } from "../../src/core/rules";

const UNKNOWN = Token.asString(Lazy.stringValue({ produce: () => "known later" }));
const UNKNOWN_NUMBER = Token.asNumber(Lazy.numberValue({ produce: () => 1 }));
const UNKNOWN_LIST = Token.asList(Lazy.listValue({ produce: () => ["known later"] }));
const LOWER = pattern(/^[a-z]+$/, "be lower-case letters", "Use a to z");

/** The fields that a table refuses in settings. */
function refused<G extends object>(table: CheckTable<G>, given: G, size?: Size): string[] {
  const problems = new Problems("test");
  checkSettings(problems, table, given, size);
  return problems.all.map(({ field }) => field);
}

test("a field that is not set is not checked, unless it is required", () => {
  interface Given {
    readonly name?: string;
    readonly zone?: string;
  }
  const rows = [
    { field: "name", rule: LOWER },
    { field: "zone", rule: required("the server needs it", "Set it") },
  ];
  expect(refused<Given>({ rows }, {})).toEqual(["zone"]);
  expect(refused<Given>({ rows }, { name: "B", zone: "x" })).toEqual(["name"]);
});

test("each item of a list, each value of a map or each name of a map is reported under its own field", () => {
  const rows = [
    { field: "users", rule: LOWER, each: true },
    { field: "tags", rule: LOWER, each: true },
    { field: "names", rule: LOWER, each: "name" as const },
  ];
  const given = { users: ["ada", "B"], tags: { one: "x", two: "Y" }, names: { ok: "Z", No: "z" } };
  expect(refused({ rows }, given)).toEqual(["users.1", "tags.two", "names.No"]);
});

test("an item is compared with the items before it", () => {
  const rows = [{ field: "users", rule: unique(), each: true }];
  expect(refused({ rows }, { users: ["a", "b", "a", "c", "b"] })).toEqual(["users.2", "users.4"]);
});

test("a row whose condition does not hold is skipped", () => {
  interface Given {
    readonly kind: string;
    readonly count?: number;
  }
  const table: CheckTable<Given> = {
    rows: [{ field: "count", rule: omitted("a list has none", "Remove it"), when: ({ kind }) => kind === "list" }],
  };
  expect(refused(table, { kind: "list", count: 1 })).toEqual(["count"]);
  expect(refused(table, { kind: "set", count: 1 })).toEqual([]);
});

describe("a value that only Terraform knows", () => {
  test("is not checked", () => {
    expect(refused({ rows: [{ field: "name", rule: LOWER }] }, { name: UNKNOWN })).toEqual([]);
  });

  test("is refused where the program needs the value, with a rule that says so", () => {
    const problems = new Problems("test");
    checkSettings(problems, { rows: [{ field: "name", rule: LOWER, synthesis: true }] }, { name: `a-${UNKNOWN}` });
    expect(problems.all).toMatchObject([{ field: "name", rule: expect.stringContaining("known at synthesis") }]);
  });

  test("is refused as a whole list, not as an item of one, where the program needs the number of items", () => {
    const rows = [{ field: "ids", rule: LOWER, each: true, synthesis: "items" as const }];
    expect(refused({ rows }, { ids: [UNKNOWN, "b"] })).toEqual([]);
    expect(refused({ rows }, { ids: UNKNOWN_LIST })).toEqual(["ids"]);
  });

  test("skips the rows whose condition or rule depends on it", () => {
    interface Given {
      readonly min: number;
      readonly max: number;
    }
    const table: CheckTable<Given> = { rows: [{ field: "max", rule: ({ min }) => integer(min) }] };
    expect(refused(table, { min: 5, max: 1 })).toEqual(["max"]);
    expect(refused(table, { min: UNKNOWN_NUMBER, max: 1 })).toEqual([]);
  });
});

describe("a group of settings", () => {
  interface Server {
    readonly replicas?: number;
    readonly image?: string;
  }
  const server: CheckTable<Server> = {
    rows: [
      { field: "replicas", rule: integer(1, 5) },
      { field: "image", rule: required("the server has no other", "Set it") },
    ],
  };
  interface Given {
    readonly server?: Server;
    readonly servers?: readonly Server[];
  }

  test("is checked with its defaults where it is not set, unless it is optional", () => {
    expect(refused<Given>({ rows: [{ field: "server", table: server }] }, {})).toEqual(["server.image"]);
    expect(refused<Given>({ rows: [{ field: "server", table: server, optional: true }] }, {})).toEqual([]);
  });

  test("of a list is reported with its index", () => {
    const given = { servers: [{ image: "a" }, { image: "b", replicas: 9 }] };
    expect(refused<Given>({ rows: [{ field: "servers", table: server, each: true }] }, given)).toEqual([
      "servers.1.replicas",
    ]);
  });
});

describe("defaults of a size", () => {
  interface Given {
    readonly kind?: string;
    readonly count?: number;
  }
  const table: CheckTable<Given> = {
    rows: [
      { field: "kind", rule: oneOf(["one", "many"]) },
      { field: "count", rule: omitted("one server has no count", "Remove it"), when: ({ kind }) => kind === "one" },
    ],
    resolve: (given, size) => ({ kind: size === Size.DEV ? "one" : "many", ...given }),
  };

  test("complete the settings that conditions read", () => {
    expect(refused(table, { count: 2 }, Size.DEV)).toEqual(["count"]);
    expect(refused(table, { count: 2 }, Size.PROD)).toEqual([]);
  });

  test("are unknown without a valid size: rows that depend on other settings are skipped", () => {
    expect(refused(table, { count: 2, kind: "none" })).toEqual(["kind"]);
    expect(refused(table, { count: 2 }, "huge" as Size)).toEqual([]);
  });
});

test("the rows of every component come before the component's own", () => {
  const own: CheckTable<{ name: string }> = { rows: [{ field: "name", rule: LOWER }] };
  const table = withRows<{ prefix: string }, { name: string }, { name: string }>(
    [{ field: "prefix", rule: LOWER }],
    own,
  );
  expect(refused(table, { prefix: "A", name: "B" })).toEqual(["prefix", "name"]);
});

test("a secret value is not shown, nor are the settings of a group", () => {
  const problems = new Problems("test");
  const rows = [
    { field: "key", rule: secret(LOWER) },
    { field: "group", rule: omitted("there is another", "Remove it") },
  ];
  checkSettings(problems, { rows }, { key: "S3CRET", group: { password: "S3CRET" } });
  expect(problems.all.map(({ value }) => value)).toEqual(["<secret>", '"set"']);
});

describe("settings are checked once", () => {
  const table: CheckTable<{ name: string }> = { rows: [{ field: "name", rule: LOWER }] };

  test("all problems are thrown together, those that no row expresses too", () => {
    const more = (problems: Problems): void => problems.add("other", 1, "must not be", "Remove it");
    expect(() => checkOnce("test", { name: "A" }, table, undefined, more)).toThrow(ValidationError);
    expect(() => checkOnce("test", { name: "A" }, table, undefined, more)).toThrow("2 problems");
  });

  test("props that passed, or that the construct around has checked, are not checked again", () => {
    const rule = { ...LOWER, holds: jest.fn(LOWER.holds) };
    const counted: CheckTable<{ name: string }> = { rows: [{ field: "name", rule }] };
    const props = { name: "a" };
    checkOnce("test", props, counted);
    checkOnce("test", props, counted);
    checkOnce("test", asChecked({ name: "b" }), counted);
    expect(rule.holds).toHaveBeenCalledTimes(1);
  });
});
