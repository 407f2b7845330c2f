import type { TerraformStack } from "cdktf";
import { ValidationError } from "../../src/core";
import {
  ApiIntegration,
  ArtifactStage,
  ExternalFunction,
  Procedure,
  Role,
  SqlType,
  StorageIntegration,
  Translator,
  Workspace,
  type ExternalFunctionProps,
} from "../../src/snowflake";
import { apiIn, emptyStack, ROLE_ARN, storageIn, URL, workspaceIn } from "./fixture";
import { synthesized } from "./synthesized";

/** The problems that a construct reports, and that it made nothing. */
function problemsOf(build: (stack: TerraformStack) => unknown): string[] {
  const stack = emptyStack();
  try {
    build(stack);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map((p) => `${p.path} ${p.field}: ${p.rule}`);
  }
  return [];
}

const names = { databaseName: "DB", schemaName: "S", warehouseName: "WH" };
const existing = (stack: TerraformStack) => Workspace.fromWorkspaceAttributes(stack, "W", names);
const functionWith = (props: Partial<ExternalFunctionProps>) => (stack: TerraformStack) =>
  new ExternalFunction(stack, "F", {
    workspace: existing(stack),
    name: "F",
    arguments: [],
    integration: apiIn(stack),
    ...props,
  });
const translatorWith =
  (body: string, name = "T") =>
  (stack: TerraformStack) =>
    new Translator(stack, "T", { workspace: existing(stack), name, body });
const api =
  (url: string, roleArn = ROLE_ARN) =>
  (stack: TerraformStack) =>
    ApiIntegration.aws(stack, "Api", { name: "API", url, roleArn });
const storage = (location: string) => (stack: TerraformStack) =>
  StorageIntegration.aws(stack, "S", { name: "S", roleArn: ROLE_ARN, allowedLocations: [location] });
const stage = (url: string) => (stack: TerraformStack) =>
  new ArtifactStage(stack, "Stage", { workspace: existing(stack), url, integration: storageIn(stack) });

test("all problems of a workspace come in one message, and nothing is made", () => {
  const stack = emptyStack();
  expect(
    () =>
      new Workspace(stack, "Workspace", {
        databaseName: "mlops",
        schemaName: "ML FLOW",
        warehouseName: "",
        warehouseAutoSuspendSeconds: 5,
      }),
  ).toThrow(/^4 problems:\n {2}1\. test\/Workspace: databaseName = "mlops": .*upper-case/);
  expect(synthesized(stack).resource).toEqual({});
});

const wrong: [string, (stack: TerraformStack) => unknown, RegExp][] = [
  ["a role in lower case", (s) => new Role(s, "R", { name: "analyst" }), /R name: .*upper-case/],
  ["a parent role with a blank", (s) => new Role(s, "R", { name: "R", parentRole: "MY ROLE" }), /parentRole/],
  ["a user with quotes", (s) => new Role(s, "R", { name: "R" }).grantToUser('"ada"'), /userName: .*without quotes/],
  ["a translator with $$", translatorWith("return {a: '$$'};"), /must not contain \$\$: it ends the body/],
  [
    "a translator with ${",
    translatorWith("return {a: `${EVENT}`};"),
    /must not contain \$\{: it begins a Terraform expr/,
  ],
  ["a translator with %{", translatorWith("return {a: '%{'};"), /must not contain %\{/],
  ["a translator over 100 KB", translatorWith(`return {};//${"x".repeat(102_400)}`), /1 to 102400 bytes/],
  ["an empty translator", translatorWith(""), /1 to 102400 bytes/],
  [
    "a translator with a syntax error",
    translatorWith("return {"),
    /T body: .*reports a mistake at the first call only/,
  ],
  ["a translator's name without room for the hash", translatorWith("return {};", "T".repeat(247)), /1 to 246/],
  ["a function in lower case", functionWith({ name: "mlflow_run_create" }), /F name: .*upper-case/],
  [
    "an argument type in another spelling",
    functionWith({ arguments: [{ name: "A", type: "STRING" as SqlType }] }),
    /arguments\.0\.type: .*is a difference in every plan/,
  ],
  [
    "two arguments of one name",
    functionWith({
      arguments: [
        { name: "A", type: SqlType.FLOAT },
        { name: "A", type: SqlType.FLOAT },
      ],
    }),
    /arguments\.1\.name: must be unique among the arguments/,
  ],
  ["a path that doubles the slash", functionWith({ path: "/post/api" }), /path: must not begin with \//],
  [
    "a header with an underscore",
    functionWith({ headers: { mlops_errors: "x" } }),
    /headers\.mlops_errors: .*without blanks, _/,
  ],
  ["a header value with two blanks", functionWith({ headers: { a: "x  y" } }), /two blanks/],
  ["headers over 8 KB", functionWith({ headers: { a: "x".repeat(8200) } }), /8192 bytes/],
  ["an API without https", api("http://abc.execute-api.eu-west-1.amazonaws.com/dev/"), /begin with https/],
  ["an API without the last slash", api(URL.slice(0, -1)), /end with \//],
  ["an API under a custom domain", api("https://mlflow.example.com/dev/"), /does not call custom domains/],
  ["an API with a comma", api("https://a,b.execute-api.eu-west-1.amazonaws.com/dev/"), /comma/],
  ["a role that is no ARN", api(URL, "mlops-dev-snowflake"), /roleArn: .*12-digit account/],
  [
    "an Azure tenant with a blank",
    (s) =>
      ApiIntegration.azure(s, "Api", {
        name: "API",
        url: "https://x.azure-api.net/",
        tenantId: " 11111111-2222-3333-4444-555555555555",
        applicationId: "app",
      }),
    /tenantId: .*UUID/,
  ],
  [
    "a GCP audience with https",
    (s) => ApiIntegration.gcp(s, "A", { name: "A", url: "https://x.gateway.dev/", audience: "https://x" }),
    /audience: .*managed service/,
  ],
  ["a bucket without its scheme", storage("mlops-dev/artifacts/"), /allowedLocations\.0: .*s3:\/\//],
  ["a location without the last slash", storage("s3://mlops-dev/artifacts"), /end with \//],
  ["a location with a comma", storage("s3://mlops,dev/"), /comma/],
  [
    "no location",
    (s) => StorageIntegration.gcp(s, "S", { name: "S", allowedLocations: [] }),
    /allowedLocations: .*needs a location/,
  ],
  [
    "an external id with a blank",
    (s) =>
      StorageIntegration.aws(s, "S", {
        name: "S",
        roleArn: ROLE_ARN,
        allowedLocations: ["s3://b/"],
        externalId: "a b",
      }),
    /externalId/,
  ],
  ["a stage without the last slash", stage("s3://mlops-dev-artifacts/mlflow"), /url: .*end with \//],
  ["a stage's URL with a quote", stage("s3://mlops-dev-artifacts/mlflow/it's/"), /quote/],
  [
    "a stage outside its integration",
    stage("s3://other/mlflow/"),
    /integration allows: s3:\/\/mlops-dev-artifacts\/mlflow\/$/,
  ],
];

test.each(wrong)("%s is refused with its field and the rule", (_, build, message) => {
  expect(problemsOf(build).join("\n")).toMatch(message);
});

test("a secret is never shown in the message that refuses it", () => {
  const build = (s: TerraformStack) =>
    ApiIntegration.aws(s, "Api", { name: "API", url: URL, roleArn: ROLE_ARN, apiKey: "hunter2" });
  expect(() => build(emptyStack())).toThrow(
    /apiKey = <secret>: must not be a literal: it would be part of the synthesized JSON/,
  );
  expect(() => build(emptyStack())).not.toThrow(/hunter2/);
});

test("what is right is not refused", () => {
  expect(problemsOf((s) => workspaceIn(s))).toEqual([]);
  expect(problemsOf(functionWith({ path: "post/api", headers: { "mlops-errors": "return" } }))).toEqual([]);
  expect(problemsOf(stage("s3://mlops-dev-artifacts/mlflow/models/"))).toEqual([]);
});

const commented: [name: string, build: (stack: TerraformStack, comment: string) => unknown][] = [
  ["a workspace", (stack, comment) => new Workspace(stack, "W", { ...names, comment })],
  ["a role", (stack, comment) => new Role(stack, "R", { name: "R", comment })],
  [
    "an API integration",
    (stack, comment) => ApiIntegration.aws(stack, "A", { name: "A", url: URL, roleArn: ROLE_ARN, comment }),
  ],
  [
    "a storage integration",
    (stack, comment) =>
      StorageIntegration.aws(stack, "S", { name: "S", roleArn: ROLE_ARN, allowedLocations: ["s3://b/"], comment }),
  ],
  [
    "a stage",
    (stack, comment) =>
      new ArtifactStage(stack, "St", {
        workspace: existing(stack),
        url: "s3://mlops-dev-artifacts/mlflow/",
        integration: storageIn(stack),
        comment,
      }),
  ],
  ["an external function", (stack, comment) => functionWith({ comment })(stack)],
  [
    "a translator",
    (stack, comment) =>
      new Translator(stack, "T", { workspace: existing(stack), name: "T", body: "return EVENT;", comment }),
  ],
  [
    "a procedure",
    (stack, comment) =>
      new Procedure(stack, "P", { workspace: existing(stack), name: "P", arguments: [], body: "return 1;", comment }),
  ],
];

test.each(commented)("an apostrophe or a backslash in the comment of %s is refused", (_, build) => {
  for (const comment of ["MLflow's", "a\\b"])
    expect(problemsOf((stack) => build(stack, comment)).join()).toMatch(/comment: must contain no apostrophe/);
  expect(problemsOf((stack) => build(stack, 'Said "so", 100 %'))).toEqual([]);
});
