import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Catalogue, ErrorMode, KedroFunctions, MlflowFunctions } from "../../../src/mlflow";
import { AppliedState } from "../../../src/rehearsal/state";
import { ApiIntegration, Workspace, type IApiIntegration } from "../../../src/snowflake";

/** Where the functions believe the gateway to be. */
export const GATEWAY = "https://abc123.execute-api.eu-west-1.amazonaws.com/dev/";

type Resources = Record<string, Record<string, Record<string, unknown>>>;

/** What Snowflake holds after a deploy of all functions: MLOPS.MLFLOW fails statements, MLOPS.RETURNS returns errors. */
export function appliedFunctions(): AppliedState {
  const stack = new TerraformStack(Testing.app(), "live");
  new SnowflakeProvider(stack, "Snowflake", {});
  const integration = integrationIn(stack);
  for (const [schemaName, errors] of [
    ["MLFLOW", ErrorMode.FAIL],
    ["RETURNS", ErrorMode.RETURN],
  ] as const) {
    const workspace = Workspace.fromWorkspaceAttributes(stack, `Workspace${schemaName}`, {
      databaseName: "MLOPS",
      schemaName,
      warehouseName: "MLOPS_WH",
    });
    const groups = Catalogue.allGroups();
    new MlflowFunctions(stack, `Functions${schemaName}`, { workspace, integration, groups, errors });
    if (errors === ErrorMode.FAIL) new KedroFunctions(stack, "Kedro", { workspace, integration });
  }
  return appliedState(stack);
}

/** The integration with the gateway. */
export function integrationIn(stack: TerraformStack): IApiIntegration {
  return ApiIntegration.fromApiIntegrationAttributes(stack, "Api", { integrationName: "MLOPS_API", url: GATEWAY });
}

/** The state after a deploy of a stack's functions behind the gateway, with the references among them filled in as Terraform would. */
export function appliedState(stack: TerraformStack): AppliedState {
  const { resource } = JSON.parse(Testing.synth(stack)) as { resource: Resources };
  const filled = (value: unknown): unknown =>
    typeof value === "string"
      ? value.replace(/\$\{(\w+)\.(\w+)\.(\w+)\}/g, (_, type: string, key: string, name: string) =>
          String(resource[type]?.[key]?.[name]),
        )
      : value;
  const managed = (type: string) => ({
    mode: "managed" as const,
    type,
    name: "this",
    instances: Object.entries(resource[type] ?? {}).map(([key, attributes]) => ({
      index_key: key,
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, filled(value)])),
    })),
  });
  return new AppliedState({
    resources: [
      managed("snowflake_external_function"),
      managed("snowflake_function_javascript"),
      managed("snowflake_procedure_javascript"),
      {
        mode: "managed",
        type: "snowflake_api_integration",
        name: "this",
        instances: [
          {
            attributes: {
              name: "MLOPS_API",
              api_provider: "aws_api_gateway",
              api_allowed_prefixes: [GATEWAY],
              enabled: true,
            },
          },
        ],
      },
    ],
  });
}
