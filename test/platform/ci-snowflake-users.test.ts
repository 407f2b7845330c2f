import { CiSystem, type CiRepositorySettings } from "../../src/core";
import { ciSnowflakeSql, ciUserOfAwsRole, ciUsersOfTokens } from "../../src/platform/ci-access/snowflake-users";
import { connectionsOf, ENTRA_ISSUER, subjectOf } from "../support/service-connections";
import { CiPurpose, resolveCiRepository } from "../../src/core/ci-access/subjects";

const ISSUER = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
const { PLAN, DEPLOY } = CiPurpose;

function usersOf(given: CiRepositorySettings): [string, string][] {
  const settings = resolveCiRepository(given);
  return [PLAN, DEPLOY]
    .flatMap((purpose) => ciUsersOfTokens(settings, "mlops", "gcp-dev", purpose))
    .map(({ name, identity }) => [name, identity]);
}

test("a user of an AWS role is named after environment and purpose", () => {
  const arn = "arn:aws:iam::123456789012:role/mlops-aws-dev-plan";
  expect(ciUserOfAwsRole("mlops", "aws-dev", PLAN, arn)).toEqual({
    name: "MLOPS_AWS_DEV_PLAN",
    identity: `TYPE = AWS ARN = '${arn}'`,
  });
});

test("each subject has a user of its own, as a user has one identity", () => {
  const identity = (subject: string) =>
    `TYPE = OIDC ISSUER = 'https://token.actions.githubusercontent.com' SUBJECT = '${subject}' OIDC_AUDIENCE_LIST = ('snowflakecomputing.com')`;
  expect(usersOf({ repository: "o/r" })).toEqual([
    ["MLOPS_GCP_DEV_PLAN", identity("repo:o/r:environment:gcp-dev-plan")],
    ["MLOPS_GCP_DEV_PLAN_MAIN", identity("repo:o/r:environment:gcp-dev-plan-main")],
    ["MLOPS_GCP_DEV_DEPLOY", identity("repo:o/r:environment:gcp-dev")],
  ]);
});

test("on GitLab, whose subject is the branch, plan and deploy are one user, which is created once", () => {
  const users = usersOf({ system: CiSystem.GITLAB, repository: "g/p" });
  expect(new Set(users.map(([name]) => name))).toEqual(new Set(["MLOPS_GITLAB"]));
  const sql = ciSnowflakeSql(users.map(([name, identity]) => ({ name, identity })));
  expect(sql.match(/CREATE USER/g)).toHaveLength(1);
  expect(sql).toContain("SUBJECT = 'project_path:g/p:ref_type:branch:ref:main'");
});

test("tokens of service connections have Entra's audience", () => {
  const users = usersOf({ system: CiSystem.AZURE_DEVOPS, repository: "org/My Project", issuer: ISSUER });
  expect(users).toHaveLength(3);
  for (const [, identity] of users)
    expect(identity).toMatch(
      /SUBJECT = 'sc:\/\/org\/My Project\/gcp-dev(-plan|-plan-main)?' OIDC_AUDIENCE_LIST = \('api:\/\/AzureADTokenExchange'\)$/,
    );
});

test("a branch that plans has a user of its own, whatever the environment", () => {
  const users = usersOf({ system: CiSystem.GITLAB, repository: "g/p", planBranch: "staging" });
  expect(users.map(([name]) => name)).toEqual(["MLOPS_GITLAB_PLAN", "MLOPS_GITLAB", "MLOPS_GITLAB"]);
  expect(users[0]?.[1]).toContain("SUBJECT = 'project_path:g/p:ref_type:branch:ref:staging'");
  expect(users[1]?.[1]).toContain("SUBJECT = 'project_path:g/p:ref_type:branch:ref:main'");
});

test("tokens that Entra issues have the whole subject and the exchange's client ID", () => {
  const settings = { system: CiSystem.AZURE_DEVOPS, repository: "org/p", issuer: ENTRA_ISSUER };
  const users = usersOf({ ...settings, connectionSubjects: connectionsOf("gcp-dev") });
  expect(users.map(([name]) => name)).toEqual([
    "MLOPS_GCP_DEV_PLAN",
    "MLOPS_GCP_DEV_PLAN_MAIN",
    "MLOPS_GCP_DEV_DEPLOY",
  ]);
  expect(users[2]?.[1]).toBe(
    `TYPE = OIDC ISSUER = '${ENTRA_ISSUER}' SUBJECT = '${subjectOf(3)}' OIDC_AUDIENCE_LIST = ('fb60f99c-7a34-4190-8149-302f77469936')`,
  );
});

test("users are services with the role that deploys, without a password or a key, and an identity that a second run corrects", () => {
  const sql = ciSnowflakeSql([{ name: "A", identity: "TYPE = AWS ARN = 'x'" }]);
  expect(sql).toContain(
    [
      "CREATE USER IF NOT EXISTS A TYPE = SERVICE DEFAULT_ROLE = MLOPS_DEPLOY DEFAULT_WAREHOUSE = MLOPS_DEPLOY_WH;",
      "ALTER USER A SET WORKLOAD_IDENTITY = (TYPE = AWS ARN = 'x');",
      "GRANT ROLE MLOPS_DEPLOY TO USER A;",
    ].join("\n"),
  );
  expect(sql).not.toMatch(/PASSWORD|RSA_PUBLIC_KEY|MANAGE GRANTS/);
});
