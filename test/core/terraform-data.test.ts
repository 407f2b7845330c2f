import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { TerraformData } from "../../src/core/terraform-data";

let folder: string;
let own: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "terraform-data-"));
  own = process.env.TERRAFORM_BINARY_NAME;
});
afterEach(() => {
  if (own === undefined) delete process.env.TERRAFORM_BINARY_NAME;
  else process.env.TERRAFORM_BINARY_NAME = own;
  rmSync(folder, { recursive: true, force: true });
});

/** Makes a program that prints a text as its version, and notes its starts, the one in use. */
function use(version: string): string {
  const binary = join(folder, "terraform");
  writeFileSync(binary, `#!/bin/sh\necho "$*" >> "${folder}/starts"\necho "${version}"\n`);
  chmodSync(binary, 0o755);
  process.env.TERRAFORM_BINARY_NAME = binary;
  return binary;
}

function synthesize(count = 1): string {
  const stack = new TerraformStack(Testing.app(), "test");
  for (let index = 0; index < count; index++)
    new TerraformData(stack, `Data${index}`, { input: { value: "x" }, triggersReplace: { signature: "y" } });
  return Testing.synth(stack, true);
}

test("the resource has its input and its triggers", () => {
  use("Terraform v1.5.7");
  const { resource, terraform } = JSON.parse(synthesize()) as { resource: object; terraform?: object };
  expect(resource).toMatchObject({
    terraform_data: { Data0: { input: { value: "x" }, triggers_replace: { signature: "y" } } },
  });
  expect(terraform).toBeUndefined();
});

test("Terraform's version is read once for all resources and stacks", () => {
  use("Terraform v1.4.0");
  synthesize(3);
  synthesize();
  expect(readFileSync(join(folder, "starts"), "utf8")).toBe("version\n");
});

test.each(["Terraform v1.3.9", "Terraform v0.15.5"])("%s is refused", (version) => {
  const binary = use(version);
  expect(() => synthesize()).toThrow(
    `${binary} has version ${version.slice("Terraform v".length)}. terraform_data needs`,
  );
});

test("OpenTofu's version is read too", () => {
  use("OpenTofu v1.10.6\non linux_amd64");
  expect(() => synthesize()).not.toThrow();
});

test("a version that nothing tells is refused", () => {
  const binary = use("none");
  expect(() => synthesize()).toThrow(`${binary} has version unknown. terraform_data needs`);
});

test("a program that does not start is refused with the remedy", () => {
  process.env.TERRAFORM_BINARY_NAME = join(folder, "nothing");
  expect(() => synthesize()).toThrow(/nothing version failed: .*or set TERRAFORM_BINARY_NAME/);
});
