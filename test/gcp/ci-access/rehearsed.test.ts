import { Testing, type TerraformStack } from "cdktf";
import { CiSystem } from "../../../src/core";
import type { GcpCiStackProps } from "../../../src/gcp";
import type { CiToken } from "../../../src/rehearsal/clouds/ci-tokens";
import { gcp } from "../../../src/rehearsal/clouds/gcp";
import { exchange } from "../../../src/rehearsal/clouds/gcp/iam/federation";
import { rules as google } from "../../../src/rehearsal/clouds/gcp/rules";
import { rules as random } from "../../../src/rehearsal/clouds/random";
import { countObjects } from "../../../src/rehearsal/existing";
import { runTrap, type TerraformConfig, type TrapResult } from "../../rehearsal/traps/trap";
import { ciStack, REPOSITORY } from "./fixture";

jest.setTimeout(300_000);

const rules = [...google, random];
const config = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
const apply = (props: Partial<GcpCiStackProps> = {}) => runTrap({ config: config(ciStack(props)), rules });
const GITHUB = "https://token.actions.githubusercontent.com";

function accountOf({ accounts }: TrapResult) {
  const account = accounts.get("hashicorp/google");
  if (account === undefined) throw new Error("no account");
  return account;
}

/** Name of the provider, and the audience of tokens for it. */
function providerOf({ state }: TrapResult) {
  const name = String(state.one("google_iam_workload_identity_pool_provider").attributes.name);
  return { name, audience: `https://iam.googleapis.com/${name}` };
}

const email = (purpose: string) => `mlops-gcp-dev-${purpose}@mlops-rehearsal.iam.gserviceaccount.com`;

describe("for GitHub", () => {
  let applied: TrapResult;
  beforeAll(async () => {
    applied = await apply();
  });
  const job = (environment: string, change: Partial<CiToken> = {}): CiToken => ({
    issuer: GITHUB,
    subject: `repo:${REPOSITORY}:environment:${environment}`,
    audience: providerOf(applied).audience,
    ...change,
  });
  const mayAct = (purpose: string, token: CiToken) =>
    exchange(accountOf(applied), providerOf(applied).name, email(purpose), token);

  test("the stack applies, and a second plan changes nothing", () => {
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
  });

  test("the output names provider and account by the environments of the pipeline", () => {
    const sections = String(applied.state.outputs.pipeline_variables).split("\n\n");
    expect(sections).toEqual(
      [
        ["gcp-dev-plan", "plan"],
        ["gcp-dev-plan-main", "plan"],
        ["gcp-dev", "deploy"],
      ].map(([environment = "", purpose = ""]) =>
        [
          `# ${environment}`,
          `GCP_WORKLOAD_IDENTITY_PROVIDER=${providerOf(applied).name}`,
          `GCP_SERVICE_ACCOUNT=${email(purpose)}`,
          "GOOGLE_PROJECT=mlops-rehearsal",
          `SNOWFLAKE_USER=MLOPS_${environment === "gcp-dev" ? "GCP_DEV_DEPLOY" : environment.replace(/-/g, "_").toUpperCase()}`,
        ].join("\n"),
      ),
    );
  });

  test.each([
    ["plan", "gcp-dev-plan"],
    ["plan", "gcp-dev-plan-main"],
    ["deploy", "gcp-dev"],
  ])("as the account for %s act the jobs of environment %s", async (purpose, environment) => {
    expect(await mayAct(purpose, job(environment))).toBe(true);
  });

  test.each<[string, string, string, Partial<CiToken>]>([
    ["deploy", "the environment of plans", "gcp-dev-plan", {}],
    ["plan", "the environment of deploys", "gcp-dev", {}],
    ["deploy", "another environment", "gcp-prod", {}],
    ["deploy", "another repository", "gcp-dev", { subject: "repo:other/platform:environment:gcp-dev" }],
    ["deploy", "a pull request", "gcp-dev", { subject: `repo:${REPOSITORY}:pull_request` }],
    ["deploy", "another issuer", "gcp-dev", { issuer: "https://gitlab.com" }],
    ["deploy", "another audience", "gcp-dev", { audience: "api://AzureADTokenExchange" }],
    ["deploy", "a key of its own", "gcp-dev", { defect: "foreign key" }],
    ["deploy", "no signature", "gcp-dev", { defect: "unsigned" }],
    ["deploy", "a token that expired", "gcp-dev", { defect: "expired" }],
  ])("as the account for %s does not act a job with %s", async (purpose, _what, environment, change) => {
    expect(await mayAct(purpose, job(environment, change))).toBe(false);
  });

  test("the rehearsal's own intruders are all refused, and the plan writes nothing", async () => {
    const attempts = (await gcp.attempts(applied.accounts)).filter(({ target }) => target.includes("mlops-gcp-dev-"));
    expect(attempts.length).toBeGreaterThan(20);
    expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
  });
});

const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";

test.each<[string, Partial<GcpCiStackProps>, CiToken]>([
  [
    "GitLab",
    { system: CiSystem.GITLAB, repository: "group/platform" },
    { issuer: "https://gitlab.com", subject: "project_path:group/platform:ref_type:branch:ref:main", audience: "" },
  ],
  [
    "Azure DevOps",
    { system: CiSystem.AZURE_DEVOPS, repository: "org/project", issuer: ORGANIZATION },
    { issuer: ORGANIZATION, subject: "sc://org/project/gcp-dev", audience: "api://AzureADTokenExchange" },
  ],
])("a job of %s acts as its account, and no other job", async (_system, props, token) => {
  const applied = await apply(props);
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const { name, audience } = providerOf(applied);
  const mayAct = (change: Partial<CiToken>) =>
    exchange(accountOf(applied), name, email("deploy"), { ...token, audience: token.audience || audience, ...change });
  expect(await mayAct({})).toBe(true);
  expect(await mayAct({ subject: `repo:${REPOSITORY}:environment:gcp-dev` })).toBe(false);
  const attempts = await gcp.attempts(applied.accounts);
  expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
});

test("a destroy leaves nothing but enabled services", async () => {
  const gone = await runTrap({ config: config(ciStack()), rules, destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});

/** The stack with a change to the grants by which jobs act as accounts. */
async function withMember(change: (member: string) => string): Promise<TrapResult> {
  const json = config(ciStack());
  const grants = Object.values(json.resource?.google_service_account_iam_member ?? {});
  for (const grant of grants) grant.member = change(String(grant.member));
  return runTrap({ config: json, rules });
}

async function openings({ accounts }: TrapResult): Promise<string[]> {
  const attempts = await gcp.attempts(accounts);
  const open = attempts.filter(({ by }) => by !== undefined).map(({ who, target }) => `${who}: ${target}`);
  return [...new Set(open)].sort();
}

test("a grant to the whole pool is an opening: a job that plans acts as the account that deploys", async () => {
  const wide = await withMember((member) =>
    member.replace("principal:", "principalSet:").replace(/\/subject\/.*/, "/*"),
  );
  const { name, audience } = providerOf(wide);
  const plan = { issuer: GITHUB, subject: `repo:${REPOSITORY}:environment:gcp-dev-plan`, audience };
  expect(await exchange(accountOf(wide), name, email("deploy"), plan)).toBe(true);
  expect(await openings(wide)).toEqual([
    "every job that the pool admits: google_service_account mlops-gcp-dev-deploy",
    "every job that the pool admits: google_service_account mlops-gcp-dev-plan",
  ]);
});

test("an account for deploys that trusts the jobs of plans is an opening", async () => {
  const swapped = await withMember((member) => member.replace(/environment:gcp-dev$/, "environment:gcp-dev-plan"));
  expect(await openings(swapped)).toEqual(["a job that only plans: google_service_account mlops-gcp-dev-deploy"]);
});

test("an account for plans with a role that writes is an opening", async () => {
  const json = config(ciStack());
  for (const member of Object.values(json.resource?.google_project_iam_member ?? {}))
    if (member.role === "roles/run.viewer") member.role = "roles/run.admin";
  expect(await openings(await runTrap({ config: json, rules }))).toEqual([
    "a job that only plans: writing, as mlops-gcp-dev-plan",
  ]);
});

test("without a condition on the provider Google Cloud refuses it", async () => {
  const json = config(ciStack());
  for (const block of Object.values(json.resource?.google_iam_workload_identity_pool_provider ?? {}))
    delete block.attribute_condition;
  const { errors } = await runTrap({ config: json, rules });
  expect(errors.join()).toContain("The attribute condition must reference one of the provider's claims");
});
