import { holds, mapped } from "../../../../src/rehearsal/clouds/gcp/iam/cel";

const CLAIMS = { sub: "repo:o/r:environment:dev", repository: "o/r", environment: "dev" };

test.each<[string, boolean]>([
  ["", true],
  ["assertion.repository == 'o/r'", true],
  ["assertion.repository == 'o/rr'", false],
  ["assertion.repository == 'o/r' && assertion.environment in ['prod', 'dev']", true],
  ["assertion.repository == 'o/r' && assertion.environment in ['prod']", false],
  ["assertion.missing == 'x'", false],
  ["assertion.repository == 'x' || assertion.environment == 'dev'", true],
  ["assertion.repository == 'x' && assertion.environment == 'x' || assertion.environment == 'dev'", true],
  ["assertion.repository == 'x' && (assertion.environment == 'x' || assertion.environment == 'dev')", false],
  ["(assertion.repository == 'o/r' && (assertion.environment == 'dev'))", true],
])("the condition %s is %s", (condition, expected) => {
  expect(holds(condition, CLAIMS)).toBe(expected);
});

test.each([
  "assertion.sub.startsWith('repo:o/')",
  "true",
  "(assertion.a == 'x'",
  "assertion.a == 'x' assertion.b == 'y'",
  "!(assertion.a == 'x')",
])("%s is an error, as it is not evaluated", (condition) => {
  expect(() => holds(condition, CLAIMS)).toThrow(/is not evaluated/);
});

test("a mapping takes a claim, a part of one, or several with texts; anything else is an error", () => {
  expect(mapped("assertion.sub", CLAIMS)).toBe(CLAIMS.sub);
  expect(mapped("assertion.missing", CLAIMS)).toBeUndefined();
  expect(mapped("assertion.sub + ':' + assertion.environment", CLAIMS)).toBe(`${CLAIMS.sub}:dev`);
  expect(mapped("assertion.sub + ':' + assertion.missing", CLAIMS)).toBeUndefined();
  expect(mapped("assertion.repository.split('/')[1]", CLAIMS)).toBe("r");
  expect(mapped("assertion.repository.split('#')[1]", CLAIMS)).toBeUndefined();
  expect(() => mapped("assertion.sub.extract('{x}')", CLAIMS)).toThrow(/is not evaluated/);
});
