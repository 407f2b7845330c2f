import { Testing, type TerraformStack } from "cdktf";
import type { AzureCiStackProps } from "../../../src/azure";
import { CiSystem } from "../../../src/core";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { azure } from "../../../src/rehearsal/clouds/azure";
import { allowsAction } from "../../../src/rehearsal/clouds/azure/authorization/actions";
import { exchange } from "../../../src/rehearsal/clouds/azure/entra/federation";
import { rules } from "../../../src/rehearsal/clouds/azure/rules";
import type { CiToken } from "../../../src/rehearsal/clouds/ci-tokens";
import { countObjects } from "../../../src/rehearsal/existing";
import { connectionsOf, ENTRA_ISSUER, subjectOf } from "../../support/service-connections";
import { runTrap, type TerraformConfig, type TrapResult } from "../../rehearsal/traps/trap";
import { ciStack, REPOSITORY, rolesOf } from "./fixture";

jest.setTimeout(300_000);

const config = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
const apply = (props: Partial<AzureCiStackProps> = {}) => runTrap({ config: config(ciStack(props)), rules });
const GITHUB = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";

function accountOf({ accounts }: TrapResult) {
  const account = accounts.get("hashicorp/azurerm");
  if (account === undefined) throw new Error("no account");
  return account;
}

/** Client ID and object ID of the identity for a purpose. */
function identityOf(result: TrapResult, purpose: string) {
  const found = result.state.resources.find(
    ({ type, attributes }) =>
      type === "azurerm_user_assigned_identity" && attributes.name === `mlops-azure-dev-${purpose}`,
  );
  return { client: String(found?.attributes.client_id), principal: String(found?.attributes.principal_id) };
}

const job = (environment: string, change: Partial<CiToken> = {}): CiToken => ({
  issuer: GITHUB,
  subject: `repo:${REPOSITORY}:environment:${environment}`,
  audience: AUDIENCE,
  ...change,
});

describe("for GitHub", () => {
  let applied: TrapResult;
  beforeAll(async () => {
    applied = await apply();
  });

  test("the stack applies, and a second plan changes nothing", () => {
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
  });

  test("each purpose has an identity, and the output names both by the environments of the pipeline", () => {
    const [plan, deploy] = [identityOf(applied, "plan"), identityOf(applied, "deploy")];
    const sections = String(applied.state.outputs.pipeline_variables).split("\n\n");
    expect(sections.map((section) => section.split("\n").slice(0, 2))).toEqual([
      ["# azure-dev-plan", `ARM_CLIENT_ID=${plan.client}`],
      ["# azure-dev-plan-main", `ARM_CLIENT_ID=${plan.client}`],
      ["# azure-dev", `ARM_CLIENT_ID=${deploy.client}`],
    ]);
    for (const section of sections)
      expect(section).toMatch(/\nARM_TENANT_ID=\S+\nARM_SUBSCRIPTION_ID=\S+\nSNOWFLAKE_USER=MLOPS_AZURE_DEV_\w+$/);
  });

  test("the output names the deploying identity by its object ID, as an environment's file does", () => {
    const { principal } = identityOf(applied, "deploy");
    expect(applied.state.outputs.deployer_object_ids).toBe(`# azure-dev\ndeployerObjectId: "${principal}",`);
  });

  test.each([
    ["plan", "azure-dev-plan"],
    ["plan", "azure-dev-plan-main"],
    ["deploy", "azure-dev"],
  ])("the identity for %s is that of the jobs of environment %s", async (purpose, environment) => {
    const { client, principal } = identityOf(applied, purpose);
    expect(await exchange(accountOf(applied), client, job(environment))).toBe(principal);
  });

  test.each<[string, string, CiToken]>([
    ["deploy", "a plan", job("azure-dev-plan")],
    ["plan", "a deploy", job("azure-dev")],
    ["deploy", "another environment", job("azure-prod")],
    ["deploy", "another repository", job("azure-dev", { subject: "repo:other/platform:environment:azure-dev" })],
    ["deploy", "a pull request", job("azure-dev", { subject: `repo:${REPOSITORY}:pull_request` })],
    ["deploy", "another issuer", job("azure-dev", { issuer: "https://gitlab.com" })],
    ["deploy", "another audience", job("azure-dev", { audience: "sts.amazonaws.com" })],
    ["deploy", "a key of its own", job("azure-dev", { defect: "foreign key" })],
    ["deploy", "no signature", job("azure-dev", { defect: "unsigned" })],
    ["deploy", "a token that expired", job("azure-dev", { defect: "expired" })],
  ])("the identity for %s is refused to a job with %s", async (purpose, _what, token) => {
    expect(await exchange(accountOf(applied), identityOf(applied, purpose).client, token)).toBeUndefined();
  });

  test("the plan reads all and writes nothing; the deploy writes, but assigns no permission to change roles", () => {
    const [, subscription = ""] =
      /ARM_SUBSCRIPTION_ID=(\S+)/.exec(String(applied.state.outputs.pipeline_variables)) ?? [];
    const scope = `/subscriptions/${subscription}`;
    const may = (purpose: string, action: string) =>
      allowsAction(accountOf(applied), identityOf(applied, purpose).principal, action, scope);
    const app = "Microsoft.App/containerApps";
    expect(["read", "listSecrets/action", "write", "delete"].map((verb) => may("plan", `${app}/${verb}`))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(may("plan", "Microsoft.Authorization/roleAssignments/write")).toBe(false);
    expect(may("deploy", `${app}/write`)).toBe(true);
    expect(may("deploy", "Microsoft.Authorization/roleAssignments/write")).toBe(true);
    expect(may("deploy", "Microsoft.Authorization/roleDefinitions/write")).toBe(false);
  });

  test("the rehearsal's own intruders are all refused", async () => {
    const attempts = await azure.attempts(applied.accounts);
    const targets = attempts.filter(({ target }) => /mlops-azure-dev-(plan|deploy)$/.test(target));
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter(({ by }) => by !== undefined)).toEqual([]);
  });
});

test.each<[string, Partial<AzureCiStackProps>, CiToken]>([
  [
    "GitLab",
    { system: CiSystem.GITLAB, repository: "group/platform" },
    {
      issuer: "https://gitlab.com",
      subject: "project_path:group/platform:ref_type:branch:ref:main",
      audience: AUDIENCE,
    },
  ],
  [
    "Azure DevOps with Entra's issuer",
    {
      system: CiSystem.AZURE_DEVOPS,
      repository: "org/project",
      issuer: ENTRA_ISSUER,
      connectionSubjects: connectionsOf("azure-dev"),
    },
    // Entra writes the exchange's client ID into the token, and compares it as this name.
    { issuer: ENTRA_ISSUER, subject: subjectOf(3), audience: AUDIENCE },
  ],
  [
    "Azure DevOps",
    {
      system: CiSystem.AZURE_DEVOPS,
      repository: "org/project",
      issuer: "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef",
    },
    {
      issuer: "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef",
      subject: "sc://org/project/azure-dev",
      audience: AUDIENCE,
    },
  ],
])("a job of %s gets its identity, and no other job", async (_system, props, token) => {
  const applied = await apply(props);
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const { client, principal } = identityOf(applied, "deploy");
  expect(await exchange(accountOf(applied), client, token)).toBe(principal);
  expect(await exchange(accountOf(applied), client, job("azure-dev"))).toBeUndefined();
  const attempts = await azure.attempts(applied.accounts);
  expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
});

test("a service connection whose issuer is Entra gets the identity of its own purpose", async () => {
  const applied = await apply({
    system: CiSystem.AZURE_DEVOPS,
    repository: "org/project",
    issuer: ENTRA_ISSUER,
    connectionSubjects: connectionsOf("azure-dev"),
  });
  const gets = (purpose: string, subject: string, issuer = ENTRA_ISSUER) =>
    exchange(accountOf(applied), identityOf(applied, purpose).client, { issuer, subject, audience: AUDIENCE });
  const { principal } = identityOf(applied, "plan");
  expect(await Promise.all([1, 2, 3].map((number) => gets("plan", subjectOf(number))))).toEqual([
    principal,
    principal,
    undefined,
  ]);
  for (const subject of [
    subjectOf(1),
    subjectOf(4),
    subjectOf(3, { tenant: "AAAAAAAAAAAAAAAAAAAAAA" }),
    subjectOf(3, { organization: "99999999-89ab-4def-8123-456789abcdef" }),
    "sc://org/project/azure-dev",
  ])
    expect([subject, await gets("deploy", subject)]).toEqual([subject, undefined]);
  const otherTenant = "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000/v2.0";
  expect(await gets("deploy", subjectOf(3), otherTenant)).toBeUndefined();
});

test("on GitLab the branch that plans gets the identity that plans, and never the one that deploys", async () => {
  const applied = await apply({ system: CiSystem.GITLAB, repository: "group/platform", planBranch: "staging" });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const gets = async (purpose: string, branch: string) => {
    const subject = `project_path:group/platform:ref_type:branch:ref:${branch}`;
    const token = { issuer: "https://gitlab.com", subject, audience: AUDIENCE };
    return (await exchange(accountOf(applied), identityOf(applied, purpose).client, token)) !== undefined;
  };
  expect(await Promise.all(["staging", "main", "another"].map((branch) => gets("plan", branch)))).toEqual([
    true,
    true,
    false,
  ]);
  expect(await Promise.all(["staging", "main"].map((branch) => gets("deploy", branch)))).toEqual([false, true]);
});

test("a destroy leaves nothing", async () => {
  const gone = await runTrap({ config: config(ciStack()), rules, destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});

test("an identity that plans and may write is an opening", async () => {
  const roles = rolesOf(Purpose.DEPLOY);
  const stack = ciStack();
  // The construct refuses such roles, so that the synthesized JSON is changed instead.
  const json = config(stack);
  for (const assignment of Object.values(json.resource?.azurerm_role_assignment ?? {}))
    if (assignment.role_definition_name === "Reader") assignment.role_definition_name = roles[0]?.role ?? "";
  const applied = await runTrap({ config: json, rules });
  const open = (await azure.attempts(applied.accounts)).filter(({ by }) => by !== undefined);
  expect(open.map(({ who, target }) => [who, target])).toEqual([
    ["a job that only plans", "writing, as mlops-azure-dev-plan"],
  ]);
});

test("an identity for deploys that trusts the jobs of plans is an opening", async () => {
  const json = config(ciStack());
  for (const credential of Object.values(json.resource?.azurerm_federated_identity_credential ?? {}))
    credential.subject = String(credential.subject).replace(/environment:azure-dev$/, "environment:azure-dev-plan");
  const applied = await runTrap({ config: json, rules });
  const open = (await azure.attempts(applied.accounts)).filter(({ by }) => by !== undefined);
  expect(open.map(({ who, target }) => `${who}: ${target}`)).toEqual([
    "a job that only plans: azurerm_user_assigned_identity mlops-azure-dev-deploy",
  ]);
});

test("a wildcard in a subject is refused by Entra too", async () => {
  const json = config(ciStack());
  for (const credential of Object.values(json.resource?.azurerm_federated_identity_credential ?? {}))
    credential.subject = "repo:my-org/my-platform:environment:*";
  const { errors } = await runTrap({ config: json, rules });
  expect(errors.join()).toContain("wildcards are not supported");
});
