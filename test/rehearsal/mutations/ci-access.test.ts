import { ciStack } from "../../aws/ci-access/fixture";
import { AWS_CI, ciProblems } from "./ci-access";
import { applied, Copy, type Applied } from "./platform";

describe("aws-ci", () => {
  let from: Applied;
  beforeAll(async () => {
    from = await applied(ciStack);
  }, 300_000);

  test("is green as it was applied", async () => {
    expect(await ciProblems(new Copy(from).accounts)).toEqual([]);
  });

  test("has a mutation for every kind of its resources", () => {
    const types = new Set(from.state.resources.filter(({ mode }) => mode === "managed").map(({ type }) => type));
    expect(new Set(AWS_CI.map(({ type }) => type))).toEqual(types);
  });

  test.each(AWS_CI.map((mutation) => [`${mutation.type}: ${mutation.what}`, mutation] as const))(
    "%s",
    async (_name, { change, red }) => {
      const copy = new Copy(from);
      change(copy);
      expect((await ciProblems(copy.accounts)).join("\n")).toMatch(red ?? /^$/);
    },
  );
});
