import { exposedSecrets } from "../../../src/rehearsal/scenario/secrets";
import { AppliedState } from "../../../src/rehearsal/state";

const PASSWORD = "s3cretS3cretS3cret";
const URI = `postgresql+psycopg2://mlflow:${PASSWORD}@db.example.com:5432/mlflow`;

const SENSITIVE = new Map([
  ["random_password", ["result"]],
  ["aws_secretsmanager_secret_version", ["secret_string"]],
  ["snowflake_service_user", ["key_pair.private_key"]],
]);

function stateOf(
  more: Record<string, Record<string, unknown>>,
  outputs: Record<string, { value: unknown; sensitive?: boolean }> = {},
): AppliedState {
  const resources = {
    random_password: { id: "none", result: PASSWORD, length: 18 },
    aws_secretsmanager_secret_version: { secret_string: URI },
    ...more,
  };
  return new AppliedState({
    outputs,
    resources: Object.entries(resources).map(([type, attributes]) => ({
      mode: "managed" as const,
      type,
      name: "one",
      instances: [{ attributes }],
    })),
  });
}

test("a secret that stands in sensitive attributes alone is in order", () => {
  expect(exposedSecrets(stateOf({ aws_s3_bucket: { tags: { name: "mlflow" } } }), SENSITIVE)).toEqual([]);
});

const definitions = (value: string) =>
  JSON.stringify([
    {
      name: "mlflow",
      environment: [
        { name: "HOST", value: "127.0.0.1" },
        { name: "URI", value },
      ],
    },
  ]);

test.each([
  ["a tag", "aws_s3_bucket", { tags: { password: PASSWORD } }, "tags.password"],
  [
    "a container's environment",
    "aws_ecs_task_definition",
    { container_definitions: definitions(URI) },
    "container_definitions",
  ],
  ["the name of a log group", "aws_cloudwatch_log_group", { name: `/mlops/${PASSWORD}` }, "name"],
  [
    "a function's header",
    "snowflake_external_function",
    { header: [{ name: "key", value: PASSWORD }] },
    "header[0].value",
  ],
  ["a comment", "snowflake_external_function", { comment: `ask with ${PASSWORD}` }, "comment"],
  ["a URL-encoded form", "aws_lb_listener", { url: encodeURIComponent(URI) }, "url"],
  ["a base64 form", "aws_instance", { user_data_base64: Buffer.from(PASSWORD).toString("base64") }, "user_data_base64"],
])("a secret in %s is named by address and attribute, without its value", (_what, type, attributes, attribute) => {
  const found = exposedSecrets(stateOf({ [type]: attributes }), SENSITIVE);
  expect(found.join("\n")).toContain(`${type}.one: ${attribute}`);
  expect(found.join("\n")).toMatch(/shows the secret of (random_password|aws_secretsmanager_secret_version)\.one: /);
  expect(found.join("\n")).not.toContain(PASSWORD);
});

test("in a container's environment the variable is told too", () => {
  const found = exposedSecrets(
    stateOf({ aws_ecs_task_definition: { container_definitions: definitions(PASSWORD) } }),
    SENSITIVE,
  );
  expect(found).toContain(
    "aws_ecs_task_definition.one: container_definitions[0].environment[1].value shows the secret of random_password.one: result",
  );
});

test("an output shows a secret, sensitive or not: whoever reads the state reads it", () => {
  const state = stateOf({}, { database: { value: { uri: URI }, sensitive: true } });
  expect(exposedSecrets(state, SENSITIVE)).toEqual([
    "output: database.uri shows the secret of random_password.one: result",
  ]);
});

test("a password inside a URI counts, and a sensitive attribute of a block", () => {
  const inUri = new AppliedState({
    resources: [
      {
        mode: "managed",
        type: "aws_secretsmanager_secret_version",
        name: "a",
        instances: [{ attributes: { secret_string: URI } }],
      },
      { mode: "managed", type: "aws_s3_bucket", name: "b", instances: [{ attributes: { bucket: PASSWORD } }] },
    ],
  });
  expect(exposedSecrets(inUri, SENSITIVE)[0]).toMatch(
    /^aws_s3_bucket\.b: bucket shows the secret of aws_secretsmanager/,
  );
  const inBlock = stateOf({
    snowflake_service_user: { key_pair: [{ private_key: "0123456789abcdef" }], comment: "0123456789abcdef" },
  });
  expect(exposedSecrets(inBlock, SENSITIVE)).toEqual([
    "snowflake_service_user.one: comment shows the secret of snowflake_service_user.one: key_pair[0].private_key",
  ]);
});

test("a secret in Terraform's own resource is in order where its plans hide it, and only there", () => {
  const state = (hidden: readonly string[]) =>
    new AppliedState({
      resources: [
        { mode: "managed", type: "random_password", name: "one", instances: [{ attributes: { result: PASSWORD } }] },
        {
          ...{ mode: "managed" as const, type: "terraform_data", name: "one" },
          instances: [
            {
              attributes: { triggers_replace: { value: { key: PASSWORD } } },
              sensitive_attributes: hidden.map((value) => [{ value }]),
            },
          ],
        },
      ],
    });
  expect(exposedSecrets(state(["triggers_replace"]), SENSITIVE)).toEqual([]);
  expect(exposedSecrets(state([]), SENSITIVE)).toEqual([
    "terraform_data.one: triggers_replace.value.key shows the secret of random_password.one: result",
  ]);
});
