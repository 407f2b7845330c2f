import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ciCommand, ttlCommand, type CiCommandOptions } from "../../src/cli/ci";
import { ROOT } from "../support/cli";

// Each call synthesizes with the real cdktf.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-ci-"));
  const app = [
    `const { App, S3Backend, TerraformStack } = require(${JSON.stringify(join(ROOT, "node_modules", "cdktf"))});`,
    "const app = new App();",
    "const add = (name, tags, isRemote = true) => {",
    "  const stack = new TerraformStack(app, name);",
    "  stack.addOverride('resource.aws_s3_bucket.b', { bucket: name, tags });",
    "  if (isRemote) new S3Backend(stack, { bucket: 'states', key: name });",
    "};",
    "add('aws-dev', {});",
    "add('aws-prod', {});",
    "add('aws-here', {}, false);",
    "add('aws-trial', { ttl: '2027-03-31' });",
    "add('aws-odd', { ttl: '72h' });",
    "app.synth();",
  ].join("\n");
  writeFileSync(join(folder, "app.js"), app);
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = () => {
  const text = { out: "", err: "" };
  const console = {
    out: (line: string) => void (text.out += `${line}\n`),
    err: (line: string) => void (text.err += `${line}\n`),
  };
  return { text, console };
};

async function ci(system: string, stacks: string[], options: Partial<CiCommandOptions> = {}) {
  const { text, console } = printed();
  const status = await ciCommand(folder, system, stacks, { branch: "main", ...options }, process.env, console);
  return { status, ...text };
}

async function ttl(stack: string, now: string, alive = false) {
  const { text, console } = printed();
  const status = await ttlCommand(folder, stack, { alive }, process.env, console, new Date(now));
  return { status, ...text };
}

test("the pipeline is printed, or written where the system looks for it", async () => {
  const { status, out } = await ci("gitlab", ["aws-dev", "aws-prod"]);
  expect({ status, first: out.split("\n")[0] }).toEqual({
    status: 0,
    first:
      "# Written by `mlops ci gitlab aws-dev aws-prod`. Write it again when an environment changes; docs/ci-cd.md explains it.",
  });
  const repository = join(folder, "repository");
  expect(await ci("github", ["aws-dev"], { out: repository })).toMatchObject({ status: 0, out: "" });
  expect(readdirSync(join(repository, ".github", "workflows")).sort()).toEqual([
    "platform-nightly.yml",
    "platform.yml",
  ]);
  expect(readFileSync(join(repository, ".github", "workflows", "platform.yml"), "utf8")).toContain("deploy-aws-dev:");
});

test.each([
  ["an unknown system", ["jenkins", ["aws-dev"]], 2, "The system must be github, gitlab, azure-devops. Got: jenkins"],
  ["an unknown environment", ["github", ["aws-dev", "aws-test"]], 2, "There is no stack aws-test. The project has: "],
  ["an environment without remote state", ["github", ["aws-here"]], 1, "aws-here: backend = (not set): must be remote"],
  ["no branch", ["github", ["aws-dev"], { branch: "a b" }], 2, "--branch must be the name of a branch. Got: a b"],
] as const)("%s is refused", async (_what, [system, stacks, options], expected, message) => {
  const { status, out, err } = await ci(system, [...stacks], options);
  expect({ status, out }).toEqual({ status: expected, out: "" });
  expect(err).toContain(message);
});

test("an environment without a last day is kept", async () => {
  expect(await ttl("aws-dev", "2030-01-01T00:00:00Z", true)).toEqual({ status: 0, out: "kept\n", err: "" });
});

test("a throw-away environment lives to the end of its last day", async () => {
  expect(await ttl("aws-trial", "2027-03-31T12:00:00Z", true)).toEqual({ status: 0, out: "alive\n", err: "" });
});

test("an expired environment fails the pipeline that would create it again", async () => {
  expect(await ttl("aws-trial", "2027-04-01T12:00:00Z", true)).toEqual({
    status: 1,
    out: "expired\n",
    err: "aws-trial expired after 2027-03-31. Remove it from the pipeline, or change the tag ttl in its file.\n",
  });
});

test("a last day that is no day is refused: it may not be taken for expired", async () => {
  expect(await ttl("aws-odd", "2027-04-01T12:00:00Z", true)).toEqual({
    status: 1,
    out: "",
    err: "aws-odd: the tag ttl must be a day of the form 2026-12-31. Got: 72h\n",
  });
});
