import { AwsStorage } from "../../../src/rehearsal/clouds/aws/storage";
import { StageRuntime } from "../../../src/rehearsal/snowflake";
import { tryStorage, type StorageTrials } from "../../../src/rehearsal/snowflake/storage-trials";
import { AppliedState } from "../../../src/rehearsal/state";
import { accountOf, awsAccount, policy } from "./platform";

const BUCKET = "arn:aws:s3:::models";
const LIST = { Effect: "Allow", Action: "s3:ListBucket", Resource: BUCKET };
const PREFIX = { StringLike: { "s3:prefix": ["mlflow/*"] } };
const WRITE = { Effect: "Allow", Action: "s3:PutObject", Resource: `${BUCKET}/mlflow/*` };

interface Changed {
  readonly statements?: readonly unknown[];
  readonly url?: string;
  readonly sql?: string;
  readonly owner?: string;
}

function tried({ statements = [{ ...LIST, Condition: PREFIX }, WRITE], url, sql, owner }: Changed = {}): StorageTrials {
  const aws = awsAccount();
  aws.objects.aws_iam_role_policy = { id: "p", role: "snowflake-caller", policy: policy(...statements) };
  aws.more.push({ type: "aws_s3_bucket", values: { id: "models", bucket: "models", arn: BUCKET } });
  const at = { database: "DB", schema: "S" };
  const resources: [string, string, Record<string, unknown>][] = [
    [
      "snowflake_storage_integration",
      "s",
      {
        name: "STORAGE",
        enabled: true,
        storage_allowed_locations: ["s3://models/mlflow/"],
        storage_aws_role_arn: aws.objects.aws_iam_role?.arn,
        storage_aws_iam_user_arn: "arn:aws:iam::999988887777:user/snowflake",
        storage_aws_external_id: "EXT_1",
      },
    ],
    [
      "snowflake_stage",
      "out",
      { ...at, name: "OUT", url: url ?? "s3://models/mlflow/", storage_integration: "STORAGE" },
    ],
    ["snowflake_stage", "in", { ...at, name: "IN" }],
    [
      "snowflake_task",
      "copy",
      { ...at, name: "COPY", sql_statement: sql ?? 'COPY FILES INTO @"DB"."S"."OUT" FROM @DB.S.IN' },
    ],
  ];
  if (owner !== undefined) {
    const on = [{ object_type: "TASK", object_name: '"DB"."S"."COPY"' }];
    resources.push(["snowflake_grant_ownership", "owner", { account_role_name: `"${owner}"`, on }]);
  }
  const state = new AppliedState({
    resources: resources.map(([type, name, attributes]) => ({
      mode: "managed" as const,
      type,
      name,
      instances: [{ attributes }],
    })),
  });
  const storages = [new AwsStorage(accountOf(aws))];
  return tryStorage(state, new StageRuntime(state, storages), storages);
}

test("a stage is listed, and the statement of a task is executed against it", () => {
  expect(tried()).toEqual({
    shown: [
      'LIST @"DB"."S"."OUT" is allowed at s3://models/mlflow/',
      "The statement of snowflake_task.copy is allowed to ACCOUNTADMIN",
    ],
    problems: [],
    notExecuted: [],
    pending: [],
  });
});

test.each<[string, Changed, string]>([
  [
    "a role without s3:ListBucket",
    { statements: [WRITE] },
    'snowflake_stage.out: LIST @"DB"."S"."OUT" fails: Failure using stage area. Cause: [Access Denied',
  ],
  [
    "a role that may not write",
    { statements: [{ ...LIST, Condition: PREFIX }] },
    "snowflake_task.copy: its statement fails for ACCOUNTADMIN: Failure using stage area",
  ],
  [
    "a role that lists without the condition on the prefix",
    { statements: [LIST, WRITE] },
    "snowflake_storage_integration.s: its role may list s3://models/, which is outside of the allowed locations s3://models/mlflow/",
  ],
  [
    "a role that writes anywhere in the bucket",
    {
      statements: [
        { ...LIST, Condition: PREFIX },
        { ...WRITE, Resource: `${BUCKET}/*` },
      ],
    },
    "its role may write to s3://models/, which is outside",
  ],
  [
    "a stage outside of the allowed locations",
    { url: "s3://models/other/" },
    "Location 's3://models/other/' is not allowed by integration 'STORAGE'",
  ],
  [
    "a statement that names a stage that does not exist",
    { sql: "COPY FILES INTO @DB.S.NONE FROM @DB.S.IN" },
    "Stage 'DB.S.NONE' does not exist or not authorized",
  ],
  [
    "a task whose owner has no grants",
    { owner: "KEDRO" },
    "snowflake_task.copy: its statement fails for KEDRO: SQL compilation error:\nDatabase 'DB' does not exist or not authorized",
  ],
])("%s is found", (_what, changed, message) => {
  expect(tried(changed).problems.join("\n")).toContain(message);
});

test("a statement that is not simulated is named as not executed", () => {
  expect(tried({ sql: "CALL MODEL_CLEANUP()" }).notExecuted).toEqual(["snowflake_task.copy: CALL MODEL_CLEANUP()"]);
});
