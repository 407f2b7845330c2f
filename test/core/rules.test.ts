import { Lazy, Token } from "cdktf";
import * as rules from "../../src/core/rules";

const UNKNOWN = Token.asString(Lazy.stringValue({ produce: () => "known later" }));

test.each([
  ["an integer", rules.integer(1, 20), [1, 20], [0, 21, 1.5, NaN, "5"]],
  ["an integer without an upper limit", rules.integer(1), [1, 10 ** 9], [0, Infinity]],
  ["a positive number", rules.positive(8, "vCPU"), [0.25, 8], [0, -1, 8.5]],
  ["steps", rules.steps(256, 1024, 256, "MiB"), [256, 768, 1024], [255, 300, 1280]],
  ["a pattern", rules.pattern(/^a+$/, "be a", "Use a"), ["a", "aa"], ["b", "", 1]],
  ["one of a list", rules.oneOf(["a", 7]), ["a", 7], ["b", "7", true]],
  ["one of an enum", rules.oneOf({ ONE: "one" }), ["one"], ["ONE"]],
  ["different items", rules.different(2, "zones"), [["a", "b"]], [["a", "a"], [], "ab"]],
  ["omitted", rules.omitted("it has no effect", "Remove it"), [], ["anything", 0]],
  ["anything", rules.ANYTHING, ["anything", undefined], []],
] as [string, rules.Rule, unknown[], unknown[]][])(
  "%s: what is accepted and what is refused",
  (_, rule, valid, invalid) => {
    expect(valid.filter((value) => !rule.holds(value))).toEqual([]);
    expect(invalid.filter((value) => rule.holds(value))).toEqual([]);
  },
);

test("a name has the length and the characters of its service", () => {
  const rule = rules.named({ what: "bucket name", min: 3, max: 5, pattern: "^[a-z]+$", words: "lower-case letters" });
  expect(["abc", "abcde", "ab", "abcdef", "ABC", 1].map((value) => rule.holds(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(rule.must).toBe("be a bucket name of 3 to 5 characters: lower-case letters");
});

test("every rule says what must be and what to do", () => {
  const all = [
    rules.integer(1),
    rules.positive(1, "x"),
    rules.steps(0, 2, 1, "x"),
    rules.oneOf(["a"]),
    rules.different(1, "x"),
    rules.unique(),
    rules.required("x", "Set it"),
  ];
  for (const { must, remedy } of all) {
    expect(must).toMatch(/^(be|have) /);
    expect(remedy).toMatch(/^[A-Z].*[^.]$/);
  }
});

describe("what can be checked of a text with a token", () => {
  test("nothing by default", () => {
    expect(rules.checkable(rules.pattern(/^a$/, "be a", "Use a"), `b-${UNKNOWN}`)).toBeUndefined();
  });

  test("its written part, with x in place of the token, for a rule of a shape", () => {
    const rule = rules.shaped(/^arn:[a-z]+$/, "be an ARN", "Use one");
    expect(rules.checkable(rule, `arn:${UNKNOWN}`)).toBe("arn:x");
    expect(rules.checkable(rule, `${UNKNOWN}:arn`)).toBeUndefined();
  });
});
