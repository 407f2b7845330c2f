import { externalFunction, IN_SCHEMA, rules, stackOf } from "../../traps/snowflake/stack";
import { runTrap, type TrapResult } from "../../traps/trap";

const TRANSLATOR_NAME =
  "${snowflake_function_javascript.translator.database}.${snowflake_function_javascript.translator.schema}.${snowflake_function_javascript.translator.name}";

const ON_FUNCTION = {
  object_type: "FUNCTION",
  object_name: "${snowflake_external_function.run_update.fully_qualified_name}",
};

const role = { account_role_name: "${snowflake_account_role.kedro.name}" };

const stack = stackOf(
  {
    snowflake_external_function: {
      run_update: externalFunction("MLFLOW_RUN_UPDATE", {
        arg: [
          { name: "RUN_ID", type: "VARCHAR" },
          { name: "STATUS", type: "VARCHAR" },
        ],
        request_translator: TRANSLATOR_NAME,
        response_translator: TRANSLATOR_NAME,
        context_headers: ["CURRENT_TIMESTAMP", "CURRENT_USER"],
        header: [{ name: "mlops-errors", value: "return" }],
      }),
    },
    snowflake_stage: {
      external: {
        ...IN_SCHEMA,
        name: "MLFLOW_ARTIFACT_STAGE",
        url: "s3://artifacts/mlflow/",
        storage_integration: "${snowflake_storage_integration.storage.name}",
      },
      internal: { ...IN_SCHEMA, name: "MLFLOW_STAGE", directory: "ENABLE = true" },
    },
    snowflake_task: {
      copy: {
        ...IN_SCHEMA,
        name: "COPY_MODELS",
        warehouse: "${snowflake_warehouse.wh.name}",
        started: true,
        schedule: [{ minutes: 10 }],
        sql_statement: "COPY FILES INTO @MLFLOW_ARTIFACT_STAGE FROM @MLFLOW_STAGE",
      },
    },
    snowflake_grant_account_role: {
      parent: { role_name: "${snowflake_account_role.kedro.name}", parent_role_name: "SYSADMIN" },
    },
    snowflake_grant_privileges_to_account_role: {
      call: { ...role, privileges: ["USAGE"], on_schema_object: [ON_FUNCTION] },
      tasks: { ...role, privileges: ["EXECUTE TASK"], on_account: true },
      database: {
        ...role,
        privileges: ["USAGE"],
        on_account_object: [{ object_type: "DATABASE", object_name: "${snowflake_database.db.name}" }],
      },
      schema: {
        ...role,
        privileges: ["USAGE", "CREATE TASK"],
        on_schema: [{ schema_name: "${snowflake_schema.schema.fully_qualified_name}" }],
      },
      stage: {
        ...role,
        privileges: ["READ", "WRITE"],
        on_schema_object: [{ object_type: "STAGE", object_name: "${snowflake_stage.internal.fully_qualified_name}" }],
      },
    },
    snowflake_execute: {
      prefixes: {
        execute:
          "ALTER API INTEGRATION ${snowflake_api_integration.api.name} SET API_BLOCKED_PREFIXES = ('https://blocked.execute-api.eu-central-1.amazonaws.com/x/')",
        revert: "SELECT 1",
        query: "DESCRIBE API INTEGRATION ${snowflake_api_integration.api.name}",
      },
    },
    snowflake_api_integration: {
      azure: {
        name: "AZURE",
        api_provider: "azure_api_management",
        azure_tenant_id: "5d8c5b1e-0000-4000-8000-000000000000",
        azure_ad_application_id: "6e9d6c2f-0000-4000-8000-000000000000",
        api_allowed_prefixes: ["https://mlops.azure-api.net/"],
      },
      google: {
        name: "GOOGLE",
        api_provider: "google_api_gateway",
        google_audience: "mlops-abc.apigateway.project.cloud.goog",
        api_allowed_prefixes: ["https://mlops-a1b2c3d4.ew.gateway.dev/"],
      },
    },
  },
  { data: { snowflake_current_account: { here: {} } } },
);

describe("a Snowflake stack that fits", () => {
  let result: TrapResult;
  let destroyed: TrapResult;
  const integration = (name: string) =>
    result.state.all("snowflake_api_integration").find((each) => each.name === name)?.attributes ?? {};

  beforeAll(async () => {
    result = await runTrap({ config: stack, rules });
    destroyed = await runTrap({ config: stack, rules, destroy: true });
  }, 60_000);

  test("is applied", () => {
    expect(result.errors).toEqual([]);
  });

  test("plans only the difference that its SQL made behind Terraform's back", () => {
    expect(result.changes).toEqual({ "snowflake_api_integration.api": "update" });
  });

  test("is destroyed and leaves nothing", () => {
    expect(destroyed.errors).toEqual([]);
    expect([...destroyed.accounts.values()].map((account) => account.size)).toEqual([0]);
  });

  test("names functions by their signature, as the provider does", () => {
    const { attributes } = result.state.one("snowflake_external_function");
    expect(attributes.fully_qualified_name).toBe('"MLOPS_DEV"."MLFLOW"."MLFLOW_RUN_UPDATE"(VARCHAR, VARCHAR)');
    expect(attributes.id).toBe(attributes.fully_qualified_name);
  });

  test("shows one IAM user for the whole account, of 12 digits", () => {
    const api = integration("api");
    const storage = result.state.one("snowflake_storage_integration").attributes;
    expect(api.api_aws_iam_user_arn).toMatch(/^arn:aws:iam::\d{12}:user\/\S+$/);
    expect(storage.storage_aws_iam_user_arn).toBe(api.api_aws_iam_user_arn);
    expect(api.api_aws_external_id).toMatch(/^\w+_SFCRole=2_\S+$/);
  });

  test("shows what each cloud needs of an API integration, and nothing of the others", () => {
    expect(integration("azure")).toMatchObject({
      azure_consent_url: expect.stringMatching(
        /^https:\/\/login\.microsoftonline\.com\/5d8c5b1e-0000-4000-8000-000000000000\/oauth2\/authorize\?client_id=[0-9a-f-]{36}&response_type=code$/,
      ) as unknown,
      azure_multi_tenant_app_name: expect.stringMatching(/^\w+_\d+$/) as unknown,
      api_aws_external_id: null,
    });
    expect(integration("google")).toMatchObject({
      api_gcp_service_account: expect.stringMatching(/^[a-z0-9]+@[a-z0-9-]+\.iam\.gserviceaccount\.com$/) as unknown,
      azure_consent_url: null,
    });
  });

  test("shows a storage integration's own external id in describe_output alone", () => {
    const { attributes } = result.state.one("snowflake_storage_integration");
    expect(attributes.storage_aws_external_id ?? null).toBeNull();
    expect(attributes.describe_output).toMatchObject([
      { storage_aws_external_id: [{ value: expect.stringMatching(/_SFCRole=2_/) }] },
    ]);
  });

  test("answers a query with what the account holds now", () => {
    const rows = result.state.one("snowflake_execute").attributes.query_results;
    expect(rows).toContainEqual({
      property: "API_BLOCKED_PREFIXES",
      property_value: "https://blocked.execute-api.eu-central-1.amazonaws.com/x/",
    });
  });

  test("tells the account in use", () => {
    const account = result.state.resources.find(({ address }) => address === "data.snowflake_current_account.here");
    expect(account?.attributes.url).toBe("https://acme-dev.snowflakecomputing.com");
  });
});
