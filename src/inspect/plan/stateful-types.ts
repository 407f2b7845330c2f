/**
 * Types whose deletion or replacement loses what no deploy brings back, and what that is. This is the one list that
 * `mlops plan-summary` and the upgrade test go by: a type belongs here when its objects hold data, or a name or identity that other
 * systems keep.
 */
export const STATEFUL_TYPES: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "the logs so far",
  aws_db_instance: "runs, parameters, metrics and the model registry",
  aws_dynamodb_table: "locks of the Terraform state",
  aws_eip: "the public address that others may have allowed",
  aws_iam_openid_connect_provider: "the sign-in of every pipeline of the account that trusts it",
  aws_iam_role: "its ID, which policies of others keep: a recreated one is another to them",
  aws_kms_key: "everything that was encrypted with it",
  aws_rds_cluster: "runs, parameters, metrics and the model registry",
  aws_rds_cluster_instance: "the running database: the server stops until it is back",
  aws_s3_bucket: "artifacts, models, or the Terraform state",
  aws_secretsmanager_secret: "the secret's versions, and the ARN that others refer to",
  aws_sns_topic: "subscriptions that people have confirmed",
  aws_vpc: "everything in it",
  azuread_application: "its client ID: the consent of Snowflake's application is for this one",
  azurerm_api_management: "the gateway's address, which is reserved for a while after its deletion",
  azurerm_container_registry: "the images in it",
  azurerm_container_app_environment: "the servers' domain, and all container apps in it",
  azurerm_key_vault: "the secrets in it, and its name, which stays reserved after its deletion",
  azurerm_log_analytics_workspace: "the logs so far",
  azurerm_machine_learning_workspace: "its endpoints, and what was registered in it",
  azurerm_postgresql_flexible_server: "runs, parameters, metrics and the model registry",
  azurerm_postgresql_flexible_server_database: "runs, parameters, metrics and the model registry",
  azurerm_resource_group: "everything in it",
  azurerm_storage_account: "artifacts, models, or the Terraform state",
  azurerm_storage_container: "artifacts, models, or the Terraform state",
  azurerm_user_assigned_identity: "the roles that it was given",
  azurerm_virtual_network: "everything in it",
  google_api_gateway_api: "the audience of Snowflake's tokens, whose name stays reserved after its deletion",
  google_api_gateway_gateway: "the gateway's address",
  google_bigquery_dataset: "its tables",
  google_compute_network: "everything in it",
  google_compute_subnetwork: "the addresses of servers and endpoint",
  google_dns_managed_zone: "the database's name",
  google_iam_workload_identity_pool: "its ID, which stays reserved after its deletion: pipelines cannot sign in",
  google_iam_workload_identity_pool_provider:
    "its ID, which stays reserved after its deletion: pipelines cannot sign in",
  google_logging_project_bucket_config: "the logs so far",
  google_monitoring_notification_channel: "policies that people notify it of",
  google_project_iam_custom_role: "its ID, which stays reserved after its deletion",
  google_secret_manager_secret: "the secret's versions, and the name that others refer to",
  google_service_account: "the roles that it was given: a recreated one has none of them",
  google_sql_database: "runs, parameters, metrics and the model registry",
  google_sql_database_instance: "runs, parameters, metrics and the model registry",
  google_sql_user: "the owner of MLflow's tables",
  google_storage_bucket: "artifacts, models, or the Terraform state",
  random_integer: "the values that are made from it",
  random_password: "the password: MLflow is cut off until every reader has the new one",
  snowflake_account_role: "the grants that people made to it, and whom it was granted to",
  snowflake_database: "its schemas with their tables, stages and functions",
  snowflake_schema: "its tables, stages and functions",
  snowflake_service_user: "its keys, and the grants that people made to it",
  snowflake_stage: "the files of an internal stage; grants of an external one",
  snowflake_storage_integration: "the link of its stages, which is a hidden ID: they fail until it is set again",
  snowflake_table: "its rows",
  terraform_data: "the value that the first deploy fixed: a later change of it would pass",
};

/** Types whose replacement costs at most a short interruption: the next apply makes the same again from the configuration. */
export const REPLACEABLE_TYPES: readonly RegExp[] = [
  /^aws_(api_gateway|apigatewayv2|wafv2|appautoscaling|budgets)_/,
  /^aws_iam_(policy|role_policy|role_policy_attachment)$/,
  /^aws_(ecs|lb|vpc|vpc_security_group|route|nat|internet)_/,
  /^aws_(lb|route|subnet|security_group|default_security_group|flow_log|kms_alias|kms_key_policy|db_subnet_group|db_parameter_group)$/,
  /^aws_(rds_cluster_parameter_group|secretsmanager_secret_version|sns_topic_policy|sns_topic_subscription)$/,
  /^aws_(cloudwatch_dashboard|cloudwatch_metric_alarm|cloudwatch_log_metric_filter|cloudwatch_log_resource_policy)$/,
  // Models are in the artifact store, and an endpoint is made again from them.
  /^(aws_sagemaker_(endpoint|endpoint_configuration|model)|google_vertex_ai_endpoint)$/,
  /^azurerm_(federated_identity_credential|machine_learning_datastore_blobstorage|private_endpoint|role_definition|storage_blob)$/,
  // Settings of a bucket, each a resource of its own beside it.
  /^aws_s3_bucket_/,
  /^azurerm_(api_management_|monitor_|private_dns_|subnet|network_security|storage_management_policy|role_assignment)/,
  /^azurerm_(container_app|application_insights|consumption_budget_resource_group|resource_group_template_deployment)$/,
  /^azurerm_postgresql_flexible_server_(configuration|firewall_rule)$/,
  /^azuread_(service_principal|app_role_assignment)$/,
  /^google_(api_gateway_api_config|artifact_registry_repository|billing_budget|cloud_run_v2_service|project_service(_identity)?)$/,
  /^google_(compute_address|compute_forwarding_rule|dns_record_set|logging_project_sink|monitoring_alert_policy)$/,
  /^google_(secret_manager_secret_version|.*_iam_member)$/,
  /^snowflake_(api_integration|execute|task|warehouse)$/,
  /^snowflake_(external_function$|function_|procedure_|grant_)/,
  // What bears a name that is made from it is replaced in the same plan, and is judged there.
  /^random_(id|string)$/,
  /^time_/,
];

/** Whether a type's deletion or replacement loses something; undefined for a type that nobody has looked at yet. */
export function isStateful(type: string): boolean | undefined {
  if (type in STATEFUL_TYPES) return true;
  return REPLACEABLE_TYPES.some((pattern) => pattern.test(type)) ? false : undefined;
}
