import { CiAccess, type AzureCiStackProps, type CiAccessProps, type CiRole } from "../../../src/azure";
import { CiSystem } from "../../../src/core";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { connectionsOf, ENTRA_ISSUER, subjectOf } from "../../support/service-connections";
import { problemsOf } from "../../support/refusal";
import { emptyStack } from "../fixture";
import { Synthesized, type Block } from "../synthesized";
import { ciStack, REPOSITORY, rolesOf } from "./fixture";

const stackOf = (props: Partial<AzureCiStackProps> = {}) => Synthesized.of(ciStack(props));
const READER: CiRole = { role: "Reader", scope: "/subscriptions/{subscription}" };
const environment = (name: string, planRoles: CiRole[] = [READER], deployRoles: CiRole[] = [READER]) => ({
  name,
  planRoles,
  deployRoles,
});
const credentials = (props: Partial<AzureCiStackProps> = {}): Block[] =>
  Object.values(stackOf(props).all("azurerm_federated_identity_credential")).sort((a, b) =>
    String(a.subject) < String(b.subject) ? -1 : 1,
  );

test("each environment has an identity for plans and one for deploys, in a resource group of their own", () => {
  const stack = stackOf({ environments: [environment("azure-dev"), environment("azure-prod")] });
  const names = Object.values(stack.all("azurerm_user_assigned_identity")).map(({ name }) => name);
  expect(names.sort()).toEqual([
    "mlops-azure-dev-deploy",
    "mlops-azure-dev-plan",
    "mlops-azure-prod-deploy",
    "mlops-azure-prod-plan",
  ]);
  expect(stack.one("azurerm_resource_group")).toMatchObject({ name: "mlops-ci", tags: { platform: "mlops" } });
});

test("a credential trusts one issuer, one whole subject and the audience of Entra", () => {
  expect(credentials().map(({ issuer, subject, audience }) => [issuer, subject, audience])).toEqual(
    ["azure-dev", "azure-dev-plan", "azure-dev-plan-main"].map((name) => [
      "https://token.actions.githubusercontent.com",
      `repo:${REPOSITORY}:environment:${name}`,
      ["api://AzureADTokenExchange"],
    ]),
  );
});

test("credentials of one identity have different names, which Azure accepts", () => {
  const long = "azure-environment-with-a-long-long-name";
  const names = credentials({
    environments: [environment(long)],
    repository: `${"o".repeat(39)}/${"r".repeat(100)}`,
  }).map(({ name }) => String(name));
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/);
  expect(new Set(names).size).toBe(3);
});

test("on GitLab both identities trust the branch, on Azure DevOps each its own service connections", () => {
  const gitlab = credentials({ system: CiSystem.GITLAB, repository: "group/platform", branch: "trunk" });
  expect(gitlab.map(({ subject }) => subject)).toEqual(
    Array(2).fill("project_path:group/platform:ref_type:branch:ref:trunk"),
  );
  const issuer = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
  const devops = credentials({ system: CiSystem.AZURE_DEVOPS, repository: "org/My Project", issuer });
  expect(devops.map(({ subject }) => subject)).toEqual(
    ["azure-dev", "azure-dev-plan", "azure-dev-plan-main"].map((name) => `sc://org/My Project/${name}`),
  );
});

test("a credential holds the whole subject of a service connection whose issuer is Entra", () => {
  const entra = { system: CiSystem.AZURE_DEVOPS, repository: "org/p", issuer: ENTRA_ISSUER };
  const found = credentials({ ...entra, connectionSubjects: connectionsOf("azure-dev") });
  expect(found.map(({ issuer, subject }) => [issuer, subject])).toEqual(
    [1, 2, 3].map((number) => [ENTRA_ISSUER, subjectOf(number)]),
  );
  expect(found.map(({ audience }) => audience)).toEqual(Array(3).fill(["api://AzureADTokenExchange"]));
  const names = found.map(({ name }) => String(name));
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/);
  expect(new Set(names).size).toBe(3);
});

test("on GitLab the branch that plans is trusted by the identity that plans alone", () => {
  const found = credentials({ system: CiSystem.GITLAB, repository: "group/platform", planBranch: "staging" });
  expect(found.map(({ subject, parent_id: of }) => [subject, /Plan|Deploy/.exec(String(of))?.[0]])).toEqual([
    ["project_path:group/platform:ref_type:branch:ref:main", "Deploy"],
    ["project_path:group/platform:ref_type:branch:ref:main", "Plan"],
    ["project_path:group/platform:ref_type:branch:ref:staging", "Plan"],
  ]);
});

test("the roles of mlops policy are assigned, with their conditions, in the subscription in use", () => {
  const assignments = Object.values(stackOf().all("azurerm_role_assignment"));
  expect(assignments.map(({ role_definition_name: name }) => name)).toEqual([
    "Contributor",
    "Role Based Access Control Administrator",
    "Reader",
    undefined,
  ]);
  for (const { scope, principal_type } of assignments)
    expect([scope, principal_type]).toEqual([
      expect.stringMatching(
        /^\/subscriptions\/\$\{data\.azurerm_client_config\.CiAccess_AzureSubscription_\w+\.subscription_id\}$/,
      ),
      "ServicePrincipal",
    ]);
  expect(assignments[1]).toMatchObject({ condition_version: "2.0" });
  expect(assignments[1]?.condition).toBe(rolesOf(Purpose.DEPLOY)[1]?.condition);
});

test("what no built-in role allows is a role of its own, with those actions alone", () => {
  const stack = stackOf();
  expect(stack.one("azurerm_role_definition")).toMatchObject({
    name: "mlops-azure-dev-plan",
    permissions: [{ actions: ["Microsoft.App/containerApps/listSecrets/action"] }],
  });
  const two: CiRole[] = ["/subscriptions/a", "/subscriptions/b"].map((scope) => ({
    role: "own",
    scope,
    actions: ["Microsoft.App/containerApps/listSecrets/action"],
  }));
  const names = Object.values(
    stackOf({ environments: [environment("azure-dev", two)] }).all("azurerm_role_definition"),
  ).map(({ name }) => name);
  expect(names).toEqual(["mlops-azure-dev-plan", "mlops-azure-dev-plan-2"]);
});

test("permissions of Microsoft Graph are looked up by name", () => {
  const permissions = Object.values(stackOf().all("azuread_app_role_assignment")).map(({ app_role_id: id }) => id);
  expect(permissions).toEqual([
    expect.stringContaining('.app_role_ids["Application.ReadWrite.OwnedBy"]'),
    expect.stringContaining('.app_role_ids["Application.Read.All"]'),
  ]);
});

test("the users of Snowflake trust the same tokens, and the variables name them", () => {
  const output = stackOf().json.output as Record<string, Block>;
  for (const name of ["MLOPS_AZURE_DEV_PLAN", "MLOPS_AZURE_DEV_PLAN_MAIN", "MLOPS_AZURE_DEV_DEPLOY"]) {
    expect(output.pipeline_variables?.value).toContain(`SNOWFLAKE_USER=${name}`);
    expect(output.snowflake_sql?.value).toContain(`CREATE USER IF NOT EXISTS ${name} TYPE = SERVICE`);
  }
  expect(output.snowflake_sql?.value).toContain(`SUBJECT = 'repo:${REPOSITORY}:environment:azure-dev-plan-main'`);
});

test("an output has the line by which an environment's file names the identity that deploys", () => {
  const { value } = (stackOf().json.output as Record<string, Block>).deployer_object_ids ?? {};
  expect(value).toMatch(
    /^# azure-dev\ndeployerObjectId: "\$\{azurerm_user_assigned_identity\.CiAccess_azure-dev_Deploy_\w+\.principal_id\}",$/,
  );
});

test("no key or password is anywhere in the stack", () => {
  expect(JSON.stringify(stackOf().json)).not.toMatch(/client_secret|private_key|"password"/i);
});

test("the state can lie beside those of the environments", () => {
  const state = { resourceGroupName: "mlops-tfstate", storageAccountName: "mlopstfstate01234567" };
  expect((stackOf({ state }).json.terraform as Block).backend).toMatchObject({
    azurerm: { key: "azure-ci.tfstate", use_azuread_auth: true },
  });
});

const plans = (role: Partial<CiRole>): Partial<AzureCiStackProps> => ({
  environments: [environment("azure-dev", [{ ...READER, ...role }])],
});

test.each<[string, Partial<AzureCiStackProps>]>([
  ["repository must name exactly one, without wildcards", { repository: "my-org/*" }],
  ["issuer must be an issuer of github", { issuer: "https://gitlab.com" }],
  ["system must be one of github, gitlab, azure-devops", { system: "jenkins" as CiSystem }],
  ["environments must have at least 1 different item", { environments: [] }],
  ["environments must have different names", { environments: [environment("azure-dev"), environment("azure-dev")] }],
  ["environments.0.name must be 2 to 40 lower-case letters", { environments: [environment("azure-*")] }],
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "Contributor" })],
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "Owner" })],
  [
    "environments.0.planRoles.0.role must be a role that is known to read",
    plans({ role: "User Access Administrator" }),
  ],
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "Container Apps Operator" })],
  // Names that say nothing of what the roles write.
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "AcrPush" })],
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "Azure Kubernetes Fleet" })],
  ["environments.0.planRoles.0.role must be a role that is known to read", plans({ role: "Application.Read.All" })],
  ...["Application.ReadWrite.OwnedBy", "Application-RemoteDesktopConfig.All", "Reader"].map(
    (role): [string, Partial<AzureCiStackProps>] => [
      "environments.0.planRoles.0.role must be a permission of Microsoft Graph that is known to read",
      plans({ role, scope: "https://graph.microsoft.com" }),
    ],
  ),
  ...[
    "*",
    "*/read",
    "Microsoft.App/*/write",
    "Microsoft.App/*/read",
    "Microsoft.App/containerApps/write",
    // It returns the keys of the account, with which everything in it can be written.
    "Microsoft.Storage/storageAccounts/listKeys/action",
  ].map((action): [string, Partial<AzureCiStackProps>] => [
    "environments.0.planRoles.0.actions.0 must be an action that reads one type",
    plans({ actions: [action] }),
  ]),
  ["environments.0.planRoles.0.scope must be the ID of a subscription", plans({ scope: "*" })],
  [
    "connectionSubjects must have the service connections azure-dev-plan, azure-dev-plan-main, azure-dev",
    {
      system: CiSystem.AZURE_DEVOPS,
      repository: "org/p",
      issuer: ENTRA_ISSUER,
      connectionSubjects: connectionsOf("azure-prod"),
    },
  ],
  ["planBranch must be another branch", { system: CiSystem.GITLAB, repository: "g/p", planBranch: "main" }],
  ["location must be the name of an Azure location", { location: "West Europe" }],
  ["prefix must be a prefix", { prefix: "No" }],
  ["subscriptionId must be a UUID", { subscriptionId: "mine" }],
  [
    "state.storageAccountName must be a storage account name",
    { state: { resourceGroupName: "g", storageAccountName: "A" } },
  ],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => ciStack(wrong))).toEqual([expect.stringContaining(message)]);
});

test.each<[string, Partial<CiRole>]>([
  ["a role of the list", { role: "Key Vault Secrets User" }],
  ["a permission of Microsoft Graph", { role: "Directory.Read.All", scope: "https://graph.microsoft.com" }],
  ["a role of one's own with actions that read", { role: "own", actions: ["Microsoft.Cache/redis/read"] }],
])("a plan may have %s", (_what, role) => {
  expect(problemsOf(() => ciStack(plans(role)))).toEqual([]);
});

test("Azure DevOps needs the issuer of its organization", () => {
  const wrong = { system: CiSystem.AZURE_DEVOPS, repository: "org/project" };
  expect(problemsOf(() => ciStack(wrong))).toEqual([
    expect.stringContaining("issuer must be an issuer of azure-devops"),
  ]);
});

test("the construct alone checks what it is given", () => {
  const alone = (props: Partial<CiAccessProps>) => () =>
    new CiAccess(emptyStack(), "Access", {
      prefix: "mlops",
      repository: REPOSITORY,
      environments: [environment("azure-dev")],
      ...props,
    });
  expect(problemsOf(alone({ prefix: "NO", repository: "a/*", location: "EU" }))).toHaveLength(3);
  expect(alone({})().identities).toEqual([
    {
      environment: "azure-dev",
      planClientId: expect.stringContaining("TfToken") as string,
      deployClientId: expect.stringContaining("TfToken") as string,
      deployObjectId: expect.stringContaining("TfToken") as string,
    },
  ]);
});
