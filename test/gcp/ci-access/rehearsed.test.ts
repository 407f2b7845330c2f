import { Testing, type TerraformStack } from "cdktf";
import { CiSystem } from "../../../src/core";
import type { GcpCiStackProps } from "../../../src/gcp";
import type { CiToken } from "../../../src/rehearsal/clouds/ci-tokens";
import { gcp } from "../../../src/rehearsal/clouds/gcp";
import { exchange } from "../../../src/rehearsal/clouds/gcp/iam/federation";
import { rules as google } from "../../../src/rehearsal/clouds/gcp/rules";
import { rules as random } from "../../../src/rehearsal/clouds/random";
import { countObjects } from "../../../src/rehearsal/existing";
import { connectionsOf, ENTRA_ISSUER, subjectOf } from "../../support/service-connections";
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
    ["deploy", "another branch", "gcp-dev", { claims: { ref: "refs/heads/another" } }],
    [
      "plan",
      "another branch, in the environment of the branch",
      "gcp-dev-plan-main",
      { claims: { ref: "refs/pull/1/merge" } },
    ],
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

const GITLAB = { system: CiSystem.GITLAB, repository: "group/platform" };
const ofBranch = (branch: string) => `project_path:group/platform:ref_type:branch:ref:${branch}`;
const ENTRA = {
  system: CiSystem.AZURE_DEVOPS,
  repository: "org/p",
  issuer: ENTRA_ISSUER,
  connectionSubjects: connectionsOf("gcp-dev"),
};
const exchangeId = "fb60f99c-7a34-4190-8149-302f77469936";

interface Case {
  readonly props: Partial<GcpCiStackProps>;
  /** A job that acts as the account for deploys; without an audience, for that of the provider. */
  readonly deploy: CiToken;
  /** Jobs that act as the account for plans. */
  readonly plans: readonly Partial<CiToken>[];
  /** Jobs that act as none. */
  readonly refused: readonly Partial<CiToken>[];
}

const CASES: Readonly<Record<string, Case>> = {
  GitLab: {
    props: GITLAB,
    deploy: {
      issuer: "https://gitlab.com",
      subject: ofBranch("main"),
      audience: "",
      claims: { environment: "gcp-dev" },
    },
    plans: [{ claims: { environment: "gcp-dev-plan-main" } }],
    refused: [
      { claims: undefined },
      { claims: { environment: "gcp-dev-plan" } },
      { claims: { environment: "gcp-prod" } },
      { subject: ofBranch("staging") },
    ],
  },
  "GitLab with a branch that plans": {
    props: { ...GITLAB, planBranch: "staging" },
    deploy: {
      issuer: "https://gitlab.com",
      subject: ofBranch("main"),
      audience: "",
      claims: { environment: "gcp-dev" },
    },
    plans: [
      { claims: { environment: "gcp-dev-plan-main" } },
      { subject: ofBranch("staging"), claims: { environment: "gcp-dev-plan" } },
    ],
    refused: [
      { subject: ofBranch("staging") },
      { subject: ofBranch("staging"), claims: { environment: "gcp-dev-plan-main" } },
      { subject: ofBranch("another"), claims: { environment: "gcp-dev-plan" } },
    ],
  },
  "Azure DevOps": {
    props: { system: CiSystem.AZURE_DEVOPS, repository: "org/project", issuer: ORGANIZATION },
    deploy: { issuer: ORGANIZATION, subject: "sc://org/project/gcp-dev", audience: "api://AzureADTokenExchange" },
    plans: [{ subject: "sc://org/project/gcp-dev-plan" }, { subject: "sc://org/project/gcp-dev-plan-main" }],
    refused: [{ subject: "sc://org/project/another" }, { subject: "sc://org/another/gcp-dev" }],
  },
  "Azure DevOps with Entra's issuer": {
    props: ENTRA,
    deploy: { issuer: ENTRA_ISSUER, subject: subjectOf(3), audience: exchangeId },
    plans: [{ subject: subjectOf(1) }, { subject: subjectOf(2) }],
    refused: [
      { subject: subjectOf(4) },
      // The pool keeps the part after /sc/ alone.
      { subject: subjectOf(3, { tenant: "AAAAAAAAAAAAAAAAAAAAAA" }) },
      { subject: subjectOf(3, { application: "AAAAAAAAAAAAAAAAAAAAAA" }) },
      { issuer: ORGANIZATION, subject: "sc://org/p/gcp-dev" },
      { audience: "api://AzureADTokenExchange" },
    ],
  },
  "GitHub with the IDs of owner and repository": {
    props: { repository: "my-org@12/my-platform@34" },
    deploy: { issuer: GITHUB, subject: "repo:my-org@12/my-platform@34:environment:gcp-dev", audience: "" },
    plans: [
      { subject: "repo:my-org@12/my-platform@34:environment:gcp-dev-plan" },
      { subject: "repo:my-org@12/my-platform@34:environment:gcp-dev-plan-main" },
    ],
    refused: [
      { subject: "repo:my-org@99/my-platform@34:environment:gcp-dev" },
      { subject: "repo:my-org/my-platform:environment:gcp-dev" },
    ],
  },
};

test.each(Object.entries(CASES))(
  "of %s each job acts as its account alone, and others as none",
  async (_system, given) => {
    const { props, deploy, plans, refused } = given;
    const applied = await apply(props);
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
    const { name, audience } = providerOf(applied);
    const acts = async (change: Partial<CiToken>): Promise<string[]> => {
      const token = { ...deploy, audience: deploy.audience || audience, ...change };
      const may = await Promise.all(
        ["plan", "deploy"].map((purpose) => exchange(accountOf(applied), name, email(purpose), token)),
      );
      return ["plan", "deploy"].filter((_, index) => may[index]);
    };
    expect(await acts({})).toEqual(["deploy"]);
    for (const each of plans) expect([each, await acts(each)]).toEqual([each, ["plan"]]);
    for (const each of refused) expect([each, await acts(each)]).toEqual([each, []]);
    const attempts = await gcp.attempts(applied.accounts);
    expect(attempts.filter(({ by, exception }) => by !== undefined || exception?.includes("GitLab"))).toEqual([]);
  },
);

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
