import { admissionRoutes } from "../../src/mlflow/proxy/admission";
import type { StaticResponse } from "../../src/mlflow/proxy/caddy";
import { proxySettings } from "../../src/mlflow/proxy/defaults";
import { aws } from "../../src/rehearsal/clouds/aws";
import type { Account } from "../../src/rehearsal/simulator/account";
import type { Values } from "../../src/rehearsal/simulator/rule";
import type { AppliedResource } from "../../src/rehearsal/state";
import { Synthesized } from "../aws/synthesized";
import {
  CheckedPlatform,
  EXPERIMENTS,
  FIRST,
  LIST,
  isGrantOn,
  removed,
  type Broken,
} from "../support/checked-platform";

// aws-dev as Terraform applies it to the simulated clouds; each test breaks one component of it.
jest.setTimeout(180_000);

let platform: CheckedPlatform;
beforeAll(async () => {
  platform = await CheckedPlatform.apply(Synthesized.environment(), aws, "hashicorp/aws");
});
afterAll(() => platform.close());

const check = (by?: Broken) => platform.check(by);
const broken = (by: Broken) => platform.broken(by);

/** The objects of a type whose name ends so. */
const named = (account: Account, type: string, end: string): Values[] =>
  account
    .list(type)
    .map(({ values }) => values)
    .filter((values) => [values.name, values.role].some((name) => String(name).endsWith(end)));

/** Lets the role trust nobody that exists. */
const distrust = (end: string) => (account: Account) => {
  for (const role of named(account, "aws_iam_role", end))
    role.assume_role_policy = String(role.assume_role_policy).replace(
      /"sts:ExternalId":"[^"]*"/,
      '"sts:ExternalId":"x"',
    );
};

test("a platform that works passes all eight steps, in the order of a kedro run", async () => {
  const findings = await check();
  expect(findings.map(({ step, holds }) => [step, holds])).toEqual([
    ["USE ROLE MLOPS_AWS_DEV_KEDRO", true],
    ["USE WAREHOUSE MLOPS_AWS_DEV_WH", true],
    [FIRST, true],
    ["MLFLOW_RUN_CREATE", true],
    ["MLFLOW_RUN_LOG_PARAMETER", true],
    ["MLFLOW_RUN_LOG_METRIC", true],
    ["MLFLOW_RUN_UPDATE", true],
    [LIST, true],
  ]);
  expect(platform.backend.seen.map(({ body }) => body).at(1)).toContain('"experiment_id":"7"');
});

test("a role that does not trust Snowflake is named as trust, for functions and stage each", async () => {
  expect(await broken({ cloud: distrust("snowflake-api") })).toEqual({ [FIRST]: "trust" });
  expect(await broken({ cloud: distrust("snowflake-storage") })).toEqual({ [LIST]: "trust" });
});

test("a gateway whose deployed policy names another role is named as gateway", async () => {
  const closed = (account: Account) => {
    for (const { id } of account.list("aws_api_gateway_deployment")) {
      const frozen = account.memory<{ policy: string }>(`aws_api_gateway_deployment:${id}`, () => ({ policy: "" }));
      frozen.policy = frozen.policy.replaceAll("snowflake-api", "another");
    }
  };
  expect(await broken({ cloud: closed })).toEqual({ [FIRST]: "gateway" });
});

test("a stage of the API that is gone is named as gateway", async () => {
  expect(await broken({ cloud: removed("aws_api_gateway_stage") })).toEqual({ [FIRST]: "gateway" });
});

test("servers that do not run are named as targets", async () => {
  expect(await broken({ isDown: true })).toEqual({ [FIRST]: "targets" });
});

test("a load balancer that lets nobody in is named as targets", async () => {
  const closed = (account: Account) => {
    for (const { values } of account.list("aws_apigatewayv2_vpc_link")) values.security_group_ids = [];
  };
  expect(await broken({ cloud: closed })).toEqual({ [FIRST]: "targets" });
});

test("an MLflow without its database is named as database, with a server that answers", async () => {
  const message = "(psycopg2.OperationalError) connection to server failed";
  const replies = [{ status: 503, body: JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message }) }];
  expect(await broken({ replies })).toEqual({ [FIRST]: "database" });
});

test("a proxy without its MLflow is named as server", async () => {
  const message = "mlops proxy: MLflow could not be reached";
  const replies = [{ status: 502, body: JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message }) }];
  expect(await broken({ replies })).toEqual({ [FIRST]: "server" });
});

// As the real proxy answers: what it says and what is looked for cannot drift apart.
const REFUSALS = admissionRoutes(proxySettings({ snowflakeAccount: true, gatewayKey: true })).map(({ handle }) => {
  const [response] = handle as StaticResponse[];
  return { status: Number(response?.status_code), body: response?.body };
});
const [NO_KEY, OTHER_KEY, OTHER_ACCOUNT] = REFUSALS;

test.each([
  ["another Snowflake account", OTHER_ACCOUNT, "account", "with the credentials of the account that you call from"],
  ["a call without the gateway's key", NO_KEY, "key", "The gateway does not add its key"],
  ["another key than the servers'", OTHER_KEY, "key", "a rotation of the key is under way"],
])("%s is named, with a remedy of its own", async (_what, reply, component, advice) => {
  const finding = await platform.failure({ replies: [reply ?? {}] });
  expect(finding?.diagnosis).toMatchObject({ component, advice: expect.stringContaining(advice) as string });
});

test("a throttled call is named as gateway, and advises to try again", async () => {
  const replies = [{ status: 429, body: '{"message":"Too Many Requests"}' }];
  const finding = await platform.failure({ replies });
  expect(finding?.diagnosis).toMatchObject({ component: "gateway", advice: expect.stringContaining("Try again") });
});

test("a request that MLflow refuses is named as MLflow's own answer", async () => {
  const replies = [EXPERIMENTS, { status: 404, body: '{"error_code":"RESOURCE_DOES_NOT_EXIST"}' }];
  expect(await broken({ replies })).toEqual({ MLFLOW_RUN_CREATE: "MLflow" });
});

test("an experiment that does not exist is said to be missing", async () => {
  const finding = await platform.failure({ replies: [{ body: '{"experiments":[]}' }] });
  expect(finding).toMatchObject({ step: FIRST, note: expect.stringContaining('MLflow has no experiment "Default"') });
});

test("a grant that is missing is told from a function that is missing", async () => {
  const isGrant = isGrantOn("MLFLOW_RUN_CREATE");
  expect(await broken({ keeps: (resource) => !isGrant(resource) })).toEqual({ MLFLOW_RUN_CREATE: "grant" });
  const isFunction = ({ type, attributes }: AppliedResource) =>
    type === "snowflake_external_function" && attributes.name === "MLFLOW_RUN_CREATE";
  expect(await broken({ keeps: (resource) => !isFunction(resource) })).toEqual({ MLFLOW_RUN_CREATE: "function" });
});

test("a role without a grant on the database is named as grant, for functions and stage", async () => {
  expect(await broken({ role: "STRANGER" })).toEqual({ [FIRST]: "grant", [LIST]: "grant" });
});

test("a storage role that may not list is named as stage", async () => {
  const forbidden = (account: Account) => {
    for (const policy of named(account, "aws_iam_role_policy", "snowflake-storage"))
      policy.policy = String(policy.policy).replace('"s3:ListBucket"', '"s3:ListAllMyBuckets"');
  };
  expect(await broken({ cloud: forbidden })).toEqual({ [LIST]: "stage" });
});

test("a bucket, a stage or a grant on it that is gone is named as stage", async () => {
  expect(await broken({ cloud: removed("aws_s3_bucket") })).toEqual({ [LIST]: "stage" });
  expect(await broken({ keeps: ({ attributes }) => attributes.name !== "MLFLOW_ARTIFACT_STAGE" })).toEqual({
    [LIST]: "stage",
  });
  const isGrant = isGrantOn("MLFLOW_ARTIFACT_STAGE");
  expect(await broken({ keeps: (resource) => !isGrant(resource) })).toEqual({ [LIST]: "stage" });
});
