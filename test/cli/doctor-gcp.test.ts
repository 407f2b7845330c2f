import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { doctor } from "../../src/cli/doctor";
import { checkGoogleProject } from "../../src/cli/doctor/gcp";
import { SynthesizedStack } from "../../src/inspect/stack";
import { DeployedProject } from "../support/deployed-project";

// A program in the place of gcloud, which writes down its arguments and answers as a project and its organization do.
const GCLOUD = `
const { appendFileSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const folder = join(__dirname, "..");
const args = process.argv.slice(2);
appendFileSync(join(folder, "calls"), JSON.stringify([...args, process.env.CLOUDSDK_CORE_DISABLE_PROMPTS]) + "\\n");
const answers = JSON.parse(readFileSync(join(folder, "answers"), "utf8"));
const [, answer] = Object.entries(answers).find(([part]) => args.join(" ").includes(part));
if (answer.error === undefined) process.stdout.write(JSON.stringify(answer));
else { process.stderr.write("WARNING: old\\n" + answer.error + "\\n- more\\n"); process.exit(1); }
`;

const FIRST = ["serviceusage", "cloudresourcemanager", "iam"].map((name) => `${name}.googleapis.com`);
const enabled = (names: readonly string[]) => names.map((name) => ({ config: { name } }));
const ANSWERS = {
  "services list": enabled([...FIRST, "run.googleapis.com"]) as unknown,
  "get-iam-policy": { bindings: [{ role: "roles/viewer", members: ["user:v@example.com"] }] } as unknown,
  "sql.restrictPublicIp": { constraint: "constraints/sql.restrictPublicIp", booleanPolicy: {} } as unknown,
  "iam.allowedPolicyMemberDomains": { listPolicy: { allValues: "ALLOW" } } as unknown,
};

// Only its folder and its programs are used.
let project: DeployedProject;
let PATH: string;
beforeAll(() => {
  project = new DeployedProject();
  PATH = [project.program("gcloud", GCLOUD), join(process.execPath, "..")].join(delimiter);
});
afterAll(() => project.remove());
beforeEach(() => rmSync(join(project.folder, "calls"), { force: true }));

const calls = (): string[][] =>
  readFileSync(join(project.folder, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);

const stackOf = (google: object = { project: "my-project" }, publicAddress = true) =>
  new SynthesizedStack({
    provider: { google: [google] },
    resource: {
      google_sql_database_instance: { Db: { settings: { ip_configuration: { ipv4_enabled: publicAddress } } } },
    },
  });

async function lines(answers: Partial<typeof ANSWERS> = {}, stack = stackOf(), env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(project.folder, "answers"), JSON.stringify({ ...ANSWERS, ...answers }));
  const findings = await checkGoogleProject(stack, { PATH, ...env });
  return findings.map(({ holds, needed, text }) => `${holds ? "✓" : needed ? "✗" : "!"} ${text}`);
}

test("a project that is ready passes, and is asked four questions without a prompt", async () => {
  expect(await lines()).toEqual([
    "✓ project my-project: the services that Terraform starts with are enabled",
    "✓ project my-project: no role on the project invokes Cloud Run past the gateway",
    "✓ organization policy sql.restrictPublicIp allows the database",
    "✓ organization policy iam.allowedPolicyMemberDomains allows Snowflake's service account",
  ]);
  expect(calls()).toHaveLength(4);
  for (const call of calls()) expect(call.slice(-5)).toEqual(["--project", "my-project", "--format", "json", "1"]);
});

test.each<[string, unknown, string]>([
  ["in the list", enabled(FIRST.slice(0, 1)), "cloudresourcemanager.googleapis.com, iam.googleapis.com. Run: "],
  ["that lists services", { error: "ERROR: (gcloud.services.list) SERVICE_DISABLED: x" }, "not enabled. Run: "],
])("a service %s that Terraform needs first is enabled by one line", async (_what, answer, text) => {
  const [first] = await lines({ "services list": answer });
  expect(first).toMatch(/^✗ project my-project: Terraform starts with services that are not enabled/);
  expect(first).toContain(text);
  expect(first).toContain(`gcloud services enable ${FIRST.join(" ")} --project my-project`);
});

test("a budget needs the service that reads the project's billing account, too", async () => {
  const stack = new SynthesizedStack({
    provider: { google: [{ project: "my-project" }] },
    resource: { google_billing_budget: { Budget: {} } },
  });
  expect((await lines({}, stack))[0]).toMatch(/^✗ .*not enabled: cloudbilling\.googleapis\.com\. Run: /);
});

test("who invokes Cloud Run by a role on the project is listed, with the advice of a project of its own", async () => {
  const bindings = ["owner", "editor", "run.admin", "run.invoker", "run.servicesInvoker", "run.viewer"].map((role) => ({
    role: `roles/${role}`,
    members: [`user:${role}@example.com`],
  }));
  const [, second] = await lines({ "get-iam-policy": { bindings } });
  expect(second).toMatch(/^! project my-project: besides the gateway, /);
  for (const role of ["owner", "editor", "run.admin", "run.invoker", "run.servicesInvoker"])
    expect(second).toContain(`user:${role}@example.com (roles/${role})`);
  expect(second).not.toContain("run.viewer");
  expect(second).toContain("Use a project of its own");
});

describe("the organization's policies", () => {
  const refused = { "sql.restrictPublicIp": { booleanPolicy: { enforced: true } } };

  test("that refuse a public address name the setting which has none", async () => {
    const [, , third] = await lines(refused);
    expect(third).toMatch(/^✗ organization policy sql\.restrictPublicIp refuses .*DatabaseAccess\.PSC/);
  });

  test("on public addresses are not asked for a database that has none", async () => {
    expect((await lines(refused, stackOf(undefined, false))).join()).not.toContain("restrictPublicIp");
    expect(calls()).toHaveLength(3);
  });

  test.each([{ allValues: "DENY" }, { allowedValues: ["C0123"] }, { deniedValues: ["C0456"] }])(
    "that limit members to %j name Snowflake's service account",
    async (listPolicy) => {
      const [, , , fourth] = await lines({ "iam.allowedPolicyMemberDomains": { listPolicy } });
      expect(fourth).toMatch(
        /^! organization policy iam\.allowedPolicyMemberDomains limits .* Snowflake's service account/,
      );
    },
  );
});

test("what gcloud may not read is told in its words, and is not needed for a deploy", async () => {
  const error = "ERROR: (gcloud.projects.get-iam-policy) PERMISSION_DENIED: The caller does not have permission";
  const [, second] = await lines({ "get-iam-policy": { error } });
  expect(second).toBe(
    `! project my-project: its IAM policy could not be read: ${error}. Run: gcloud auth login, or ask an administrator of the project`,
  );
});

test("without gcloud one line says what is not checked", async () => {
  const without = { PATH: join(project.folder, "no-programs") };
  expect(await lines({}, stackOf(), without)).toEqual([
    expect.stringMatching(/^! project my-project: gcloud is not on the PATH\. Install/),
  ]);
});

test("the project is the provider's, or else the environment's; without one, and for another cloud, nothing is asked", async () => {
  expect((await lines({}, stackOf({}), { GOOGLE_PROJECT: "other-project" }))[0]).toContain("project other-project: ");
  rmSync(join(project.folder, "calls"), { force: true });
  expect(await lines({}, stackOf({}))).toEqual([]);
  expect(await lines({}, new SynthesizedStack({ provider: { aws: [{}] } }))).toEqual([]);
  expect(existsSync(join(project.folder, "calls"))).toBe(false);
});

test("the doctor asks for the stack that is named", async () => {
  writeFileSync(join(project.folder, "answers"), JSON.stringify({ ...ANSWERS, "services list": [] }));
  writeFileSync(
    join(project.folder, "synthesized", "stacks", "dev", "cdk.tf.json"),
    JSON.stringify({
      "//": { metadata: { version: "0.21.0", stackName: "dev", backend: "local" } },
      terraform: { backend: { local: {} } },
      provider: { google: [{ project: "my-project" }] },
    }),
  );
  const shown: string[] = [];
  const note = (line: string) => void shown.push(line);
  const env = { ...process.env, PATH: [PATH, process.env.PATH].join(delimiter) };
  expect(await doctor(project.folder, "dev", {}, env, { out: note, err: note })).toBe(1);
  expect(shown).toContainEqual(expect.stringContaining("✗ project my-project: Terraform starts with services"));
}, 60_000);
