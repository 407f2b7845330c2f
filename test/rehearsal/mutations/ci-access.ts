import { aws } from "../../../src/rehearsal/clouds/aws";
import { evaluate } from "../../../src/rehearsal/clouds/aws/identities/evaluate";
import { assumeWithWebIdentity } from "../../../src/rehearsal/clouds/aws/identities/web-identity";
import { ciToken } from "../../../src/rehearsal/clouds/ci-tokens";
import type { Account } from "../../../src/rehearsal/simulator";
import { all } from "../../../src/rehearsal/simulator/account";
import { REPOSITORY } from "../../aws/ci-access/fixture";
import { replaced, set, without, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const SUBJECT = `repo:${REPOSITORY}:environment:aws-dev`;
const asPattern = (from: string, to: string) => (copy: Copy) => {
  replaced("aws_iam_role", /Deploy/, "assume_role_policy", "StringEquals", "StringLike")(copy);
  replaced("aws_iam_role", /Deploy/, "assume_role_policy", from, to)(copy);
};

/** Changes of what aws-ci applies. */
export const AWS_CI: readonly Mutation[] = [
  {
    type: "aws_iam_openid_connect_provider",
    what: "taken away",
    change: without("aws_iam_openid_connect_provider"),
    red: /pipelines: .*No OpenIDConnect provider found/,
  },
  {
    type: "aws_iam_openid_connect_provider",
    what: "another audience",
    change: set("aws_iam_openid_connect_provider", /./, { client_id_list: ["another"] }),
    red: /pipelines: .*Incorrect token audience/,
  },
  {
    type: "aws_iam_role",
    what: "trusts every environment of the repository",
    change: asPattern(":environment:aws-dev", ":*"),
    red: /strangers: .*mlops-aws-dev-deploy: a job of somebody else/,
  },
  {
    type: "aws_iam_role",
    what: "trusts every repository of the owner",
    change: asPattern(REPOSITORY, `${REPOSITORY.split("/")[0]}/*`),
    red: /strangers: .*mlops-aws-dev-deploy: a job of somebody else/,
  },
  {
    type: "aws_iam_role",
    what: "the one that deploys trusts jobs that plan",
    change: replaced("aws_iam_role", /Deploy/, "assume_role_policy", SUBJECT, `${SUBJECT}-plan`),
    red: /pipelines: a job of aws-dev-plan gets the role mlops-aws-dev-deploy/,
  },
  {
    type: "aws_iam_policy",
    what: "that of plans allows all of S3",
    change: replaced("aws_iam_policy", /Plan/, "policy", "s3:GetBucketPolicy", "s3:*"),
    red: /pipelines: the role mlops-aws-dev-plan may s3:PutBucketPolicy/,
  },
  {
    type: "aws_iam_role_policy_attachment",
    what: "taken away",
    change: without("aws_iam_role_policy_attachment"),
    red: /pipelines: the role mlops-aws-dev-plan must be allowed s3:GetBucketPolicy/,
  },
];

const BUCKET = "arn:aws:s3:::mlops-aws-dev-artifacts-0a1b2c3d";

/** What each role may do, and the environments of the jobs that get it. */
const ROLES = [
  { role: "mlops-aws-dev-plan", jobs: ["aws-dev-plan", "aws-dev-plan-main"], may: ["s3:GetBucketPolicy"] },
  { role: "mlops-aws-dev-deploy", jobs: ["aws-dev"], may: ["s3:GetBucketPolicy", "s3:PutBucketPolicy"] },
];
const JOBS = ROLES.flatMap(({ jobs }) => jobs);
const ACTIONS = ["s3:GetBucketPolicy", "s3:PutBucketPolicy"];

/** What is wrong with the roles of the pipelines, as a rehearsal says it. */
export async function ciProblems(accounts: ReadonlyMap<string, Account>): Promise<string[]> {
  const account = accounts.get("hashicorp/aws");
  if (account === undefined) throw new Error("no account");
  const attempts = await aws.attempts(accounts);
  const said = attempts.flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`strangers: ${target}: ${who} gets in by ${by}`],
  );
  for (const { role, jobs, may } of ROLES) {
    const roleArn = String(all(account, "aws_iam_role").find(({ name }) => name === role)?.arn);
    for (const job of JOBS) {
      const subject = `repo:${REPOSITORY}:environment:${job}`;
      const token = await ciToken({
        issuer: "https://token.actions.githubusercontent.com",
        audience: "sts.amazonaws.com",
        subject,
      });
      try {
        const identity = await assumeWithWebIdentity(account, { roleArn, token });
        if (!jobs.includes(job)) said.push(`pipelines: a job of ${job} gets the role ${role}`);
        for (const action of ACTIONS) {
          const request = { identity, action, resource: BUCKET, account: "111122223333", context: CONTEXT };
          const isAllowed = evaluate({ ...request, resourcePolicy: undefined }) === "allow";
          if (isAllowed && !may.includes(action)) said.push(`pipelines: the role ${role} may ${action}`);
          if (!isAllowed && may.includes(action)) said.push(`pipelines: the role ${role} must be allowed ${action}`);
        }
      } catch (error) {
        if (jobs.includes(job)) said.push(`pipelines: a job of ${job}: ${String(error)}`);
      }
    }
  }
  return said;
}

const CONTEXT = { "aws:RequestedRegion": "eu-central-1" };
