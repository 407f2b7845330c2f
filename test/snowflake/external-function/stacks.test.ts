import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { App, TerraformStack } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExternalFunction, SnowflakePreviewFeatures, SqlType, Translator } from "../../../src/snowflake";
import { apiIn, workspaceIn } from "../fixture";

/** The only external function of two stacks, whose translator and workspace are in the first one. */
function functionIn(name: "one" | "two"): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "stacks-"));
  try {
    const app = new App({ outdir });
    const [one, two] = ["one", "two"].map((each) => {
      const stack = new TerraformStack(app, each);
      new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
      return stack;
    }) as [TerraformStack, TerraformStack];
    const workspace = workspaceIn(one);
    new ExternalFunction(name === "one" ? one : two, "Function", {
      workspace,
      name: "F",
      arguments: [{ name: "X", type: SqlType.VARCHAR }],
      integration: apiIn(one),
      requestTranslator: new Translator(one, "Request", { workspace, name: "F_REQUEST", body: "return EVENT;" }),
    });
    app.synth();
    const json = JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")) as {
      resource: { snowflake_external_function: Record<string, Record<string, string>> };
    };
    return Object.values(json.resource.snowflake_external_function)[0] ?? {};
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

test("within a stack a function refers to its workspace, integration and translator directly", () => {
  const made = functionIn("one");
  expect(made.database).toMatch(/^\$\{snowflake_database\.\w+\.name\}$/);
  expect(made.api_integration).toMatch(/^\$\{snowflake_api_integration\.\w+\.name\}$/);
  expect(made.request_translator).toMatch(
    /^\$\{snowflake_database\.\w+\.name\}\.\$\{snowflake_schema\.\w+\.name\}\.\$\{snowflake_function_javascript\.\w+\.name\}$/,
  );
});

test("across stacks a function refers to the outputs of the other stack", () => {
  const made = functionIn("two");
  const output = String.raw`\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+\}`;
  expect(made.schema).toMatch(new RegExp(`^${output}$`));
  expect(made.api_integration).toMatch(new RegExp(`^${output}$`));
  expect(made.request_translator).toMatch(new RegExp(`^${output}\\.${output}\\.${output}$`));
});
