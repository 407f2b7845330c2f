import { CiSystem } from "../../../src/core";
import { CiAccess, type CiAccessProps, type CiRole, type GcpCiStackProps } from "../../../src/gcp";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { connectionsOf, ENTRA_ISSUER, subjectOf } from "../../support/service-connections";
import { problemsOf } from "../../support/refusal";
import { emptyStack } from "../fixture";
import { Synthesized, type Block } from "../synthesized";
import { ciStack, REPOSITORY, rolesOf } from "./fixture";

const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
const stackOf = (props: Partial<GcpCiStackProps> = {}) => Synthesized.of(ciStack(props));
const VIEWER: CiRole = { role: "roles/run.viewer", scope: "projects/{project}" };
const environment = (name: string, planRoles: CiRole[] = [VIEWER], deployRoles: CiRole[] = [VIEWER]) => ({
  name,
  planRoles,
  deployRoles,
});
const provider = (props: Partial<GcpCiStackProps> = {}) =>
  stackOf(props).one("google_iam_workload_identity_pool_provider");
const members = (props: Partial<GcpCiStackProps> = {}): Block[] =>
  Object.values(stackOf(props).all("google_service_account_iam_member")).sort((a, b) =>
    String(a.member) < String(b.member) ? -1 : 1,
  );

test("each environment has an account for plans and one for deploys, and all share a pool with a name of its own", () => {
  const stack = stackOf({ environments: [environment("gcp-dev"), environment("gcp-prod")] });
  expect(Object.values(stack.all("google_service_account")).map(({ account_id: id }) => id)).toEqual([
    "mlops-gcp-dev-deploy",
    "mlops-gcp-dev-plan",
    "mlops-gcp-prod-deploy",
    "mlops-gcp-prod-plan",
  ]);
  expect(stack.one("google_iam_workload_identity_pool").workload_identity_pool_id).toMatch(
    /^mlops-\$\{random_id\.\w+\.hex\}$/,
  );
});

test("the provider admits tokens of the repository's environments, and but for pull requests of its branch", () => {
  expect(provider()).toMatchObject({
    workload_identity_pool_provider_id: "github",
    attribute_mapping: { "google.subject": "assertion.sub" },
    attribute_condition: `assertion.repository == '${REPOSITORY}' && (assertion.environment in ['gcp-dev-plan'] || (assertion.environment in ['gcp-dev-plan-main', 'gcp-dev'] && assertion.ref == 'refs/heads/main'))`,
    oidc: { issuer_uri: "https://token.actions.githubusercontent.com" },
  });
  expect(provider().oidc).not.toHaveProperty("allowed_audiences");
});

const GITLAB = { system: CiSystem.GITLAB, repository: "group/platform", branch: "trunk" };
const subjects = (props: Partial<GcpCiStackProps>): string[] =>
  members(props).map(({ member }) => String(member).replace(/^.*\/subject\//, ""));

test("on GitLab it admits tokens of the project's branch and environments, and the environment is part of a subject", () => {
  expect(provider(GITLAB)).toMatchObject({
    attribute_condition:
      "assertion.project_path == 'group/platform' && assertion.ref_type == 'branch' && assertion.environment in ['gcp-dev-plan-main', 'gcp-dev'] && assertion.ref == 'trunk'",
    attribute_mapping: {
      "google.subject": "assertion.sub + ':environment:' + assertion.environment",
      "attribute.environment": "assertion.environment",
      "attribute.environment_protected": "assertion.environment_protected",
    },
  });
  expect(subjects(GITLAB)).toEqual(
    ["gcp-dev", "gcp-dev-plan-main"].map(
      (name) => `project_path:group/platform:ref_type:branch:ref:trunk:environment:${name}`,
    ),
  );
});

test("a second branch on GitLab plans its merge requests, and never deploys", () => {
  const staging = { ...GITLAB, planBranch: "staging" };
  expect(provider(staging).attribute_condition).toBe(
    "assertion.project_path == 'group/platform' && assertion.ref_type == 'branch' && " +
      "((assertion.environment in ['gcp-dev-plan'] && assertion.ref == 'staging') || " +
      "(assertion.environment in ['gcp-dev-plan-main', 'gcp-dev'] && assertion.ref == 'trunk'))",
  );
  expect(subjects(staging)).toEqual([
    "project_path:group/platform:ref_type:branch:ref:staging:environment:gcp-dev-plan",
    "project_path:group/platform:ref_type:branch:ref:trunk:environment:gcp-dev",
    "project_path:group/platform:ref_type:branch:ref:trunk:environment:gcp-dev-plan-main",
  ]);
});

test("names and IDs of a new repository on GitHub are compared apart, as its tokens have them", () => {
  const repository = "my-org@123456/my-platform@456789";
  expect(provider({ repository }).attribute_condition).toMatch(
    /^assertion\.repository == 'my-org\/my-platform' && assertion\.repository_owner_id == '123456' && assertion\.repository_id == '456789' && \(/,
  );
  expect(subjects({ repository })).toContain(`repo:${repository}:environment:gcp-dev`);
});

test("of Entra's tokens the pool compares the whole subject, and keeps what it may keep of it", () => {
  const connectionSubjects = connectionsOf("gcp-dev");
  const entra = { system: CiSystem.AZURE_DEVOPS, repository: "org/p", issuer: ENTRA_ISSUER, connectionSubjects };
  expect(provider(entra)).toMatchObject({
    attribute_condition: `assertion.sub in ['${subjectOf(1)}', '${subjectOf(2)}', '${subjectOf(3)}']`,
    attribute_mapping: { "google.subject": "assertion.sub.split('/sc/')[1]" },
    oidc: { issuer_uri: ENTRA_ISSUER, allowed_audiences: ["fb60f99c-7a34-4190-8149-302f77469936"] },
  });
  expect(subjects(entra)).toEqual([1, 2, 3].map((number) => subjectOf(number).split("/sc/")[1]));
});

test("on Azure DevOps it admits tokens of the service connections", () => {
  expect(provider({ system: CiSystem.AZURE_DEVOPS, repository: "org/My Project", issuer: ORGANIZATION })).toMatchObject(
    {
      attribute_condition:
        "assertion.sub in ['sc://org/My Project/gcp-dev-plan', 'sc://org/My Project/gcp-dev-plan-main', 'sc://org/My Project/gcp-dev']",
      oidc: { issuer_uri: ORGANIZATION, allowed_audiences: ["api://AzureADTokenExchange"] },
    },
  );
});

test("an account is used by whole subjects, never by a set of them", () => {
  const found = members();
  expect(found.map(({ member }) => String(member).replace(/^.*\/subject\//, ""))).toEqual(
    ["gcp-dev", "gcp-dev-plan", "gcp-dev-plan-main"].map((name) => `repo:${REPOSITORY}:environment:${name}`),
  );
  for (const { member, role } of found) {
    expect(member).toMatch(
      /^principal:\/\/iam\.googleapis\.com\/\$\{google_iam_workload_identity_pool\.\w+\.name\}\/subject\//,
    );
    expect(role).toBe("roles/iam.workloadIdentityUser");
  }
});

test("the roles of mlops policy are granted on the project in use, with their conditions", () => {
  const granted = Object.values(stackOf().all("google_project_iam_member"));
  const expected = [...rolesOf(Purpose.DEPLOY), ...rolesOf(Purpose.PLAN)];
  expect(granted.map(({ role }) => role)).toEqual(expected.map(({ role }) => role));
  for (const { project } of granted) expect(project).toMatch(/^\$\{data\.google_project\.\w+\.project_id\}$/);
  const limited = granted.filter(({ condition }) => condition !== undefined);
  expect(limited.map(({ role, condition }) => [role, condition])).toEqual([
    [
      "roles/resourcemanager.projectIamAdmin",
      {
        title: "roles of the platform",
        expression: expected.find(({ condition }) => condition !== undefined)?.condition,
      },
    ],
  ]);
});

test("a bucket, a key, a billing account and another project have grants of their own", () => {
  const key = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k";
  const roles: CiRole[] = [
    { role: "roles/storage.objectAdmin", scope: "buckets/states" },
    { role: "roles/cloudkms.admin", scope: key },
    { role: "roles/billing.costsManager", scope: "billingAccounts/{billing account}" },
    { role: "roles/run.admin", scope: "projects/other" },
  ];
  const stack = stackOf({ environments: [environment("gcp-dev", [VIEWER], roles)] });
  expect(stack.one("google_storage_bucket_iam_member")).toMatchObject({ bucket: "states" });
  expect(stack.one("google_kms_crypto_key_iam_member")).toMatchObject({ crypto_key_id: key });
  expect(stack.one("google_billing_account_iam_member").billing_account_id).toMatch(/^\$\{data\.google_project/);
  expect(Object.values(stack.all("google_project_iam_member")).map(({ project }) => project)).toContain("other");
});

test("the users of Snowflake trust the same tokens, and the variables name them; on GitLab one user is for all", () => {
  const outputs = (props: Partial<GcpCiStackProps> = {}) => {
    const output = stackOf(props).json.output as Record<string, Block>;
    const names = [...String(output.pipeline_variables?.value).matchAll(/SNOWFLAKE_USER=(\w+)/g)].map(
      ([, name]) => name,
    );
    const users = [...String(output.snowflake_sql?.value).matchAll(/CREATE USER IF NOT EXISTS (\w+)/g)];
    return { names, users: users.map(([, name]) => name) };
  };
  const all = ["MLOPS_GCP_DEV_PLAN", "MLOPS_GCP_DEV_PLAN_MAIN", "MLOPS_GCP_DEV_DEPLOY"];
  expect(outputs()).toEqual({ names: all, users: all });
  expect(outputs({ system: CiSystem.GITLAB, repository: "group/platform" })).toEqual({
    names: Array(3).fill("MLOPS_GITLAB"),
    users: ["MLOPS_GITLAB"],
  });
  expect(outputs({ system: CiSystem.GITLAB, repository: "group/platform", planBranch: "staging" })).toEqual({
    names: ["MLOPS_GITLAB_PLAN", "MLOPS_GITLAB", "MLOPS_GITLAB"],
    users: ["MLOPS_GITLAB_PLAN", "MLOPS_GITLAB"],
  });
});

test("no key of an account is created", () => {
  expect(stackOf().all("google_service_account_key")).toEqual({});
  expect(JSON.stringify(stackOf().json)).not.toContain("private_key");
});

test("the variables are those that a pipeline reads", () => {
  const lines = (props: Partial<GcpCiStackProps> = {}) =>
    String((stackOf(props).json.output as Record<string, Block>).pipeline_variables?.value);
  for (const props of [{}, { system: CiSystem.GITLAB, repository: "group/platform" }])
    expect([...lines(props).matchAll(/^(\w+)=/gm)].map(([, name]) => name).slice(0, 4)).toEqual([
      "GCP_WORKLOAD_IDENTITY_PROVIDER",
      "GCP_SERVICE_ACCOUNT",
      "GOOGLE_PROJECT",
      "SNOWFLAKE_USER",
    ]);
});

test("the state can lie beside those of the environments", () => {
  const backend = (stackOf({ state: { bucket: "states-0123" } }).json.terraform as Block).backend;
  expect(backend).toEqual({ gcs: { bucket: "states-0123", prefix: "gcp-ci" } });
});

const plans = (role: Partial<CiRole>): Partial<GcpCiStackProps> => ({
  environments: [environment("gcp-dev", [{ ...VIEWER, ...role }])],
});
const READS = "environments.0.planRoles.0.role must be a role that is known to read";

test.each<[string, Partial<GcpCiStackProps>]>([
  ["repository must name exactly one, without wildcards", { repository: "my-org/*" }],
  ["issuer must be an issuer of github", { issuer: "https://gitlab.com" }],
  ["environments must have at least 1 different item", { environments: [] }],
  ["environments must have different names", { environments: [environment("gcp-dev"), environment("gcp-dev")] }],
  ["environments.0.name must be 2 to 40 lower-case letters", { environments: [environment("gcp-*")] }],
  [
    "environments must have names for which <prefix>-<name>-deploy",
    { environments: [environment("a-name-that-is-too-long")] },
  ],
  ["environments must lead to subjects of at most 127 characters", { repository: `o/${"r".repeat(100)}` }],
  [
    "environments must lead to subjects of at most 127 characters",
    { system: CiSystem.GITLAB, repository: `g/${"p".repeat(60)}` },
  ],
  [
    "environments must lead to a condition of at most 4096 characters",
    { environments: Array.from({ length: 80 }, (_, index) => environment(`gcp-long-name-${index}`)) },
  ],
  [
    "connectionSubjects must have the service connections gcp-dev-plan, gcp-dev-plan-main, gcp-dev",
    {
      system: CiSystem.AZURE_DEVOPS,
      repository: "org/p",
      issuer: ENTRA_ISSUER,
      connectionSubjects: { "gcp-dev": subjectOf(3) },
    },
  ],
  [READS, plans({ role: "roles/editor" })],
  [READS, plans({ role: "roles/owner" })],
  [READS, plans({ role: "roles/run.admin" })],
  [READS, plans({ role: "roles/iam.serviceAccountUser" })],
  [READS, plans({ role: "roles/storage.objectUser" })],
  // Names that say nothing of what the roles write.
  [READS, plans({ role: "roles/cloudsql.client" })],
  [READS, plans({ role: "roles/run.invoker" })],
  [READS, plans({ role: "projects/p/roles/viewer" })],
  ["environments.0.planRoles.0.role must be the full name of a role", plans({ role: "Viewer" })],
  ["environments.0.planRoles.0.scope must be projects/<id>", plans({ scope: "organizations/1" })],
  ["prefix must be a prefix", { prefix: "No" }],
  ["projectId must be the ID of a project", { projectId: "123456789012" }],
  ["state.bucket must be a bucket name", { state: { bucket: "My-State" } }],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => ciStack(wrong))).toEqual([expect.stringContaining(message)]);
});

test("a plan may have a further role that reads", () => {
  expect(problemsOf(() => ciStack(plans({ role: "roles/cloudkms.viewer" })))).toEqual([]);
});

test("the construct alone checks what it is given", () => {
  const alone = (props: Partial<CiAccessProps>) => () =>
    new CiAccess(emptyStack(), "Access", {
      prefix: "mlops",
      repository: REPOSITORY,
      environments: [environment("gcp-dev")],
      ...props,
    });
  expect(problemsOf(alone({ prefix: "NO", repository: "a/*" }))).toHaveLength(2);
  expect(alone({})().serviceAccounts).toEqual([
    {
      environment: "gcp-dev",
      planServiceAccount: expect.stringContaining("TfToken") as string,
      deployServiceAccount: expect.stringContaining("TfToken") as string,
    },
  ]);
});
