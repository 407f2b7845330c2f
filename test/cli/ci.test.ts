import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ciCommand, ttlCommand, type CiCommandOptions } from "../../src/cli/ci";
import { SYNTHESIZED, writeAppProject } from "../support/app-project";

// One test has the real cdktf run the app.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-ci-"));
  writeAppProject(folder, [
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
    "add('eu-prod', { ttl: '2027-03-31' });",
  ]);
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

async function ci(system: string, stacks: string[], options: Partial<CiCommandOptions> = {}, env = SYNTHESIZED) {
  const { text, console } = printed();
  const status = await ciCommand(
    folder,
    system,
    stacks,
    { branch: "main", ...options },
    { ...process.env, ...env },
    console,
  );
  return { status, ...text };
}

async function ttl(stack: string, now: string, alive = false, env: NodeJS.ProcessEnv = SYNTHESIZED) {
  const { text, console } = printed();
  const status = await ttlCommand(folder, stack, { alive }, { ...process.env, ...env }, console, new Date(now));
  return { status, ...text };
}

test("the pipeline is printed, or written where the system looks for it", async () => {
  const { status, out } = await ci("gitlab", ["aws-dev", "aws-prod"], {}, { MLOPS_SYNTHESIZED: "" });
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
  [
    "no branch for plans",
    ["gitlab", ["aws-dev"], { planBranch: "$X" }],
    2,
    "--plan-branch must be the name of a branch. Got: $X",
  ],
  [
    "a sign-in that does not exist",
    ["github", ["aws-dev"], { snowflakeAuth: "password" }],
    2,
    "--snowflake-auth must be workload-identity or key-pair. Got: password",
  ],
  [
    "no number of hours",
    ["github", ["aws-dev"], { sessionHours: "1h" }],
    2,
    "--session-hours must be a number of hours. Got: 1h",
  ],
  ...["node 22", "node", "node/", "node:22:3", "registry:5000/node", `node@sha256:${"0".repeat(63)}`].map(
    (image) =>
      [
        `the image ${image}`,
        ["gitlab", ["aws-dev"], { image }],
        2,
        `--image must be the name of an image with a tag or a digest. Got: ${image}`,
      ] as const,
  ),
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

test("a last day of prod is refused, before and after it: nothing may take prod for expired", async () => {
  const refused = {
    status: 1,
    out: "",
    err:
      "eu-prod: the tag ttl must be omitted: the environment is prod, and a pipeline destroys an environment after its last day. " +
      "Got: 2027-03-31. Remove the tag ttl from its file\n",
  };
  expect(await ttl("eu-prod", "2027-03-01T12:00:00Z")).toEqual(refused);
  expect(await ttl("eu-prod", "2027-04-01T12:00:00Z")).toEqual(refused);
});

test("what was synthesized is read without the app, which could run beside an identity", async () => {
  const written = join(folder, "written", "stacks", "other");
  mkdirSync(written, { recursive: true });
  const resource = { aws_s3_bucket: { b: { tags: { ttl: "2027-03-31" } } } };
  const metadata = { metadata: { stackName: "other" } };
  writeFileSync(join(written, "cdk.tf.json"), JSON.stringify({ "//": metadata, terraform: {}, resource }));
  const env = { MLOPS_SYNTHESIZED: "written" };
  expect(await ttl("other", "2027-04-01T12:00:00Z", false, env)).toEqual({ status: 0, out: "expired\n", err: "" });
  // The app would make this one.
  expect(await ttl("aws-dev", "2027-04-01T12:00:00Z", false, env)).toEqual({
    status: 2,
    out: "",
    err: "There is no stack aws-dev. The project has: other\n",
  });
  await expect(ttl("other", "2027-04-01T12:00:00Z", false, { MLOPS_SYNTHESIZED: "nowhere" })).rejects.toThrow(
    /^MLOPS_SYNTHESIZED must be the output folder of cdktf synth, with the folder stacks\. Got: .*nowhere\. Run: npx cdktf synth/,
  );
});
