import type { JsonObject } from "../../../src/core/json";
import { judge, planMarkdown, readPlan } from "../../../src/inspect/plan";

interface Change {
  readonly type: string;
  readonly actions: string[];
  readonly more?: JsonObject;
}

const planOf = (changes: Change[], more: JsonObject = {}) =>
  readPlan({
    format_version: "1.2",
    resource_changes: changes.map(({ type, actions, more: rest }, index) => ({
      ...{ address: `${type}.r${index}`, type, mode: "managed", change: { actions, before: {}, after: {} } },
      ...rest,
    })),
    ...more,
  });
const reasons = (plan: ReturnType<typeof planOf>, allowed: string[] = []) =>
  judge(plan, allowed).refusals.map(({ address, reason }) => `${address ?? "plan"}: ${reason}`);
const kept = { type: "aws_vpc", actions: ["no-op"] };

test("a bucket that is destroyed, and a database that is replaced in either order, are refused with what is lost", () => {
  const plan = planOf([
    { type: "aws_s3_bucket", actions: ["delete"] },
    { type: "google_sql_database_instance", actions: ["delete", "create"] },
    { type: "azurerm_storage_account", actions: ["create", "delete"] },
    kept,
  ]);
  expect(reasons(plan)).toEqual([
    "aws_s3_bucket.r0: destroying it loses artifacts, models, or the Terraform state",
    "google_sql_database_instance.r1: replacing it loses runs, parameters, metrics and the model registry",
    "azurerm_storage_account.r2: replacing it loses artifacts, models, or the Terraform state",
  ]);
});

test("what can be made again from the code is not refused, and a type that nobody knows is", () => {
  const plan = planOf([
    { type: "aws_lb", actions: ["delete", "create"] },
    { type: "acme_vault", actions: ["delete"] },
    kept,
  ]);
  expect(reasons(plan)).toEqual(["acme_vault.r1: destroying it may lose data: the type acme_vault is not known"]);
});

test("a person allows one address, not the type; what was allowed for nothing is named", () => {
  const plan = planOf([
    { type: "aws_s3_bucket", actions: ["delete"] },
    { type: "aws_s3_bucket", actions: ["delete"] },
    kept,
  ]);
  expect(judge(plan, ["aws_s3_bucket.r0", "aws_vpc.r2"])).toEqual({
    refusals: [expect.objectContaining({ address: "aws_s3_bucket.r1" })],
    allowed: ["aws_s3_bucket.r0"],
    unneeded: ["aws_vpc.r2"],
  });
});

test("nothing allows the destroy of everything, not even the name of each resource", () => {
  const all = planOf([
    { type: "aws_s3_bucket", actions: ["delete"] },
    { type: "aws_lb", actions: ["delete"] },
  ]);
  expect(reasons(all, ["aws_s3_bucket.r0", "aws_lb.r1"])).toEqual([
    expect.stringContaining("plan: the plan destroys everything: 2 resources"),
  ]);
  expect(planMarkdown("Plan", all, judge(all))).not.toContain("To allow it by name");
});

test("a stateful object that Terraform forgets stays, and what a replacement left is told apart", () => {
  const plan = planOf([
    { type: "aws_s3_bucket", actions: ["forget"] },
    { type: "aws_lb", actions: ["delete"], more: { deposed: "4c9e2f0a" } },
    kept,
  ]);
  expect(reasons(plan)).toEqual([]);
  const markdown = planMarkdown("Plan", plan, judge(plan));
  expect(markdown).toContain("`aws_s3_bucket.r0`: it stays, and Terraform no longer manages it");
  expect(markdown).toContain("**`aws_lb.r1` is destroyed**: what an earlier replacement left");
});

test("an action that this version does not know is an error, never left out", () => {
  expect(() => planOf([{ type: "aws_lb", actions: ["teleport"] }])).toThrow(
    "The plan does to aws_lb.r0 what this command does not know: teleport. Update this package.",
  );
});

test("a name that holds markup stays a name", () => {
  const address = 'aws_lb.x["`@team` <b>"]';
  const plan = planOf([{ type: "aws_lb", actions: ["create"], more: { address } }]);
  expect(planMarkdown("Plan of *dev*", plan, judge(plan))).toBe(
    '### Plan of \\*dev\\*\n\n1 added.\n\n#### Added\n\n- `` aws_lb.x["`@team` <b>"] ``\n',
  );
});

test("a summary fits into a comment: attributes are left out first, and what is replaced stays", () => {
  const change = (value: string) => ({ a: `${value}${"x".repeat(100)}`, b: `${value}${"y".repeat(100)}` });
  const many = (count: number) =>
    planOf(
      Array.from({ length: count }, (_each, index) => ({
        type: index === 0 ? "aws_lb" : "snowflake_external_function",
        actions: index === 0 ? ["delete", "create"] : ["update"],
        more: {
          change: { actions: index === 0 ? ["delete", "create"] : ["update"], before: change("1"), after: change("2") },
        },
      })),
    );
  const of = (count: number) => planMarkdown("Plan", many(count), judge(many(count)));
  expect(of(10)).toContain('`a`: `"1xxx');
  for (const count of [200, 3000]) {
    const markdown = of(count);
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain("**`aws_lb.r0` is REPLACED**");
    expect(markdown).not.toContain("`a`: ");
    expect(markdown).toContain("too long for a comment");
  }
  expect(of(200)).toContain("snowflake_external_function.r199");
});
