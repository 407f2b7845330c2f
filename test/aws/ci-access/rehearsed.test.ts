import { Testing, type TerraformStack } from "cdktf";
import type { AwsCiStackProps } from "../../../src/aws";
import { CiSystem } from "../../../src/core";
import { aws, rules } from "../../../src/rehearsal/clouds/aws";
import { evaluate } from "../../../src/rehearsal/clouds/aws/identities/evaluate";
import { assumeWithWebIdentity } from "../../../src/rehearsal/clouds/aws/identities/web-identity";
import { ciIntruders, ciToken, type CiToken } from "../../../src/rehearsal/clouds/ci-tokens";
import { countObjects } from "../../../src/rehearsal/existing";
import { runTrap, type TerraformConfig, type TrapResult } from "../../rehearsal/traps/trap";
import { ciStack, environment, REPOSITORY } from "./fixture";

jest.setTimeout(300_000);

const config = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
const GITHUB = "https://token.actions.githubusercontent.com";
const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
const ACCOUNT = "111122223333";
const environments = [environment(), environment("aws-prod")];

function accountOf({ accounts }: TrapResult) {
  const account = accounts.get("hashicorp/aws");
  if (account === undefined) throw new Error("no account");
  return account;
}

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/mlops-${name}`;

/** What a token is exchanged for: the session of the role, or STS's refusal. */
async function assumed(result: TrapResult, role: string, token: CiToken, durationSeconds?: number): Promise<string> {
  const request = { roleArn: roleArn(role), token: await ciToken(token), durationSeconds };
  return assumeWithWebIdentity(accountOf(result), request).then(
    ({ arn }) => arn,
    (error: Error) => error.message,
  );
}

const REFUSED = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
const session = (role: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/mlops-${role}/pipeline`;
const job = (environment: string): CiToken => ({
  issuer: GITHUB,
  subject: `repo:${REPOSITORY}:environment:${environment}`,
  audience: "sts.amazonaws.com",
});

describe("for GitHub", () => {
  let applied: TrapResult;
  beforeAll(async () => {
    applied = await runTrap({ config: config(ciStack({ environments })), rules: [rules] });
  });

  test("the stack applies, and a second plan changes nothing", () => {
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
  });

  test("the outputs name the roles that were created", () => {
    const { outputs } = applied.state;
    expect(outputs.pipeline_variables).toContain(`# aws-dev-plan-main\nAWS_ROLE_ARN=${roleArn("aws-dev-plan")}\n`);
    expect(outputs.pipeline_variables).toContain(`# aws-prod\nAWS_ROLE_ARN=${roleArn("aws-prod-deploy")}\n`);
    expect(outputs.snowflake_sql).toContain(
      `ALTER USER MLOPS_AWS_DEV_DEPLOY SET WORKLOAD_IDENTITY = (TYPE = AWS ARN = '${roleArn("aws-dev-deploy")}');`,
    );
  });

  test.each([
    ["aws-dev-plan", "aws-dev-plan"],
    ["aws-dev-plan", "aws-dev-plan-main"],
    ["aws-dev-deploy", "aws-dev"],
    ["aws-prod-plan", "aws-prod-plan"],
    ["aws-prod-deploy", "aws-prod"],
  ])("%s is assumed by a job of the environment %s", async (role, environment) => {
    expect(await assumed(applied, role, job(environment))).toBe(session(role));
  });

  test.each([
    ["aws-dev-deploy", "aws-dev-plan"],
    ["aws-dev-deploy", "aws-dev-plan-main"],
    ["aws-dev-plan", "aws-dev"],
    ["aws-prod-deploy", "aws-dev"],
    ["aws-prod-plan", "aws-dev-plan"],
  ])("%s is refused to a job of the environment %s", async (role, environment) => {
    expect(await assumed(applied, role, job(environment))).toBe(REFUSED);
  });

  test.each(["aws-dev-plan", "aws-dev-deploy"])("%s is refused to every stranger", async (role) => {
    const trusted = job(role.replace("-deploy", ""));
    const intruders = ciIntruders(trusted);
    expect(intruders.length).toBeGreaterThan(6);
    for (const { who, token } of intruders)
      expect([who, await assumed(applied, role, token)]).toEqual([
        who,
        expect.stringMatching(/^(AccessDenied|InvalidIdentityToken|ExpiredTokenException): /),
      ]);
  });

  test.each<[string, Partial<CiToken>, string]>([
    ["another repository", { subject: "repo:my-org/another:environment:aws-dev" }, REFUSED],
    ["a repository that begins alike", { subject: `repo:${REPOSITORY}-fork:environment:aws-dev` }, REFUSED],
    ["another owner", { subject: "repo:stranger/my-platform:environment:aws-dev" }, REFUSED],
    ["a branch", { subject: `repo:${REPOSITORY}:ref:refs/heads/main` }, REFUSED],
    ["a pull request", { subject: `repo:${REPOSITORY}:pull_request` }, REFUSED],
    [
      "another issuer",
      { issuer: "https://gitlab.com" },
      "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://gitlab.com",
    ],
    ["another audience", { audience: "https://github.com/my-org" }, "InvalidIdentityToken: Incorrect token audience"],
    [
      "a token that GitHub did not sign",
      { defect: "foreign key" },
      "InvalidIdentityToken: signature verification failed",
    ],
  ])("%s is refused as STS does", async (_who, change, refusal) => {
    expect(await assumed(applied, "aws-dev-deploy", { ...job("aws-dev"), ...change })).toBe(refusal);
  });

  test("a session is as long as the role allows at most", async () => {
    expect(await assumed(applied, "aws-dev-deploy", job("aws-dev"), 7200)).toBe(
      "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  });

  test("intruders at what was applied find no way in", async () => {
    const attempts = await aws.attempts(applied.accounts);
    expect(attempts.filter(({ who }) => who.includes(GITHUB))).toHaveLength(4);
    expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
  });

  const BUCKET = "arn:aws:s3:::mlops-aws-dev-artifacts-0a1b2c3d";
  const TASKS = `arn:aws:iam::${ACCOUNT}:role/mlops-aws-dev-task`;
  test.each<[string, string, string, string, string]>([
    ["aws-dev-plan", "reads", "s3:GetBucketPolicy", BUCKET, "allow"],
    ["aws-dev-deploy", "reads", "s3:GetBucketPolicy", BUCKET, "allow"],
    ["aws-dev-deploy", "writes", "s3:PutBucketPolicy", BUCKET, "allow"],
    ["aws-dev-plan", "must not write", "s3:PutBucketPolicy", BUCKET, "implicit deny"],
    ["aws-dev-plan", "must not delete", "s3:DeleteBucket", BUCKET, "implicit deny"],
    ["aws-dev-plan", "must not pass a role", "iam:PassRole", TASKS, "implicit deny"],
    ["aws-dev-plan", "must not widen itself", "iam:AttachRolePolicy", roleArn("aws-dev-plan"), "implicit deny"],
    ["aws-dev-deploy", "must not widen itself", "iam:AttachRolePolicy", roleArn("aws-dev-deploy"), "implicit deny"],
    ["aws-dev-deploy", "must not widen itself inline", "iam:PutRolePolicy", roleArn("aws-dev-deploy"), "implicit deny"],
    [
      "aws-dev-deploy",
      "must not open its trust",
      "iam:UpdateAssumeRolePolicy",
      roleArn("aws-dev-deploy"),
      "implicit deny",
    ],
    [
      "aws-dev-deploy",
      "must not touch another environment",
      "s3:PutBucketPolicy",
      BUCKET.replace("dev", "prod"),
      "implicit deny",
    ],
  ])("%s %s: %s", async (role, _what, action, resource, decision) => {
    const environment = role.replace("-deploy", "");
    const identity = await assumeWithWebIdentity(accountOf(applied), {
      roleArn: roleArn(role),
      token: await ciToken(job(environment)),
    });
    const context = {
      "aws:RequestedRegion": "eu-central-1",
      "iam:PassedToService": "ecs-tasks.amazonaws.com",
      "iam:AWSServiceName": undefined,
      "kms:GrantIsForAWSResource": undefined,
    };
    const request = { identity, action, resource, account: ACCOUNT, resourcePolicy: undefined, context };
    expect(evaluate(request)).toBe(decision);
  });
});

test.each<[CiSystem, Partial<AwsCiStackProps>, CiToken, string]>([
  [
    CiSystem.GITLAB,
    { repository: "my-group/my-platform", branch: "trunk" },
    {
      issuer: "https://gitlab.com",
      subject: "project_path:my-group/my-platform:ref_type:branch:ref:trunk",
      audience: "sts.amazonaws.com",
    },
    "trunk",
  ],
  [
    CiSystem.AZURE_DEVOPS,
    { repository: "my-org/My Project", issuer: ORGANIZATION },
    { issuer: ORGANIZATION, subject: "sc://my-org/My Project/aws-dev", audience: "api://AzureADTokenExchange" },
    "aws-dev",
  ],
])("for %s, the trusted job gets the role, and no stranger does", async (system, props, token, last) => {
  const applied = await runTrap({ config: config(ciStack({ system, ...props })), rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  expect(await assumed(applied, "aws-dev-deploy", token)).toBe(session("aws-dev-deploy"));
  const wrong = { ...token, subject: token.subject.replace(new RegExp(`${last}$`), "another") };
  for (const { who, token: stranger } of [{ who: "another branch or connection", token: wrong }, ...ciIntruders(token)])
    expect([who, await assumed(applied, "aws-dev-deploy", stranger)]).toEqual([
      who,
      expect.stringMatching(/^(AccessDenied|InvalidIdentityToken|ExpiredTokenException): /),
    ]);
});

test("on GitLab the branch that plans gets the role that plans, and never the one that deploys", async () => {
  const props = { system: CiSystem.GITLAB, repository: "my-group/my-platform", planBranch: "staging" };
  const applied = await runTrap({ config: config(ciStack(props)), rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const gets = (role: string, branch: string) =>
    assumed(applied, role, {
      issuer: "https://gitlab.com",
      subject: `project_path:my-group/my-platform:ref_type:branch:ref:${branch}`,
      audience: "sts.amazonaws.com",
    });
  expect(await Promise.all(["staging", "main", "another"].map((branch) => gets("aws-dev-plan", branch)))).toEqual([
    session("aws-dev-plan"),
    session("aws-dev-plan"),
    REFUSED,
  ]);
  expect(await Promise.all(["staging", "main"].map((branch) => gets("aws-dev-deploy", branch)))).toEqual([
    REFUSED,
    session("aws-dev-deploy"),
  ]);
});

test("a new repository on GitHub is trusted with the IDs that its tokens have, and not by its names", async () => {
  const applied = await runTrap({
    config: config(ciStack({ repository: "my-org@12/my-platform@34" })),
    rules: [rules],
  });
  const subject = (repository: string) => ({ ...job("aws-dev"), subject: `repo:${repository}:environment:aws-dev` });
  expect(await assumed(applied, "aws-dev-deploy", subject("my-org@12/my-platform@34"))).toBe(session("aws-dev-deploy"));
  expect(await assumed(applied, "aws-dev-deploy", subject("my-org@99/my-platform@34"))).toBe(REFUSED);
  expect(await assumed(applied, "aws-dev-deploy", subject("my-org/my-platform"))).toBe(REFUSED);
});

test("the stack is destroyed to nothing", async () => {
  const gone = await runTrap({ config: config(ciStack()), rules: [rules], destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});

test("more policies, other ones and another length of sessions are changes in place, but for what is new", async () => {
  const [before] = environments;
  const wider = { ...environment(), deployPolicies: [...environment().deployPolicies, ...environment().planPolicies] };
  const changed = await runTrap({
    config: config(ciStack({ environments: before && [before] })),
    then: [config(ciStack({ environments: [wider], sessionHours: 4 }))],
    rules: [rules],
  });
  expect([changed.errors, changed.changes]).toEqual([[], {}]);
  expect(new Set(Object.values(changed.planned[1] ?? {}))).toEqual(new Set(["create", "update"]));
});
