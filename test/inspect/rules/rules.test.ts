import { join } from "node:path";
import type { JsonObject } from "../../../src/core/json";
import { programs, synthesizeProgram } from "../../support/synthesized-stacks";
import { STACKS } from "../../support/stacks";
import { findings, findingsAfter, replaced, stackJson, type Edit } from "./wrong-stack";

test.each(STACKS.map(([name]) => name))("the rules find nothing in %s", (name) => {
  expect(findings(stackJson(name))).toEqual([]);
});

test.each(programs())("the rules find nothing in the stacks of %s", (program) => {
  const stacks = Object.entries(synthesizeProgram(program));
  expect(stacks.length).toBeGreaterThan(0);
  expect(stacks.flatMap(([, json]) => findings(json))).toEqual([]);
});

test("the rules find nothing in environments that serve a model", () => {
  const stacks = synthesizeProgram(join("stacks", "main.js"), {
    MLOPS_MODEL_LOCATION: "1/models/m-0123456789abcdef/artifacts",
    MLOPS_MODEL_IMAGE: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow-pyfunc:3.17.2",
  });
  expect(JSON.stringify(stacks["azure-dev"])).toContain("Endpoints_iris");
  expect(Object.values(stacks).flatMap(findings)).toEqual([]);
});

describe("URLs of external functions", () => {
  const functions = "snowflake_external_function";

  test.each<[string, string, Edit, string]>([
    [
      "another host",
      "aws-dev",
      { type: functions, edit: (values) => (values.url_of_proxy_and_resource = "https://example.com/v1/") },
      "the URL must begin with an allowed prefix",
    ],
    [
      "another stage",
      "aws-dev",
      { type: functions, edit: replaced("url_of_proxy_and_resource", "/v1/", "/v2/") },
      "Got: https://<known after the deploy: aws_api_gateway_rest_api",
    ],
    [
      "another API",
      "azure-dev",
      { type: functions, edit: replaced("url_of_proxy_and_resource", "/mlflow/", "/other/") },
      "azure-api.net/other/",
    ],
    [
      "a gateway that the later statement does not admit",
      "gcp-dev",
      { type: "snowflake_execute", edit: replaced("execute", /'https.*\/'/, "'https://example.com/'") },
      "(https://example.com/)",
    ],
  ])("%s is outside of the prefixes", (_what, name, edit, message) => {
    const found = findingsAfter(name, edit);
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(["urls-in-allowed-prefixes"]));
    expect(found[0]?.message).toContain(message);
  });

  test("a blocked prefix wins over an allowed one", () => {
    const edit: Edit = {
      type: "snowflake_api_integration",
      edit: (values) => (values.api_blocked_prefixes = values.api_allowed_prefixes),
    };
    expect(findingsAfter("aws-dev", edit)[0]?.message).toContain("must not begin with a blocked prefix");
  });

  test.each(["https://example.com", "http://example.com/", "https://"])(
    "the prefix %s admits other hosts, or no TLS",
    (prefix) => {
      const edit: Edit = {
        type: "snowflake_api_integration",
        edit: (values) => (values.api_allowed_prefixes = [prefix]),
      };
      expect(findingsAfter("aws-dev", edit)[0]).toMatchObject({
        address: expect.stringMatching(/^snowflake_api_integration\./),
        message: expect.stringContaining("must begin with https:// and hold a whole host name"),
      });
    },
  );
});

describe("names that kedro-snowflake uses", () => {
  test.each([
    "snowflake_database",
    "snowflake_schema",
    "snowflake_stage",
    "snowflake_warehouse",
    "snowflake_account_role",
  ])("a %s in lower case is found", (type) => {
    const edit: Edit = { type, edit: (values) => (values.name = `${String(values.name)}_dev`) };
    expect(findingsAfter("aws-dev", edit)).toEqual([
      {
        rule: "kedro-names-are-upper-case",
        address: expect.stringContaining(type),
        message: expect.stringContaining("_dev"),
      },
    ]);
  });

  test("a function in lower case is found, although kedro's name is another then", () => {
    const edit: Edit = {
      type: "snowflake_external_function",
      where: "RunCreate",
      edit: (values) => (values.name = String(values.name).toLowerCase()),
    };
    expect(findingsAfter("gcp-dev", edit).map(({ rule }) => rule)).toEqual(["kedro-names-are-upper-case"]);
  });

  test("a stack without kedro's functions names its objects as it likes", () => {
    expect(findings({ resource: { snowflake_database: { d: { name: "lower" } } }, terraform: {} })).toEqual([]);
  });
});

describe("secrets", () => {
  const secret = "hunter2hunter2";
  const found = (json: JsonObject) => {
    const all = findings({ terraform: {}, ...json });
    for (const { rule, message } of all) {
      expect(rule).toBe("no-secret-in-json");
      expect(message).not.toContain(secret);
    }
    return all.map(({ address, message }) => `${address}: ${message}`);
  };
  const literal = "must be a reference to a secret, and is a literal";

  test.each<[string, string, JsonObject, string]>([
    ["the password of a database", "aws_db_instance", { password: secret }, `password ${literal}`],
    [
      "a value that only the schema calls secret",
      "google_storage_bucket_object",
      { content: secret },
      `content ${literal}`,
    ],
    [
      "a block that the schema calls secret",
      "azurerm_container_app",
      { secret: [{ name: "uri", value: secret }] },
      `secret[0].value ${literal}`,
    ],
    [
      "an environment variable of a container",
      "aws_ecs_task_definition",
      { container_definitions: JSON.stringify([{ environment: [{ name: "DB_PASSWORD", value: secret }] }]) },
      `container_definitions[0].environment[0].value ${literal}`,
    ],
    [
      "a secret that a function wraps",
      "aws_secretsmanager_secret_version",
      { secret_string: `\${base64encode("${secret}")}` },
      `secret_string ${literal}`,
    ],
    [
      "a URL with a password",
      "terraform_data",
      { input: `postgresql+psycopg2://mlflow:${secret}@db/mlflow` },
      "input must hold no secret, and holds a URL with a password",
    ],
    [
      "a private key",
      "terraform_data",
      { input: "-----BEGIN RSA PRIVATE KEY-----\nMII" },
      "input must hold no secret, and holds a private key",
    ],
    [
      "an access key",
      "terraform_data",
      { input: { text: `key ${["AKIA", "IOSFODNN7EXAMPLE"].join("")}` } },
      "input.text must hold no secret, and holds an AWS access key",
    ],
  ])("%s is found", (_what, type, values, message) => {
    expect(found({ resource: { [type]: { x: values } } })).toEqual([`${type}.x: ${message}`]);
  });

  test.each<[string, JsonObject]>([
    ["a reference", { password: "${random_password.p.result}" }],
    ["a variable", { password: "${var.password}" }],
    ["a part of a data source", { password: "${data.aws_secretsmanager_secret_version.s.secret_string}" }],
    ["an empty text", { password: "" }],
  ])("%s is no literal", (_what, values) => {
    expect(found({ resource: { aws_db_instance: { x: values } } })).toEqual([]);
  });

  test("a URL whose password is a reference is no secret of the JSON", () => {
    const input = "postgresql://mlflow:${random_password.p.result}@${aws_db_instance.d.address}/mlflow";
    expect(found({ resource: { terraform_data: { x: { input } } } })).toEqual([]);
  });

  test("providers, the backend, locals, variables and outputs are searched", () => {
    const key = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
    expect(
      found({
        terraform: { backend: { s3: { bucket: "b", secret_key: secret } } },
        provider: { snowflake: [{ password: secret, user: "me" }] },
        locals: { key },
        variable: { token: { default: secret }, open: { default: secret }, db: { default: secret, sensitive: true } },
        output: { key: { value: key } },
      }),
    ).toEqual([
      `provider.snowflake: password ${literal}`,
      `backend.s3: secret_key ${literal}`,
      "locals: key must hold no secret, and holds an AWS access key",
      "var.token: default must be left out: the variable is a secret",
      "var.db: default must be left out: the variable is a secret",
      "output.key: value must hold no secret, and holds an AWS access key",
    ]);
  });

  test("personal data that a schema hides is no secret", () => {
    const values = { login_name: "SERVICE", email: "me@example.com" };
    expect(found({ resource: { snowflake_service_user: { x: values } } })).toEqual([]);
  });
});
