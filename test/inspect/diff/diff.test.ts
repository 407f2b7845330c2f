import type { JsonObject } from "../../../src/core/json";
import { diffMarkdown, diffOf } from "../../../src/inspect/diff";
import { SynthesizedStack, type StackJson } from "../../../src/inspect/stack";

const nothing = () => [];
const stackOf = (
  name: string,
  resource: StackJson["resource"],
  more: Partial<StackJson> = {},
  packageVersion?: string,
) =>
  new SynthesizedStack({ "//": { metadata: { stackName: name, packageVersion } }, terraform: {}, resource, ...more });
const compare = (one: StackJson["resource"], other: StackJson["resource"]) =>
  diffOf(stackOf("aws-dev", one), stackOf("aws-prod", other), nothing);

test("names that only hold the environment's name or prefix are the same, in every form", () => {
  const named = (prefix: string, name: string) => ({
    aws_lb: { l: { name: `${prefix}-lb`, tags: { platform: prefix, stack: name } } },
    snowflake_database: { d: { name: prefix.toUpperCase().replaceAll("-", "_") } },
    azurerm_storage_account: { s: { name: `${prefix.replaceAll("-", "").slice(0, 11)}art` } },
  });
  expect(compare(named("mlops-aws-dev", "aws-dev"), named("mlops-aws-prod", "aws-prod")).settings).toEqual([]);
  // The tags of the resources say which prefix it is.
  expect(compare(named("ml", "aws-dev"), named("platform-x", "aws-prod")).settings).toEqual([]);
  expect(compare(named("mlops-aws-dev", "aws-dev"), named("mlops-aws-prod", "other")).settings).toEqual([
    { addresses: ["aws_lb.l"], path: "tags.stack", one: '"<name>"', other: '"other"' },
  ]);
});

test("a short name is replaced where it is a word, not inside of other words and of attributes", () => {
  const named = (name: string) => stackOf(name, { aws_lb: { l: { name: `${name}-lb`, kind: "device", devices: 1 } } });
  const difference = diffOf(named("dev"), named("prod"), nothing);
  expect(difference.settings).toEqual([]);
  const other = stackOf("prod", { aws_lb: { l: { name: "prod-lb", kind: "prodice", devices: 1 } } });
  expect(diffOf(named("dev"), other, nothing).settings).toMatchObject([
    { path: "kind", one: '"device"', other: '"prodice"' },
  ]);
});

test("a difference that many resources share is listed once", () => {
  const tagged = (environment: string) => ({
    aws_subnet: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { tags: { environment } }])),
  });
  const difference = compare(tagged("dev"), tagged("prod"));
  expect(difference.settings).toHaveLength(1);
  expect(diffMarkdown(difference)).toContain(
    '#### Settings of many resources\n\n- `tags.environment`: `"dev"` → `"prod"`, on 4 resources\n',
  );
});

test("order of creation and providers' aliases are no settings, protection is one", () => {
  const lb = (lifecycle: JsonObject, depends_on: string[]) => ({
    aws_lb: { l: { lifecycle, depends_on, provider: depends_on[0] } },
  });
  expect(compare(lb({}, ["a.b"]), lb({ prevent_destroy: true }, ["c.d"])).settings).toEqual([
    { addresses: ["aws_lb.l"], path: "lifecycle.prevent_destroy", one: "(none)", other: "true" },
  ]);
});

test("resources that one has alone are told by type", () => {
  const { one, other } = compare(
    { aws_lb: { l: {}, m: {} } },
    { aws_lb: { l: {} }, aws_eip: { a: {}, b: {}, c: {}, d: {} } },
  );
  expect([one.only, other.only]).toEqual([["aws_lb.m"], ["aws_eip.a", "aws_eip.b", "aws_eip.c", "aws_eip.d"]]);
  const markdown = diffMarkdown(compare({ aws_lb: { m: {} } }, { aws_eip: { a: {}, b: {}, c: {}, d: {} } }));
  expect(markdown).toContain("#### Only in aws-dev\n\n- `aws_lb`: `m`\n");
  expect(markdown).toContain("#### Only in aws-prod\n\n- 4 × `aws_eip`\n");
});

test("images are shown by digest, and one that is named by a tag is marked", () => {
  const task = (image: string) => ({
    aws_ecs_task_definition: { t: { container_definitions: JSON.stringify([{ name: "mlflow", image }]) } },
  });
  const [digest, tag] = [`ghcr.io/mlflow/mlflow@sha256:${"a".repeat(64)}`, "ghcr.io/mlflow/mlflow:v3"];
  const difference = compare(task(tag), task(digest));
  expect(difference.images).toEqual([{ where: "aws_ecs_task_definition.t mlflow", one: tag, other: digest }]);
  // It is listed once.
  expect(difference.settings).toEqual([]);
  expect(diffMarkdown(difference)).toContain(`| \`${tag}\` (not by digest) | \`${digest}\` |`);
  expect(diffMarkdown(compare(task(digest), task(digest)))).toContain(`| \`${digest}\` | the same |`);
});

test("models are found wherever a resource names one, with those that one environment does not serve", () => {
  const model = (location: string) => ({
    aws_sagemaker_model: { m: { primary_container: { model_data_source: { s3_uri: `s3://b/mlflow/${location}/` } } } },
  });
  const [old, promoted] = ["1/models/m-0abc/artifacts", `7/${"0".repeat(32)}/artifacts/model`];
  const difference = compare(model(old), model(promoted));
  expect(difference.models).toEqual([{ where: "aws_sagemaker_model.m", one: old, other: promoted }]);
  // A role that may read a model does not serve it.
  const alone = compare({ ...model(old), aws_iam_role_policy: { p: { policy: old } } }, {});
  expect(alone.models).toEqual([{ where: "aws_sagemaker_model.m", one: old, other: undefined }]);
  expect(diffMarkdown(alone)).toContain(`| \`aws_sagemaker_model.m\` | \`${old}\` | - |`);
});

test("versions of the package, regions and the state's location are compared", () => {
  const environment = (name: string, region: string, version?: string) =>
    stackOf(
      name,
      {},
      { provider: { aws: [{ region }] }, terraform: { backend: { s3: { key: `${name}.tfstate`, bucket: region } } } },
      version,
    );
  const difference = diffOf(
    environment("aws-dev", "eu-central-1", "0.2.0"),
    environment("aws-prod", "eu-west-1"),
    nothing,
  );
  expect(diffMarkdown(difference)).toContain("| package version | 0.2.0 | unknown |");
  expect(difference.settings.map(({ addresses, path }) => `${addresses.join()} ${path}`)).toEqual([
    "provider.aws region",
    "backend.s3 bucket",
  ]);
});

test("values that a schema calls sensitive are not shown", () => {
  const user = (password: string) => ({ google_sql_user: { u: { password, name: password.slice(0, 1) } } });
  const difference = diffOf(stackOf("a", user("one-secret")), stackOf("b", user("two-secret")), (type) =>
    type === "google_sql_user" ? ["password"] : [],
  );
  expect(difference.settings).toEqual([
    { addresses: ["google_sql_user.u"], path: "name", one: '"o"', other: '"t"' },
    { addresses: ["google_sql_user.u"], path: "password", one: "(sensitive)", other: "(sensitive)" },
  ]);
});
