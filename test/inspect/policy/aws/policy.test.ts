import type { JsonObject } from "../../../../src/core/json";
import {
  inManagedPolicies,
  MANAGED_POLICY_LENGTH,
  policyFor,
  policyLength,
  type PolicyStatement,
} from "../../../../src/inspect/policy/aws";
import { Purpose } from "../../../../src/inspect/policy/purpose";
import { SynthesizedStack } from "../../../../src/inspect/stack";
import { Synthesized } from "../../../aws/synthesized";
import { KNOWN } from "./iam-actions";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/abc";
const json = Synthesized.environment({
  region: "eu-central-1",
  accountId: "123456789012",
  state: { bucket: "my-state", region: "eu-central-1" },
}).json;
const policyOf = (of: JsonObject, purpose: Purpose) => policyFor(new SynthesizedStack(of), purpose);
const statements = (purpose: Purpose, of = json) => policyOf(of, purpose).document.Statement;
const one = (purpose: Purpose, sid: string, of = json): PolicyStatement => {
  const found = statements(purpose, of).filter(({ Sid }) => Sid === sid);
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} statements ${sid}`);
  return found[0];
};

test("an identity that plans changes nothing, by the access levels that AWS gives its actions", () => {
  const levels = statements(Purpose.PLAN)
    .flatMap(({ Action }) => Action)
    .map((action) => [action, KNOWN.get(action)?.level]);
  expect(levels.length).toBeGreaterThan(50);
  expect(levels.filter(([, level]) => level !== "read" && level !== "list")).toEqual([]);
});

test("an identity that deploys may do all that one that plans may do", () => {
  const actions = (purpose: Purpose) => new Set(statements(purpose).flatMap(({ Action }) => Action));
  const deploy = actions(Purpose.DEPLOY);
  expect([...actions(Purpose.PLAN)].filter((action) => !deploy.has(action))).toEqual([]);
});

test("no statement grants all actions of a service", () => {
  for (const { Action } of statements(Purpose.DEPLOY)) expect(Action.join()).not.toContain("*");
});

test.each(["S3", "Rds", "Iam", "Ecs", "Logs", "Secretsmanager", "Elasticloadbalancing"])(
  "%s is scoped to the platform's names in its account and region",
  (sid) => {
    const { Resource } = one(Purpose.DEPLOY, sid);
    const defaults = /:(pg|og):\*$/;
    for (const arn of Resource.filter((each) => !defaults.test(each))) expect(arn).toMatch(/[:/]mlops-/);
    for (const arn of Resource.filter((each) => !each.startsWith("arn:aws:s3")))
      expect(arn).toContain(":123456789012:");
  },
);

test.each([Purpose.PLAN, Purpose.DEPLOY])(
  "to %s, database instances are found by a filter, for which AWS asks for the right to describe all; nothing else of RDS is on all",
  (purpose) => {
    expect(one(purpose, "RdsAnywhere")).toEqual({
      Sid: "RdsAnywhere",
      Effect: "Allow",
      Action: ["rds:DescribeDBInstances"],
      Resource: ["*"],
    });
  },
);

test("an environment that names no account or region leaves them open", () => {
  const open = Synthesized.environment().json;
  expect(one(Purpose.DEPLOY, "Ecs", open).Resource).toContain("arn:aws:ecs:*:*:cluster/mlops-aws-dev");
  expect(one(Purpose.DEPLOY, "Ec2Anywhere", open)).not.toHaveProperty("Condition");
});

test("EC2, which knows no names, is bound to the region", () => {
  expect(one(Purpose.DEPLOY, "Ec2Anywhere")).toMatchObject({
    Resource: ["*"],
    Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
  });
});

test("roles are handed to the one service that runs the servers, and only the servers' roles", () => {
  const passing = statements(Purpose.DEPLOY).filter(({ Action }) => Action.includes("iam:PassRole"));
  expect(passing).toEqual([
    {
      Sid: "PassRoleEcsTasks",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [
        "arn:aws:iam::123456789012:role/mlops-aws-dev-mlflow-execution",
        "arn:aws:iam::123456789012:role/mlops-aws-dev-mlflow-task",
      ],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ]);
});

test("a role that exists already is handed on by its own ARN", () => {
  const role = "arn:aws:iam::123456789012:role/theirs";
  const task = { resource: { aws_ecs_task_definition: { t: { family: "f", task_role_arn: role } } } };
  expect(one(Purpose.DEPLOY, "PassRoleEcsTasks", task).Resource).toEqual([role]);
});

test("service-linked roles are made for named services alone", () => {
  const linked = statements(Purpose.DEPLOY).filter(({ Action }) => Action.includes("iam:CreateServiceLinkedRole"));
  expect(linked.length).toBeGreaterThan(2);
  for (const { Resource, Condition } of linked) {
    const service = Condition?.StringEquals?.["iam:AWSServiceName"] ?? "";
    expect(service).toMatch(/^[a-z.-]+\.amazonaws\.com$/);
    expect(Resource).toEqual([`arn:aws:iam::*:role/aws-service-role/${service}/*`]);
  }
});

test("a bucket is emptied only where the environment says that a destroy may", () => {
  const bucket = (force_destroy: boolean) => ({
    resource: { aws_s3_bucket: { b: { bucket: "mine", force_destroy } } },
  });
  expect(one(Purpose.DEPLOY, "S3", bucket(true)).Action).toContain("s3:DeleteObjectVersion");
  expect(one(Purpose.DEPLOY, "S3", bucket(false)).Action).not.toContain("s3:DeleteObjectVersion");
});

test("a plan reads the state without a lock; a deploy writes state and lock, and no other object", () => {
  const state = "arn:aws:s3:::my-state/aws-dev.tfstate";
  expect(one(Purpose.PLAN, "State")).toMatchObject({ Action: ["s3:GetObject"], Resource: [state] });
  expect(statements(Purpose.PLAN).map(({ Sid }) => Sid)).not.toContain("StateLock");
  expect(one(Purpose.DEPLOY, "State")).toMatchObject({ Action: ["s3:GetObject", "s3:PutObject"], Resource: [state] });
  expect(one(Purpose.DEPLOY, "StateLock").Resource).toEqual([`${state}.tflock`]);
});

test("a lock in DynamoDB and a key of the state are granted by name", () => {
  const backend = {
    s3: { bucket: "b", key: "k", region: "eu-west-1", dynamodb_table: "locks", kms_key_id: KEY, encrypt: true },
  };
  const locked = { terraform: { backend } };
  expect(one(Purpose.DEPLOY, "StateLock", locked).Resource).toEqual(["arn:aws:dynamodb:eu-west-1:*:table/locks"]);
  expect(one(Purpose.PLAN, "StateKey", locked)).toMatchObject({ Action: ["kms:Decrypt"], Resource: [KEY] });
});

test("keys of the platform are used, and lent to AWS's services alone", () => {
  const encrypted = Synthesized.environment({ database: { encryptionKeyArn: KEY } }).json;
  expect(one(Purpose.PLAN, "Kms", encrypted)).toMatchObject({
    Action: ["kms:Decrypt", "kms:DescribeKey"],
    Resource: [KEY],
  });
  expect(one(Purpose.DEPLOY, "LendKeys", encrypted)).toMatchObject({
    Action: ["kms:CreateGrant"],
    Resource: [KEY],
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  });
});

test("types that the table does not hold are named, resources and data sources alike, and so are modules", () => {
  const strange = {
    resource: { aws_mystery: { m: {} }, random_id: { r: {} } },
    data: { aws_riddle: { r: {} } },
    module: { network: {} },
  };
  expect(policyOf(strange, Purpose.DEPLOY).unknownTypes).toEqual(["aws_mystery", "data.aws_riddle", "module.network"]);
  expect(policyOf(json, Purpose.DEPLOY).unknownTypes).toEqual([]);
});

test("managed policies take it in parts, each within IAM's length, and nothing is lost", () => {
  const { document } = policyOf(json, Purpose.DEPLOY);
  const parts = inManagedPolicies(document);
  expect(parts.length).toBeLessThanOrEqual(10);
  for (const part of parts) expect(policyLength(part)).toBeLessThanOrEqual(MANAGED_POLICY_LENGTH);
  expect(parts.flatMap(({ Statement }) => Statement)).toEqual(document.Statement);
});

test("every Sid is there once and has letters and digits alone", () => {
  const sids = statements(Purpose.DEPLOY).map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
  for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
});

test("a secret that exists already is read by its own ARN, and no other is", () => {
  const clientSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-ui-AbCdEf";
  const endpoint = "https://login.example.com/x";
  const open = Synthesized.environment({
    ui: {
      domainName: "mlflow.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
      oidc: {
        issuer: endpoint,
        authorizationEndpoint: endpoint,
        tokenEndpoint: endpoint,
        userInfoEndpoint: endpoint,
        clientId: "ui",
        clientSecretArn,
      },
    },
  }).json;
  const { Action, Resource } = one(Purpose.PLAN, "Secretsmanager", open);
  expect(Action).toContain("secretsmanager:GetSecretValue");
  expect(Resource).toContain(clientSecretArn);
  expect(Resource).not.toContain("*");
});
