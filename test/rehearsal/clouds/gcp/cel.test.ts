import { holds, mapped } from "../../../../src/rehearsal/clouds/gcp/iam/cel";

const CLAIMS = { sub: "repo:o/r:environment:dev", repository: "o/r", environment: "dev" };

test.each<[string, boolean]>([
  ["", true],
  ["assertion.repository == 'o/r'", true],
  ["assertion.repository == 'o/rr'", false],
  ["assertion.repository == 'o/r' && assertion.environment in ['prod', 'dev']", true],
  ["assertion.repository == 'o/r' && assertion.environment in ['prod']", false],
  ["assertion.missing == 'x'", false],
])("the condition %s is %s", (condition, expected) => {
  expect(holds(condition, CLAIMS)).toBe(expected);
});

test.each(["assertion.sub.startsWith('repo:o/')", "assertion.a == 'x' || assertion.b == 'y'", "true"])(
  "%s is an error, as it is not evaluated",
  (condition) => {
    expect(() => holds(condition, CLAIMS)).toThrow(/is not evaluated/);
  },
);

test("a mapping takes a claim; anything else is an error", () => {
  expect(mapped("assertion.sub", CLAIMS)).toBe(CLAIMS.sub);
  expect(mapped("assertion.missing", CLAIMS)).toBeUndefined();
  expect(() => mapped("assertion.sub + 'x'", CLAIMS)).toThrow(/is not evaluated/);
});
