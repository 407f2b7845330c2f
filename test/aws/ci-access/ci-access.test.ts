import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CiSystem } from "../../../src/core";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { trustPolicy } from "../../../src/inspect/policy/aws";
import { ROOT } from "../../support/cli";
import { Synthesized, type Block } from "../synthesized";
import { ciStack, environment } from "./fixture";

const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";

interface Trust {
  readonly Statement: readonly {
    readonly Principal: { readonly Federated: string };
    readonly Action: string;
    readonly Condition: Record<string, Record<string, string | string[]>>;
  }[];
}

function roleOf(stack: Synthesized, name: string): Block {
  const found = Object.values(stack.all("aws_iam_role")).find((role) => role.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
}

const trustOf = (stack: Synthesized, name: string) =>
  JSON.parse(String(roleOf(stack, name).assume_role_policy)) as Trust;

test("each environment has a role that plans and one that deploys, with what mlops policy wrote as managed policies", () => {
  const environments = [environment(), environment("aws-prod")];
  const stack = Synthesized.of(ciStack({ environments }));
  expect(new Set(Object.values(stack.all("aws_iam_role")).map(({ name }) => name))).toEqual(
    new Set(["mlops-aws-dev-plan", "mlops-aws-dev-deploy", "mlops-aws-prod-plan", "mlops-aws-prod-deploy"]),
  );
  const policies = Object.values(stack.all("aws_iam_policy"));
  expect(new Set(policies.map(({ policy }) => policy))).toEqual(
    new Set(environments.flatMap(({ planPolicies, deployPolicies }) => [...planPolicies, ...deployPolicies])),
  );
  const names = policies.map(({ name }) => String(name));
  expect(names).toContain("mlops-aws-dev-deploy-2");
  const attached = Object.values(stack.all("aws_iam_role_policy_attachment"));
  expect(attached).toHaveLength(names.length);
});

test.each([
  [CiSystem.GITHUB, undefined, "token.actions.githubusercontent.com", "sts.amazonaws.com"],
  [CiSystem.GITLAB, "https://gitlab.example.com", "gitlab.example.com", "sts.amazonaws.com"],
  [CiSystem.AZURE_DEVOPS, ORGANIZATION, ORGANIZATION.slice("https://".length), "api://AzureADTokenExchange"],
])("tokens of %s are trusted by exact audience and subject, never by a pattern", (system, issuer, host, audience) => {
  const stack = Synthesized.of(ciStack({ system, issuer }));
  expect(stack.one("aws_iam_openid_connect_provider")).toMatchObject({
    url: `https://${host}`,
    client_id_list: [audience],
  });
  for (const name of ["mlops-aws-dev-plan", "mlops-aws-dev-deploy"]) {
    const { Statement } = trustOf(stack, name);
    expect(Statement).toHaveLength(1);
    const [{ Principal, Action, Condition }] = Statement as [Trust["Statement"][number]];
    expect(Action).toBe("sts:AssumeRoleWithWebIdentity");
    expect(Principal.Federated).toMatch(/^\$\{aws_iam_openid_connect_provider\..*\.arn\}$/);
    expect(Object.keys(Condition)).toEqual(["StringEquals"]);
    expect(Object.keys(Condition.StringEquals ?? {})).toEqual([`${host}:aud`, `${host}:sub`]);
    expect(Condition.StringEquals?.[`${host}:aud`]).toBe(audience);
    expect(JSON.stringify(Condition)).not.toMatch(/[*?]/);
  }
});

test.each([
  [CiSystem.GITHUB, "my-org/my-platform", undefined],
  [CiSystem.GITLAB, "my-group/my-platform", undefined],
  [CiSystem.AZURE_DEVOPS, "my-org/My Project", ORGANIZATION],
])("mlops policy --trust prints for %s the trust of the stack's own roles", (system, repository, issuer) => {
  const arn = `arn:aws:iam::123456789012:oidc-provider/${(issuer ?? (system === CiSystem.GITLAB ? "https://gitlab.com" : "https://token.actions.githubusercontent.com")).slice("https://".length)}`;
  const stack = Synthesized.of(ciStack({ system, repository, issuer, oidcProviderArn: arn }));
  for (const purpose of Object.values(Purpose))
    expect(trustPolicy("123456789012", { system, repository, issuer }, "aws-dev", purpose)).toEqual(
      trustOf(stack, `mlops-aws-dev-${purpose}`),
    );
});

test("an existing provider of the account is used", () => {
  const oidcProviderArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
  const stack = Synthesized.of(ciStack({ oidcProviderArn }));
  expect(stack.all("aws_iam_openid_connect_provider")).toEqual({});
  expect(trustOf(stack, "mlops-aws-dev-plan").Statement[0]?.Principal).toEqual({ Federated: oidcProviderArn });
});

test("all roles have the boundary and the length of sessions that are set", () => {
  const permissionsBoundaryArn = "arn:aws:iam::123456789012:policy/boundary";
  const roles = Object.values(Synthesized.of(ciStack({ permissionsBoundaryArn, sessionHours: 2 })).all("aws_iam_role"));
  expect(roles.map((role) => [role.permissions_boundary, role.max_session_duration])).toEqual([
    [permissionsBoundaryArn, 7200],
    [permissionsBoundaryArn, 7200],
  ]);
  const [plan] = Object.values(Synthesized.of(ciStack()).all("aws_iam_role"));
  expect(plan).toMatchObject({ max_session_duration: 3600 });
  expect(plan).not.toHaveProperty("permissions_boundary");
});

test("the outputs are the variables of each environment of the pipeline, and the SQL of the users in Snowflake", () => {
  const { output } = Synthesized.of(ciStack()).json as {
    output: Record<string, { value: string; sensitive?: boolean }>;
  };
  const blocks = String(output.pipeline_variables?.value).split("\n\n");
  expect(blocks.map((block) => block.replace(/\$\{[^}]*\}/g, "<arn>").split("\n"))).toEqual([
    ["# aws-dev-plan", "AWS_ROLE_ARN=<arn>", "AWS_REGION=eu-central-1", "SNOWFLAKE_USER=MLOPS_AWS_DEV_PLAN"],
    ["# aws-dev-plan-main", "AWS_ROLE_ARN=<arn>", "AWS_REGION=eu-central-1", "SNOWFLAKE_USER=MLOPS_AWS_DEV_PLAN"],
    ["# aws-dev", "AWS_ROLE_ARN=<arn>", "AWS_REGION=eu-central-1", "SNOWFLAKE_USER=MLOPS_AWS_DEV_DEPLOY"],
  ]);
  expect(output.snowflake_sql?.value).toMatch(
    /ALTER USER MLOPS_AWS_DEV_PLAN SET WORKLOAD_IDENTITY = \(TYPE = AWS ARN = '\$\{aws_iam_role\./,
  );
});

test("examples/ci-cd/snowflake.sql is what the output prints for an account", () => {
  const { output } = Synthesized.of(ciStack()).json as { output: Record<string, { value: string }> };
  const roles = Synthesized.of(ciStack()).all("aws_iam_role");
  const sql = String(output.snowflake_sql?.value).replace(
    /\$\{aws_iam_role\.([^.]+)\.arn\}/g,
    (_, id: string) => `arn:aws:iam::123456789012:role/${String(roles[id]?.name)}`,
  );
  expect(readFileSync(join(ROOT, "examples", "ci-cd", "snowflake.sql"), "utf8")).toBe(sql);
});

test("the stack's own state lies beside those of the environments", () => {
  const stack = Synthesized.of(ciStack({ state: { bucket: "mlops-tfstate-0a1b2c3d", region: "eu-central-1" } }));
  expect((stack.json.terraform as Block).backend).toMatchObject({ s3: { key: "aws-ci.tfstate" } });
});
