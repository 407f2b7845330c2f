import { TerraformStack, Testing, Token } from "cdktf";
import { CiAccess, type AwsCiStackProps, type CiEnvironmentSettings } from "../../../src/aws";
import { CiSystem, ValidationError } from "../../../src/core";
import { connectionsOf, ENTRA_ISSUER } from "../../support/service-connections";
import { ciStack, REPOSITORY } from "./fixture";

const READ = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});
const allowing = (action: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*", ...action }] });
const ENVIRONMENT: CiEnvironmentSettings = { name: "aws-dev", planPolicies: [READ], deployPolicies: [READ] };
const environments = (...changes: Partial<CiEnvironmentSettings>[]) =>
  changes.map((change) => ({ ...ENVIRONMENT, ...change }));

function problemsOf(props: Partial<AwsCiStackProps>): string[] {
  try {
    ciStack({ environments: [ENVIRONMENT], ...props });
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map(({ field, rule }) => `${field} ${rule}`);
  }
}

test.each<[string, Partial<AwsCiStackProps>, RegExp]>([
  ["a wildcard subject", { repository: "my-org/*" }, /^repository must name exactly one, without wildcards/],
  ["an issuer of another system", { issuer: "https://gitlab.com" }, /^issuer must be an issuer of github/],
  [
    "Azure DevOps without its organization",
    { system: CiSystem.AZURE_DEVOPS, repository: "org/project" },
    /^issuer must be an issuer of azure-devops/,
  ],
  [
    "Entra's issuer, which service connections to AWS do not have",
    {
      system: CiSystem.AZURE_DEVOPS,
      repository: "org/project",
      issuer: ENTRA_ISSUER,
      connectionSubjects: connectionsOf("aws-dev"),
    },
    /^issuer must be that of the service connections of the type AWS, which Azure DevOps itself issues/,
  ],
  [
    "the deployed branch as the one that plans",
    { system: CiSystem.GITLAB, repository: "g/p", planBranch: "main" },
    /^planBranch must be another branch than branch/,
  ],
  [
    "a GitLab server on a port",
    { system: CiSystem.GITLAB, repository: "g/p", issuer: "https://gitlab.example.com:8443" },
    /^issuer must have no port/,
  ],
  ["no environment", { environments: [] }, /^environments must have at least 1 environment/],
  ["an environment twice", { environments: environments({}, {}) }, /^environments must have different names/],
  [
    "a name of another form",
    { environments: environments({ name: "AWS dev" }) },
    /^environments\.0\.name must be 2 to 40/,
  ],
  [
    "names that are too long together",
    {
      prefix: "a-prefix-of-20-chars",
      environments: environments({ name: "an-environment-with-a-name-of-40-letters" }),
    },
    /^environments must have names that fit into a role's/,
  ],
  [
    "no policy for a plan",
    { environments: environments({ planPolicies: [] }) },
    /^environments\.0\.planPolicies must have 1 to 10 policies/,
  ],
  [
    "eleven policies",
    { environments: environments({ deployPolicies: Array<string>(11).fill(READ) }) },
    /^environments\.0\.deployPolicies must have 1 to 10 policies/,
  ],
  [
    "the name of a file in place of its content",
    { environments: environments({ deployPolicies: ["policies/aws-dev-deploy.json"] }) },
    /^environments\.0\.deployPolicies\.0 must be an IAM policy as JSON/,
  ],
  [
    "a policy that no managed policy can hold",
    { environments: environments({ deployPolicies: [allowing({ Action: `s3:${"x".repeat(6144)}` })] }) },
    /^environments\.0\.deployPolicies\.0 must have at most 6144 characters/,
  ],
  [
    "another issuer's provider",
    { oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
    /^oidcProviderArn must be the ARN of the OIDC provider of the issuer: .*token\.actions\.githubusercontent\.com/,
  ],
  [
    "a boundary by its name",
    { permissionsBoundaryArn: "boundary" },
    /^permissionsBoundaryArn must be the ARN of an IAM policy/,
  ],
  ["half an hour", { sessionHours: 0.5 }, /^sessionHours must be an integer from 1 to 12/],
  ["no region", { region: "Frankfurt" }, /^region must be the code of an AWS region/],
])("%s is refused by a message of its own", (_what, props, message) => {
  expect(problemsOf(props)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, object]>([
  ["an action that creates", { Action: ["s3:GetObject", "s3:PutObject"] }],
  ["all actions", { Action: "*" }],
  ["all actions of a service", { Action: "s3:*" }],
  ["all actions but some", { NotAction: "iam:*" }],
  ["passing a role", { Action: "iam:PassRole" }],
  ["assuming another role", { Action: "sts:AssumeRole" }],
])("a role that plans is refused %s", (_what, action) => {
  expect(problemsOf({ environments: environments({ planPolicies: [allowing(action)] }) })).toEqual([
    expect.stringMatching(/^environments\.0\.planPolicies\.0 must allow reading only/),
  ]);
});

test("a policy that denies, or that is known to Terraform alone, passes", () => {
  const deny = JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } });
  const unknown = Token.asString({ resolve: () => "x" });
  expect(problemsOf({ environments: environments({ planPolicies: [READ, deny, unknown] }) })).toEqual([]);
});

test("the construct alone checks the same", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  const make = () => new CiAccess(stack, "Ci", { prefix: "mlops", repository: "*/*", environments: [ENVIRONMENT] });
  expect(make).toThrow(/test\/Ci: repository = "\*\/\*": must name exactly one/);
  expect(() => new CiAccess(stack, "Ok", { prefix: "M", repository: REPOSITORY, environments: [ENVIRONMENT] })).toThrow(
    /prefix/,
  );
});
