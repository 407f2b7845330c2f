import { join } from "node:path";
import { synthesizeProgram } from "../support/synthesized-stacks";

const BOOTSTRAP = join("stacks", "bootstrap", "main.js");

function bucket(environment: Record<string, string> = {}): { lifecycle?: { prevent_destroy?: boolean } } {
  const stack = synthesizeProgram(BOOTSTRAP, environment)["aws-state"] as
    { resource: { aws_s3_bucket: Record<string, { lifecycle?: { prevent_destroy?: boolean } }> } } | undefined;
  const [found] = Object.values(stack?.resource.aws_s3_bucket ?? {});
  if (found === undefined) throw new Error("no bucket");
  return found;
}

test("the place of the states is an app of its own, which deploying all environments never touches", () => {
  expect(Object.keys(synthesizeProgram(BOOTSTRAP))).toEqual(["aws-state"]);
  expect(Object.keys(synthesizeProgram(join("stacks", "main.js")))).not.toContain("aws-state");
});

test("the bucket of the states is protected until the variable names its stack", () => {
  expect(bucket().lifecycle).toEqual({ prevent_destroy: true });
  expect(bucket({ MLOPS_UNPROTECTED: "aws-prod" }).lifecycle).toEqual({ prevent_destroy: true });
  expect(bucket({ MLOPS_UNPROTECTED: "aws-state" }).lifecycle).toBeUndefined();
});
