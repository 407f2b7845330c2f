import { evaluate } from "../../../../../src/rehearsal/clouds/aws/identities/evaluate";
import { assumeWithWebIdentity } from "../../../../../src/rehearsal/clouds/aws/identities/web-identity";
import { ciToken, type CiToken } from "../../../../../src/rehearsal/clouds/ci-tokens";
import { Account } from "../../../../../src/rehearsal/simulator";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { policy } from "../../../snowflake/platform";

const ISSUER = "https://gitlab.example.com";
const ROLE = "arn:aws:iam::111122223333:role/deploy";
const PROVIDER = "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com";
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
const JOB: CiToken = {
  issuer: ISSUER,
  subject: "project_path:g/p:ref_type:branch:ref:main",
  audience: "sts.amazonaws.com",
};
const allow = (action: string) => policy({ Effect: "Allow", Action: action, Resource: "*" });

/** An account with a role for the job that may do everything. */
function accountWith(role: Values = {}, boundary?: string): Account {
  const account = new Account();
  const trust = policy({
    Effect: "Allow",
    Principal: { Federated: PROVIDER },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { "gitlab.example.com:aud": JOB.audience, "gitlab.example.com:sub": JOB.subject },
    },
  });
  account.put("aws_iam_openid_connect_provider", PROVIDER, {
    id: PROVIDER,
    arn: PROVIDER,
    url: ISSUER,
    client_id_list: [JOB.audience],
  });
  account.put("aws_iam_role", "deploy", {
    id: "deploy",
    name: "deploy",
    arn: ROLE,
    assume_role_policy: trust,
    ...role,
  });
  account.put("aws_iam_role_policy", "deploy:all", { role: "deploy", name: "all", policy: allow("*") });
  if (boundary !== undefined) account.put("aws_iam_policy", BOUNDARY, { arn: BOUNDARY, policy: boundary });
  return account;
}

const assume = async (account: Account, token: Partial<CiToken> = {}) =>
  assumeWithWebIdentity(account, { roleArn: ROLE, token: await ciToken({ ...JOB, ...token }) });

async function may(action: string, boundary?: string): Promise<string> {
  const account = accountWith(boundary === undefined ? {} : { permissions_boundary: BOUNDARY }, boundary);
  const identity = await assume(account);
  const request = { identity, action, resource: "arn:aws:s3:::b", account: "111122223333", context: {} };
  return evaluate({ ...request, resourcePolicy: undefined });
}

test("a role does what its policies allow", async () => {
  expect(await may("s3:PutObject")).toBe("allow");
});

test("a permissions boundary limits a role whose policies allow more", async () => {
  expect(await may("s3:GetObject", allow("s3:*"))).toBe("allow");
  expect(await may("iam:CreateRole", allow("s3:*"))).toBe("implicit deny");
  const denying = policy(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "iam:*", Resource: "*" },
  );
  expect(await may("iam:CreateRole", denying)).toBe("explicit deny");
});

test("a boundary that nobody knows, or beside a policy of the resource, is an error, never a pass", async () => {
  await expect(assume(accountWith({ permissions_boundary: BOUNDARY }))).rejects.toThrow("is not simulated");
  const identity = await assume(accountWith({ permissions_boundary: BOUNDARY }, allow("s3:GetObject")));
  const resourcePolicy = [
    {
      ...{
        sid: undefined,
        effect: "Allow" as const,
        notPrincipals: [],
        notActions: [],
        notResources: [],
        conditions: [],
      },
      ...{ principals: [{ type: "AWS", value: ROLE }], actions: ["sqs:*"], resources: ["*"] },
    },
  ];
  const request = {
    identity,
    resource: "arn:aws:sqs:eu-central-1:111122223333:q",
    account: "111122223333",
    context: {},
  };
  expect(() => evaluate({ ...request, action: "sqs:SendMessage", resourcePolicy })).toThrow("is not simulated");
});

test.each<[string, Partial<CiToken>, string]>([
  ["expired", { defect: "expired" }, "ExpiredTokenException: "],
  ["unsigned", { defect: "unsigned" }, "InvalidIdentityToken: "],
  ["signed by somebody else", { defect: "foreign key" }, "InvalidIdentityToken: signature verification failed"],
  ["for somebody else", { audience: "another" }, "InvalidIdentityToken: Incorrect token audience"],
  ["of another issuer", { issuer: "https://gitlab.com" }, "InvalidIdentityToken: No OpenIDConnect provider found"],
  ["of another branch", { subject: `${JOB.subject}-2` }, "AccessDenied: Not authorized to perform"],
])("a token that is %s is refused", async (_what, change, message) => {
  await expect(assume(accountWith(), change)).rejects.toThrow(message);
});

test("what is no token, and a role that does not exist, are refused", async () => {
  const token = await ciToken(JOB);
  const account = accountWith();
  await expect(assumeWithWebIdentity(account, { roleArn: ROLE, token: "x" })).rejects.toThrow("InvalidIdentityToken");
  await expect(assumeWithWebIdentity(account, { roleArn: `${ROLE}-2`, token })).rejects.toThrow("AccessDenied");
});
