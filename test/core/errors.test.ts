import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Problems, ValidationError } from "../../src/core";

test("a message names construct path, field, value, rule and remedy", () => {
  const stack = new TerraformStack(new App(), "aws-dev");
  const problems = new Problems(new Construct(stack, "Network"));
  problems.check(false, "cidr", "10.0.0.0/33", "a prefix has 0 to 32 bits", 'Write for example "10.20.0.0/16"');
  expect(() => problems.throwIfAny()).toThrow(
    'aws-dev/Network: cidr = "10.0.0.0/33": a prefix has 0 to 32 bits. Write for example "10.20.0.0/16"',
  );
});

test("all problems are reported at once and kept as data", () => {
  const problems = new Problems("aws-dev");
  problems.add("name", "A", "must be lower case", "Write a");
  problems.check(true, "size", "dev", "never noted", "");
  problems.include([{ path: "x", field: "cidr", value: '"y"', rule: "is no CIDR", remedy: "Write one" }], "network.");
  let thrown: unknown;
  try {
    problems.throwIfAny();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ValidationError);
  const error = thrown as ValidationError;
  expect(error.message.split("\n")).toHaveLength(3);
  expect(error.problems.map((p) => `${p.path} ${p.field}`)).toEqual(["aws-dev name", "aws-dev network.cidr"]);
});

test("no problem, no error", () => {
  const problems = new Problems("aws-dev");
  problems.check(true, "name", "a", "", "");
  expect(() => problems.throwIfAny()).not.toThrow();
});

test("a secret value never stands in the message", () => {
  const problems = new Problems("aws-dev");
  problems.addSecret(
    "database.password",
    "a literal password would stand in the synthesized JSON",
    "Use a secret store",
  );
  expect(() => problems.throwIfAny()).toThrow("database.password = <secret>");
});

test("a long value is cut", () => {
  expect(Problems.show("x".repeat(500)).length).toBeLessThan(130);
  expect(Problems.show(undefined)).toBe("(not set)");
});
