/** How a node is drawn. */
export type Shape = "box" | "function" | "store" | "gateway";

/** Resources that are drawn as one node. */
export interface Kind {
  readonly title: string;
  readonly plural: string;
  readonly shape: Shape;
  /** The types that are counted. */
  readonly types: readonly string[];
  /** Types that belong to them and are not counted. */
  readonly completing: RegExp;
}

/** Resources that are listed in their component instead of being drawn. */
export interface Minor {
  readonly title: string;
  readonly plural: string;
  readonly types: RegExp;
  /** Not drawn, even if its component has nothing else. */
  readonly isHelper?: boolean;
}

const NOTHING = /^$/;

function kind(title: string, plural: string, shape: Shape, types: readonly string[], completing = NOTHING): Kind {
  return { title, plural, shape, types, completing };
}

const KINDS: readonly Kind[] = [
  kind("external function", "external functions", "function", ["snowflake_external_function"]),
  kind("translator", "translators", "function", ["snowflake_function_javascript"]),
  kind("procedure", "procedures", "function", ["snowflake_procedure_javascript", "snowflake_procedure_sql"]),
  kind("API integration", "API integrations", "gateway", ["snowflake_api_integration"]),
  kind("storage integration", "storage integrations", "gateway", ["snowflake_storage_integration"]),
  kind("stage", "stages", "store", ["snowflake_stage"]),
  kind("task", "tasks", "box", ["snowflake_task"], /^snowflake_(execute|grant_ownership)$/),
  kind("database", "databases", "store", ["snowflake_database"], /^snowflake_schema$/),
  kind("warehouse", "warehouses", "box", ["snowflake_warehouse"]),
  kind("role", "roles", "box", ["snowflake_account_role"], /^snowflake_grant_account_role$/),
  kind("REST API", "REST APIs", "gateway", ["aws_api_gateway_rest_api"], /^aws_api_gateway_/),
  kind("VPC link", "VPC links", "gateway", ["aws_apigatewayv2_vpc_link"]),
  kind("load balancer", "load balancers", "gateway", ["aws_lb"], /^aws_lb_/),
  kind("MLflow service", "MLflow services", "box", ["aws_ecs_service"], /^aws_(ecs|appautoscaling)_/),
  kind("model endpoint", "model endpoints", "box", ["aws_sagemaker_endpoint"], /^aws_(sagemaker|appautoscaling)_/),
  kind("database", "databases", "store", ["aws_db_instance", "aws_rds_cluster"], /^aws_(db|rds)_/),
  kind("secret", "secrets", "store", ["aws_secretsmanager_secret"], /^aws_secretsmanager_secret_/),
  kind("bucket", "buckets", "store", ["aws_s3_bucket"], /^aws_s3_bucket_/),
  kind("VPC", "VPCs", "box", ["aws_vpc"], /^aws_(subnet|route|internet_gateway|vpc_endpoint|nat_gateway|eip)/),
  kind("log group", "log groups", "box", ["aws_cloudwatch_log_group"]),
  kind("alarm", "alarms", "box", ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]),
  kind("dashboard", "dashboards", "box", ["aws_cloudwatch_dashboard"]),
  kind("topic", "topics", "box", ["aws_sns_topic"], /^aws_sns_topic_/),
  kind("budget", "budgets", "box", ["aws_budgets_budget"]),
  kind("web ACL", "web ACLs", "gateway", ["aws_wafv2_web_acl"], /^aws_wafv2_/),
  kind("key", "keys", "store", ["aws_kms_key"], /^aws_kms_/),
  kind("lock table", "lock tables", "store", ["aws_dynamodb_table"]),
  kind("API Management", "API Management services", "gateway", ["azurerm_api_management"], /^azurerm_api_management_/),
  kind(
    "MLflow container app",
    "container apps",
    "box",
    ["azurerm_container_app"],
    /^azurerm_container_app_environment$/,
  ),
  kind(
    "flexible server",
    "flexible servers",
    "store",
    ["azurerm_postgresql_flexible_server"],
    /^azurerm_postgresql_flexible_server_/,
  ),
  kind(
    "machine learning workspace",
    "machine learning workspaces",
    "box",
    ["azurerm_machine_learning_workspace"],
    /^azurerm_machine_learning_/,
  ),
  kind("storage account", "storage accounts", "store", ["azurerm_storage_account"], /^azurerm_storage_/),
  kind("virtual network", "virtual networks", "box", ["azurerm_virtual_network"], /^azurerm_(subnet|network_security)/),
  kind("resource group", "resource groups", "box", ["azurerm_resource_group"]),
  kind("application", "applications", "box", ["azuread_application"], /^azuread_/),
  kind("log workspace", "log workspaces", "box", ["azurerm_log_analytics_workspace"]),
  kind("request log", "request logs", "box", ["azurerm_application_insights"]),
  kind("alarm", "alarms", "box", ["azurerm_monitor_metric_alert", "azurerm_monitor_scheduled_query_rules_alert_v2"]),
  kind("action group", "action groups", "box", ["azurerm_monitor_action_group"]),
  kind("budget", "budgets", "box", ["azurerm_consumption_budget_resource_group"]),
  kind("API Gateway", "API Gateways", "gateway", ["google_api_gateway_gateway"], /^google_api_gateway_api(_config)?$/),
  kind(
    "MLflow service",
    "Cloud Run services",
    "box",
    ["google_cloud_run_v2_service"],
    /^google_(iap_web_)?cloud_run_(v2_)?service_iam_member$/,
  ),
  kind("model endpoint", "model endpoints", "box", ["google_vertex_ai_endpoint"], /^google_vertex_ai_endpoint_iam_/),
  kind("Cloud SQL", "Cloud SQL instances", "store", ["google_sql_database_instance"], /^google_sql_/),
  kind("bucket", "buckets", "store", ["google_storage_bucket"], /^google_storage_bucket_/),
  kind("secret", "secrets", "store", ["google_secret_manager_secret"], /^google_secret_manager_secret_/),
  kind("image repository", "image repositories", "store", ["google_artifact_registry_repository"]),
  kind(
    "network",
    "networks",
    "box",
    ["google_compute_network"],
    /^google_(compute_(subnetwork|address|forwarding_rule)|dns_)/,
  ),
  kind("alarm", "alarms", "box", ["google_monitoring_alert_policy"]),
  kind("notification channel", "notification channels", "box", ["google_monitoring_notification_channel"]),
  kind("log bucket", "log buckets", "store", ["google_logging_project_bucket_config"], /^google_logging_project_sink$/),
  kind("budget", "budgets", "box", ["google_billing_budget"]),
];

const MINORS: readonly Minor[] = [
  {
    title: "grant",
    plural: "grants",
    types: /^snowflake_grant_(privileges_to_account_role|account_role|ownership)$/,
  },
  { title: "SQL statement", plural: "SQL statements", types: /^snowflake_execute$/ },
  { title: "security group", plural: "security groups", types: /^aws_(default_)?security_group$/ },
  { title: "security group rule", plural: "security group rules", types: /^aws_vpc_security_group_(in|e)gress_rule$/ },
  { title: "IAM role", plural: "IAM roles", types: /^aws_iam_role$/ },
  { title: "OIDC provider", plural: "OIDC providers", types: /^aws_iam_openid_connect_provider$/ },
  { title: "metric filter", plural: "metric filters", types: /^aws_cloudwatch_log_metric_filter$/ },
  { title: "policy", plural: "policies", types: /^aws_iam_.*policy/ },
  { title: "role assignment", plural: "role assignments", types: /^azurerm_role_assignment$/ },
  { title: "identity", plural: "identities", types: /^azurerm_user_assigned_identity$/ },
  {
    title: "trust of a pipeline",
    plural: "trusts of pipelines",
    types: /^(azurerm_federated_identity_credential|google_service_account_iam_member)$/,
  },
  { title: "identity pool", plural: "identity pools", types: /^google_iam_workload_identity_pool(_provider)?$/ },
  { title: "role of one's own", plural: "roles of one's own", types: /^azurerm_role_definition$/ },
  { title: "DNS zone", plural: "DNS zones", types: /^azurerm_private_dns_zone$/ },
  { title: "DNS record or link", plural: "DNS records and links", types: /^azurerm_private_dns_(a_record|zone_)/ },
  { title: "ARM template", plural: "ARM templates", types: /^azurerm_resource_group_template_deployment$/ },
  { title: "log setting", plural: "log settings", types: /^azurerm_monitor_diagnostic_setting$/ },
  { title: "service account", plural: "service accounts", types: /^google_service_account$/ },
  { title: "role of the project", plural: "roles of the project", types: /^google_project_iam_member$/ },
  { title: "key grant", plural: "key grants", types: /^google_kms_crypto_key_iam_member$/ },
  { title: "enabled service", plural: "enabled services", types: /^google_project_service(_identity)?$/ },
  { title: "kept value", plural: "kept values", types: /^terraform_data$/, isHelper: true },
  { title: "wait", plural: "waits", types: /^time_/, isHelper: true },
  { title: "random value", plural: "random values", types: /^random_/, isHelper: true },
];

/** Words in names of resources that are written in capitals. */
const CAPITALS = new Set(["api", "vpc", "iam", "sql", "s3", "kms", "db", "rds", "ecs", "id", "acl"]);

/** The kind that a type is drawn as. */
export function kindOf(type: string): Kind | undefined {
  return KINDS.find((each) => each.types.includes(type));
}

/** The kinds that a type belongs to. */
export function hostsOf(type: string): Kind[] {
  return KINDS.filter((each) => each.completing.test(type));
}

/** How a type is listed. */
export function minorOf(type: string): Minor | undefined {
  return MINORS.find((each) => each.types.test(type));
}

/** A separate kind for a type that is not in this table, named after the type. */
export function unknownKind(type: string): Kind {
  const words = type.split("_").slice(1);
  const title = words.map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word)).join(" ") || type;
  return kind(title, title, "box", [type]);
}
