import { ExternalFunction, SqlType, Translator, type ExternalFunctionProps } from "../../../src/snowflake";
import { apiIn, emptyStack, roleIn, URL, workspaceIn } from "../fixture";
import { addressOf, all, one } from "../synthesized";

const BODY = "return { body: EVENT.body.data[0][1] };";

function translator(body = BODY, name = "MLFLOW_RUN_CREATE_REQUEST") {
  const stack = emptyStack();
  const made = new Translator(stack, "Translator", { workspace: workspaceIn(stack), name, body });
  return { stack, made, block: one(stack, "snowflake_function_javascript") };
}

function externalFunction(props: Partial<ExternalFunctionProps> = {}) {
  const stack = emptyStack();
  const workspace = workspaceIn(stack);
  const request = new Translator(stack, "Request", { workspace, name: "F_REQUEST", body: BODY });
  const response = new Translator(stack, "Response", { workspace, name: "F_RESPONSE", body: "return EVENT;" });
  const made = new ExternalFunction(stack, "Function", {
    workspace,
    name: "MLFLOW_RUN_CREATE",
    arguments: [{ name: "EXPERIMENT_ID", type: SqlType.VARCHAR }],
    integration: apiIn(stack),
    requestTranslator: request,
    responseTranslator: response,
    ...props,
  });
  return { stack, made, request, block: one(stack, "snowflake_external_function") };
}

test("a translator is a JavaScript function from the object EVENT to an object", () => {
  expect(translator().block).toMatchObject({
    arguments: [{ arg_name: "EVENT", arg_data_type: "OBJECT" }],
    return_type: "OBJECT",
    lifecycle: { create_before_destroy: true },
  });
});

test("the content's hash stands in the translator's name and in its first line", () => {
  const { block } = translator();
  const [line, ...rest] = String(block.function_definition).split("\n");
  const hash = /^\/\/ content ([0-9a-f]{64})$/.exec(line ?? "")?.[1] ?? "";
  expect(block.name).toBe(`MLFLOW_RUN_CREATE_REQUEST_${hash.slice(0, 8).toUpperCase()}`);
  expect(rest.join("\n")).toBe(BODY);
});

// What the provider compares two bodies by: https://github.com/snowflakedb/terraform-provider-snowflake/blob/v2.11.0/pkg/resources/common.go
const normalized = (body: unknown) => String(body).replace(/\s+/g, " ").toLowerCase();

test.each([
  ["letter case", "return { body: EVENT.body.DATA[0][1] };"],
  ["blanks", "return  { body: EVENT.body.data[0][1] };"],
])("a change of %s alone gives another name and a body that the provider sees as another", (_, changed) => {
  const [before, after] = [translator().block, translator(changed).block];
  expect(after.name).not.toBe(before.name);
  expect(normalized(after.function_definition)).not.toBe(normalized(before.function_definition));
});

test("another base name is another body, so that the translator is replaced and not renamed under its functions", () => {
  const [before, after] = [translator().block, translator(BODY, "OTHER").block];
  expect(normalized(after.function_definition)).not.toBe(normalized(before.function_definition));
});

test("the same content gives the same name", () => {
  expect(translator().block.name).toBe(translator().block.name);
});

test("an external function names its translators by three parts without an argument list", () => {
  const { stack, block } = externalFunction();
  const database = addressOf(stack, "snowflake_database");
  const schema = addressOf(stack, "snowflake_schema");
  for (const side of ["request_translator", "response_translator"])
    expect(block[side]).toMatch(
      new RegExp(
        `^\\$\\{${database}\\.name\\}\\.\\$\\{${schema}\\.name\\}\\.\\$\\{snowflake_function_javascript\\.\\w+\\.name\\}$`,
      ),
    );
});

test("an external function sends one row a request without compression, and says that it has side effects", () => {
  expect(externalFunction().block).toMatchObject({
    arg: [{ name: "EXPERIMENT_ID", type: "VARCHAR" }],
    return_type: "VARIANT",
    return_behavior: "VOLATILE",
    max_batch_rows: 1,
    compression: "NONE",
    url_of_proxy_and_resource: URL,
  });
});

test("an external function calls below its integration's URL", () => {
  const { block } = externalFunction({ path: "invoke/model" });
  expect(block.url_of_proxy_and_resource).toBe(`${URL}invoke/model`);
});

test("usage of a function is granted on its signature, and on its translators' with their argument", () => {
  const { stack, made } = externalFunction();
  made.grantUsage(roleIn(stack));
  const names = all(stack, "snowflake_grant_privileges_to_account_role").map((grant) => grant.on_schema_object);
  expect(names).toEqual([
    {
      object_type: "FUNCTION",
      object_name: `\${${addressOf(stack, "snowflake_external_function")}.fully_qualified_name}`,
    },
    ...["Request", "Response"].map((id) => ({
      object_type: "FUNCTION",
      object_name: expect.stringMatching(
        new RegExp(`^\\$\\{snowflake_function_javascript\\.${id}_\\w+\\.fully_qualified_name\\}$`),
      ) as unknown,
    })),
  ]);
});

test("functions that share a translator grant it once", () => {
  const { stack, made, request } = externalFunction();
  const role = roleIn(stack);
  made.grantUsage(role);
  request.grantUsage(role);
  expect(all(stack, "snowflake_grant_privileges_to_account_role")).toHaveLength(3);
});
