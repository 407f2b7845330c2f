import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsNameRules } from "../../src/aws/names";
import { Environments, NameRules, Problems, Size, Sizes, Tags } from "../../src/core";
import { ROOT } from "../support/cli";

const problemsOf = (check: (problems: Problems) => void) => {
  const problems = new Problems("test");
  check(problems);
  return problems.all.map((problem) => `${problem.field}: ${problem.rule}`);
};

test("a plain environment has no problem", () => {
  expect(problemsOf((p) => Environments.check(p, { name: "aws-dev", size: Size.DEV }))).toEqual([]);
});

test("every wrong field of an environment is noted", () => {
  const found = problemsOf((p) =>
    Environments.check(p, {
      name: "AWS dev",
      size: "huge" as Size,
      prefix: "1-starts-with-a-digit-and-is-long",
      tags: { "aws:mine": "x", ok: "bad\nvalue" },
    }),
  );
  expect(found.map((line) => line.split(":")[0])).toEqual(["name", "size", "prefix", "tags.aws", "tags.ok"]);
});

test("an environment that pins another version of the package is refused with both versions", () => {
  const pinned = (packageVersion: string) =>
    problemsOf((p) => Environments.check(p, { name: "aws-prod", size: Size.PROD, packageVersion }));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect(pinned(version)).toEqual([]);
  expect(pinned("0.0.9")).toEqual([
    expect.stringMatching(`^packageVersion: .*must be the installed version of cdktf-snowflake-mlops, ${version}`),
  ]);
});

test("the prefix follows the name unless it is given", () => {
  expect(Environments.prefix({ name: "aws-prod", size: Size.PROD })).toBe("mlops-aws-prod");
  expect(Environments.prefix({ name: "x", size: Size.PROD, prefix: "team-a" })).toBe("team-a");
  expect(Environments.snowflakePrefix("team-a")).toBe("TEAM_A");
});

test.each([
  [NameRules.SNOWFLAKE_IDENTIFIER, "MLOPS_DEV", "mlops"],
  [AwsNameRules.LOAD_BALANCER, "mlops-dev", "internal-mlops"],
  [AwsNameRules.BUCKET, "mlops-dev-1a2b", "Mlops"],
  [AwsNameRules.DATABASE, "mlops-dev", "mlops--dev"],
  [AwsNameRules.ROLE, "mlops-dev-api", "mlops/dev"],
  [NameRules.PREFIX, "mlops-dev", "mlops_dev"],
])("%o takes %s and refuses %s", (rule, good, wrong) => {
  expect(problemsOf((p) => NameRules.check(p, "name", good, rule))).toEqual([]);
  expect(problemsOf((p) => NameRules.check(p, "name", wrong, rule))).toHaveLength(1);
  expect(problemsOf((p) => NameRules.check(p, "name", good + "9".repeat(300), rule))[0]).toContain(String(rule.max));
});

test("a token as a name passes, because it is not known yet", () => {
  expect(problemsOf((p) => NameRules.check(p, "name", "${TfToken[TOKEN.0]}", AwsNameRules.ROLE))).toEqual([]);
});

test("a user's tags win over the platform's", () => {
  expect(Tags.of("mlops-dev", { platform: "mine", team: "a" })).toEqual({
    platform: "mine",
    "managed-by": "cdktf-snowflake-mlops",
    team: "a",
  });
});

test("prod is protected, backed up and doubled, dev is not", () => {
  const dev = Sizes.defaults(Size.DEV);
  const prod = Sizes.defaults(Size.PROD);
  expect([dev.protection, prod.protection]).toEqual([false, true]);
  expect(prod.backupRetentionDays).toBeGreaterThan(dev.backupRetentionDays);
  expect([dev.replicas, prod.replicas]).toEqual([1, 2]);
  expect([dev.privateServers, prod.privateServers]).toEqual([false, true]);
});
