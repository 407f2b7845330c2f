import { join } from "node:path";
import { synthesizeProgram } from "../support/synthesized-stacks";

const BOOTSTRAP = join("stacks", "bootstrap", "main.js");

interface Protectable {
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

/** What holds the states of a stack of the bootstrap. */
function storage(name: string, type: string, environment: Record<string, string> = {}): Protectable {
  const stack = synthesizeProgram(BOOTSTRAP, environment)[name] as
    { resource: Record<string, Record<string, Protectable>> } | undefined;
  const [found] = Object.values(stack?.resource[type] ?? {});
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

test("the place of the states is an app of its own, which deploying all environments never touches", () => {
  const states = ["aws-state", "azure-state", "gcp-state"];
  expect(Object.keys(synthesizeProgram(BOOTSTRAP)).sort()).toEqual(states);
  const environments = Object.keys(synthesizeProgram(join("stacks", "main.js")));
  expect(environments.filter((name) => states.includes(name))).toEqual([]);
});

test.each([
  ["aws-state", "aws_s3_bucket"],
  ["azure-state", "azurerm_storage_account"],
  ["gcp-state", "google_storage_bucket"],
])("what holds the states of %s is protected until the variable names its stack", (name, type) => {
  expect(storage(name, type).lifecycle).toEqual({ prevent_destroy: true });
  expect(storage(name, type, { MLOPS_UNPROTECTED: "aws-prod" }).lifecycle).toEqual({ prevent_destroy: true });
  expect(storage(name, type, { MLOPS_UNPROTECTED: name }).lifecycle).toBeUndefined();
});
