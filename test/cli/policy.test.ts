import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policy, type PolicyCommandOptions } from "../../src/cli/policy";
import { SYNTHESIZED, writeAppProject } from "../support/app-project";

// One test has the real cdktf run the app.
jest.setTimeout(60_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-policy-"));
  writeAppProject(folder, [
    "const stack = new TerraformStack(app, 'aws-dev');",
    "stack.addOverride('resource.aws_s3_bucket.b', { bucket: 'mine' });",
    "const strange = new TerraformStack(app, 'strange');",
    "strange.addOverride('resource.aws_mystery.m', {});",
    "const azure = new TerraformStack(app, 'azure-dev');",
    "azure.addOverride('resource.azurerm_resource_group.g', { name: 'mine' });",
    "const gcp = new TerraformStack(app, 'gcp-dev');",
    "gcp.addOverride('resource.google_storage_bucket.b', { name: 'mine' });",
    "const strangeGcp = new TerraformStack(app, 'strange-gcp');",
    "strangeGcp.addOverride('resource.google_mystery.m', {});",
    "new TerraformStack(app, 'nothing');",
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(stack: string, options: PolicyCommandOptions, env = SYNTHESIZED) {
  const printed = { out: "", err: "" };
  const status = await policy(
    folder,
    stack,
    options,
    { ...process.env, ...env },
    {
      out: (text) => void (printed.out += text),
      err: (text) => void (printed.err += text),
    },
  );
  return { status, ...printed };
}

test("the policy of a stack is JSON on standard output", async () => {
  const { status, out } = await run("aws-dev", { for: "plan" }, { MLOPS_SYNTHESIZED: "" });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    Version: "2012-10-17",
    Statement: [{ Sid: "S3", Effect: "Allow", Resource: ["arn:aws:s3:::mine"] }],
  });
});

test("--out writes managed policies instead, in place of those of an earlier run", async () => {
  const out = join(folder, "policies");
  mkdirSync(out);
  for (const file of ["aws-dev-deploy-1.json", "aws-dev-deploy-2.json", "aws-dev-plan.json"])
    writeFileSync(join(out, file), "an earlier run");
  expect(await run("aws-dev", { for: "deploy", out })).toMatchObject({ status: 0, out: "" });
  expect(readdirSync(out).sort()).toEqual(["aws-dev-deploy.json", "aws-dev-plan.json"]);
  expect(readFileSync(join(out, "aws-dev-deploy.json"), "utf8")).toContain('"s3:CreateBucket"');
});

test("types without a row are named, and the status says that the policy lacks them", async () => {
  const { status, err } = await run("strange", { for: "deploy" });
  expect(status).toBe(1);
  expect(err).toContain("aws_mystery");
});

test("the trust of a role names one repository and one GitHub environment", async () => {
  const options = { trust: "example/platform", account: "123456789012" };
  const { status, out } = await run("aws-dev", { ...options, for: "deploy" });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    Statement: [
      {
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/platform:environment:aws-dev",
          },
        },
      },
    ],
  });
  expect((await run("aws-dev", { ...options, for: "plan" })).out).toContain(
    "repo:example/platform:environment:aws-dev-plan",
  );
});

test("the trust of a role names the subjects of GitLab and of Azure DevOps too", async () => {
  const gitlab = await run("aws-dev", {
    for: "plan",
    trust: "group/sub/platform",
    system: "gitlab",
    issuer: "https://gitlab.example.com",
    account: "123456789012",
  });
  expect(JSON.parse(gitlab.out)).toMatchObject({
    Statement: [
      {
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com" },
        Condition: {
          StringEquals: { "gitlab.example.com:sub": "project_path:group/sub/platform:ref_type:branch:ref:main" },
        },
      },
    ],
  });
  const issuer = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
  const azure = await run("aws-dev", {
    for: "deploy",
    trust: "my-org/My Project",
    system: "azure-devops",
    issuer,
    account: "123456789012",
  });
  expect(azure.out).toContain('"api://AzureADTokenExchange"');
  expect(azure.out).toContain('"sc://my-org/My Project/aws-dev"');
});

test.each<[string, Partial<PolicyCommandOptions>, string]>([
  ["a wildcard", { trust: "example/*" }, "--trust must name exactly one, without wildcards"],
  [
    "an address",
    { trust: "https://github.com/example/platform" },
    "--trust must be owner/repository or owner@<id>/repository@<id> on github",
  ],
  ["another system", { system: "jenkins" }, "--system must be one of github, gitlab, azure-devops"],
  ["an issuer that does not fit", { issuer: "https://gitlab.com" }, "--issuer must be an issuer of github"],
  ["no organization", { system: "azure-devops" }, "--issuer must be an issuer of azure-devops"],
  [
    "Entra's issuer, which service connections of the type AWS do not have,",
    { system: "azure-devops", issuer: "https://login.microsoftonline.com/01234567-89ab-cdef-0123-456789abcdef/v2.0" },
    "--issuer must be that of the service connections of the type AWS, which Azure DevOps itself issues",
  ],
  [
    "an issuer with a port",
    { system: "gitlab", issuer: "https://gitlab.example.com:8443" },
    "--issuer must have no port: AWS takes issuers on port 443 only",
  ],
])("%s in a trust policy is a usage error", async (_what, change, message) => {
  const result = await run("aws-dev", { for: "plan", trust: "example/platform", account: "123456789012", ...change });
  expect(result).toMatchObject({ status: 2, out: "" });
  expect(result.err).toContain(message);
  // It names what exists alone.
  for (const [option] of result.err.matchAll(/--[\w-]+/g))
    expect(["--trust", "--system", "--issuer"]).toContain(option);
});

test("what is not understood is a usage error: a purpose, a pattern for a repository, no account, no such stack", async () => {
  expect(await run("aws-dev", { for: "reading" })).toMatchObject({
    status: 2,
    err: "--for must be plan or deploy. Got: reading",
  });
  const pattern = { for: "plan", trust: "example/*", account: "123456789012" };
  expect((await run("aws-dev", pattern)).status).toBe(2);
  const nowhere = await run("aws-dev", { for: "plan", trust: "example/platform" });
  expect(nowhere).toMatchObject({ status: 2, out: "" });
  expect(nowhere.err).toContain("--account");
  expect((await run("aws-test", { for: "plan" })).err).toContain("There is no stack aws-test");
});

test("on Azure and Google Cloud the roles are a list with their scopes, on standard output or in a file", async () => {
  const azure = await run("azure-dev", { for: "deploy" });
  expect(azure.status).toBe(0);
  expect(JSON.parse(azure.out)).toEqual([
    { role: "Contributor", scope: "/subscriptions/{subscription}", why: "azurerm_resource_group, resource providers" },
  ]);
  const out = join(folder, "roles");
  expect(await run("gcp-dev", { for: "plan", out })).toMatchObject({ status: 0, out: "" });
  expect(JSON.parse(readFileSync(join(out, "gcp-dev-plan.json"), "utf8"))).toEqual([
    { role: "roles/storage.bucketViewer", scope: "projects/{project}", why: "google_storage_bucket" },
  ]);
});

test("a type of Google Cloud without a row is named too", async () => {
  const { status, out, err } = await run("strange-gcp", { for: "plan" });
  expect({ status, out }).toEqual({ status: 1, out: "[]" });
  expect(err).toBe("The list lacks the roles of these types, which are unknown: google_mystery. Add them.");
});

test("a trust policy is of AWS alone, and a stack without a cloud has no identity", async () => {
  const trust = await run("azure-dev", { for: "plan", trust: "example/platform" });
  expect(trust).toMatchObject({ status: 2, out: "" });
  expect(trust.err).toContain("azure-ci");
  const none = await run("nothing", { for: "plan" });
  expect(none).toEqual({ status: 2, out: "", err: "nothing has no resources on AWS, Azure or Google Cloud" });
});
