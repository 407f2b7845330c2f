import type { TerraformStack } from "cdktf";
import type { Account } from "../../../src/rehearsal/simulator";
import { ciStack as awsCi } from "../../aws/ci-access/fixture";
import { ciStack as azureCi } from "../../azure/ci-access/fixture";
import { ciStack as gcpCi } from "../../gcp/ci-access/fixture";
import { AZURE_CI, azureCiProblems } from "./azure-ci";
import { AWS_CI, ciProblems } from "./ci-access";
import { GCP_CI, gcpCiProblems } from "./gcp-ci";
import type { Mutation } from "./mutation";
import { applied, Copy, type Applied } from "./platform";

jest.setTimeout(60_000);

type Problems = (accounts: ReadonlyMap<string, Account>) => Promise<string[]>;

describe.each<[string, () => TerraformStack, readonly Mutation[], Problems]>([
  ["aws-ci", awsCi, AWS_CI, ciProblems],
  ["azure-ci", azureCi, AZURE_CI, azureCiProblems],
  ["gcp-ci", gcpCi, GCP_CI, gcpCiProblems],
])("%s", (_stack, make, mutations, problems) => {
  let from: Applied;
  beforeAll(async () => {
    from = await applied(make);
  }, 300_000);

  test("is green as it was applied", async () => {
    expect(await problems(new Copy(from).accounts)).toEqual([]);
  });

  test("has a mutation for every kind of its resources", () => {
    const types = new Set(from.state.resources.filter(({ mode }) => mode === "managed").map(({ type }) => type));
    expect(new Set(mutations.map(({ type }) => type))).toEqual(types);
  });

  test.each(mutations.map((mutation) => [`${mutation.type}: ${mutation.what}`, mutation] as const))(
    "%s",
    async (_name, { change, red }) => {
      const copy = new Copy(from);
      change(copy);
      expect((await problems(copy.accounts)).join("\n")).toMatch(red ?? /^$/);
    },
  );
});
