/**
 * The preview features of the Snowflake provider 2.11 that these constructs use. Set them in the provider:
 * `new SnowflakeProvider(this, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED })`.
 *
 * It cannot be set by an environment variable, and a name that the provider does not know makes its configuration invalid.
 * @see https://registry.terraform.io/providers/snowflakedb/snowflake/2.11.0/docs#preview_features_enabled-1
 */
export class SnowflakePreviewFeatures {
  /** The preview features that the constructs of `cdktf-snowflake-mlops/snowflake`, `/mlflow` and `/kedro` need. */
  public static readonly REQUIRED: string[] = [
    "snowflake_api_integration_resource",
    "snowflake_current_account_datasource",
    "snowflake_current_role_datasource",
    "snowflake_external_function_resource",
    "snowflake_function_javascript_resource",
    "snowflake_procedure_javascript_resource",
    "snowflake_stage_resource",
    "snowflake_storage_integration_resource",
  ];
}
