import { DEFAULT_TIMEOUT_SECONDS } from "../../../../src/azure/gateway/defaults";
import { policyXml } from "../../../../src/azure/gateway/policy";
import { AzureGateway, type AzureGatewayOptions } from "../../../../src/rehearsal/clouds/azure/gateway/api-management";
import { tenantId } from "../../../../src/rehearsal/clouds/azure/session";
import { Account } from "../../../../src/rehearsal/simulator/account";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import type { Backend } from "../../../../src/rehearsal/snowflake";
import { ExternalFunctionRuntime } from "../../../../src/rehearsal/snowflake";
import { AppliedState } from "../../../../src/rehearsal/state";
import { PASSWORD, PROXY_CONFIGURATION } from "../../servers/applied";
import { snowflakeResources, stateOf, type EchoBackend } from "../../snowflake/platform";

const GROUP = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/mlops";
export const TENANT = tenantId(new Account());
export const SNOWFLAKE = "0f0f0f0f-1111-4222-8333-444444444444";
export const AUDIENCE = "abababab-1111-4222-8333-444444444444";
export const GATEWAY_KEY = "a-key-of-the-gateway-with-48-characters-xxxxxxxx";
export const STORAGE_ID = `${GROUP}/providers/Microsoft.Storage/storageAccounts/mlopsdev`;
export const LOCATION = "azure://mlopsdev.blob.core.windows.net/artifacts/mlflow/";
export const APP_HOST = "mlops-mlflow.rehearsal-1a2b3c4d.westeurope.azurecontainerapps.io";
export const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/mlops`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mlflow`;
const SERVICE = { api_management_name: "mlops", resource_group_name: "mlops" };

/** The policy of a small platform, as a deploy writes it; without the lines, so that a test finds what it changes. */
export const POLICY = policyXml({
  tenantId: TENANT,
  audience: AUDIENCE,
  clientId: SNOWFLAKE,
  serverUrl: `https://${APP_HOST}`,
  keyName: "gateway-key",
  requestBurst: 2,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
}).replace(/>\s+</g, "><");

/** How long the policy waits, as its text says it. */
export const TIMEOUT = `timeout="${DEFAULT_TIMEOUT_SECONDS}"`;

/** The objects of a small platform, to be changed by a test before they are used. */
export function azureObjects() {
  const probe = { transport: "TCP", port: 8080, interval_seconds: 10, failure_count_threshold: 30 };
  const mlflow = {
    name: "mlflow",
    image: "ghcr.io/mlflow/mlflow:v3.17.2-full",
    command: ["sh", "-c"],
    args: ["exec mlflow server"],
    cpu: 0.25,
    memory: "0.5Gi",
    env: [
      { name: "MLFLOW_PORT", value: "5000", secret_name: "" },
      { name: "AZURE_CLIENT_ID", value: "client-of-mlflow", secret_name: "" },
      {
        name: "MLFLOW_ARTIFACTS_DESTINATION",
        value: "wasbs://artifacts@mlopsdev.blob.core.windows.net/mlflow",
        secret_name: "",
      },
      { name: "MLFLOW_BACKEND_STORE_URI", value: "", secret_name: "database-uri" },
    ],
    volume_mounts: [],
  } as Values;
  const proxy = {
    name: "proxy",
    image: "public.ecr.aws/docker/library/caddy:2.11.7",
    command: ["sh", "-c", "exec caddy run --config -"],
    args: [],
    env: [
      { name: "MLOPS_PROXY_CONFIG", value: JSON.stringify(PROXY_CONFIGURATION), secret_name: "" },
      { name: "MLOPS_GATEWAY_KEY", value: "", secret_name: "gateway-key" },
    ],
    startup_probe: [probe],
    liveness_probe: [{ ...probe, failure_count_threshold: 3 }],
    readiness_probe: [{ ...probe, transport: "HTTP", path: "/health", success_count_threshold: 1 }],
  } as Values;
  const host = "mlops.postgres.database.azure.com";
  const objects = {
    azurerm_container_app_environment: {
      id: `${GROUP}/providers/Microsoft.App/managedEnvironments/mlops`,
      default_domain: APP_HOST.slice(APP_HOST.indexOf(".") + 1),
      internal_load_balancer_enabled: false,
      static_ip_address: "20.1.2.3",
    } as Values,
    azurerm_container_app: {
      id: `${GROUP}/providers/Microsoft.App/containerApps/mlops-mlflow`,
      name: "mlops-mlflow",
      container_app_environment_id: `${GROUP}/providers/Microsoft.App/managedEnvironments/mlops`,
      ingress: [{ external_enabled: true, target_port: 8080, transport: "auto" }],
      identity: [{ type: "UserAssigned", identity_ids: [IDENTITY], principal_id: "" }],
      secret: [
        {
          name: "database-uri",
          value: `postgresql+psycopg2://mlflow:${PASSWORD}@${host}:5432/mlflow?sslmode=require`,
        },
        { name: "gateway-key", value: GATEWAY_KEY },
      ],
      template: [{ container: [mlflow, proxy], volume: [], init_container: [] }],
    } as Values,
    azurerm_user_assigned_identity: {
      id: IDENTITY,
      client_id: "client-of-mlflow",
      principal_id: "object-of-mlflow",
    } as Values,
    azurerm_storage_account: {
      id: STORAGE_ID,
      name: "mlopsdev",
      allow_nested_items_to_be_public: false,
      shared_access_key_enabled: false,
      network_rules: [],
    } as Values,
    azurerm_storage_container: {
      id: `${STORAGE_ID}/blobServices/default/containers/artifacts`,
      name: "artifacts",
      storage_account_id: STORAGE_ID,
      container_access_type: "private",
    } as Values,
    azurerm_role_assignment: {
      id: "assignment-of-mlflow",
      scope: `${STORAGE_ID}/blobServices/default/containers/artifacts`,
      role_definition_name: "Storage Blob Data Contributor",
      principal_id: "object-of-mlflow",
    } as Values,
    azurerm_postgresql_flexible_server: {
      id: `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/mlops`,
      name: "mlops",
      fqdn: host,
      version: "17",
      administrator_login: "mlflow",
      administrator_password: PASSWORD,
    } as Values,
    azurerm_postgresql_flexible_server_database: {
      id: "database",
      name: "mlflow",
      server_id: `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/mlops`,
    } as Values,
    azurerm_postgresql_flexible_server_firewall_rule: {
      id: "azure-services",
      name: "azure-services",
      server_id: `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/mlops`,
      start_ip_address: "0.0.0.0",
      end_ip_address: "0.0.0.0",
    } as Values,
    azurerm_api_management: {
      id: `${GROUP}/providers/Microsoft.ApiManagement/service/mlops`,
      name: "mlops",
      gateway_url: "https://mlops.azure-api.net",
      sku_name: "Consumption_0",
    } as Values,
    azurerm_api_management_api: {
      ...SERVICE,
      id: "api",
      name: "mlflow",
      path: "mlflow",
      protocols: ["https"],
      subscription_required: false,
    } as Values,
    azurerm_api_management_api_operation: {
      ...SERVICE,
      id: "operation",
      api_name: "mlflow",
      operation_id: "post",
      method: "POST",
      url_template: "/*",
    } as Values,
    azurerm_api_management_api_policy: { ...SERVICE, id: "policy", api_name: "mlflow", xml_content: POLICY } as Values,
    azurerm_api_management_named_value: {
      ...SERVICE,
      id: "value",
      name: "key",
      display_name: "gateway-key",
      secret: true,
      value: GATEWAY_KEY,
    } as Values,
  };
  const directory = {
    azuread_application: {
      id: "/applications/1",
      client_id: AUDIENCE,
      sign_in_audience: "AzureADMyOrg",
      api: [{ requested_access_token_version: 1 }],
    } as Values,
    azuread_service_principal: { id: "/servicePrincipals/1", client_id: AUDIENCE, account_enabled: true } as Values,
  };
  /** Further objects, with their types. */
  const more: { readonly type: string; readonly values: Values }[] = [];
  return { objects, directory, more, mlflow, proxy };
}

export type AzureObjects = ReturnType<typeof azureObjects>;
export type Change = (azure: AzureObjects) => void;

function listOf({ objects, directory, more }: AzureObjects): { readonly type: string; readonly values: Values }[] {
  return [...Object.entries({ ...objects, ...directory }).map(([type, values]) => ({ type, values })), ...more];
}

/** The simulated account with these objects. */
export function accountOf(azure: AzureObjects): Account {
  const account = new Account();
  for (const { type, values } of listOf(azure)) account.put(type, String(values.id), values);
  return account;
}

/** Terraform's state with these objects. */
export function appliedState(azure: AzureObjects): AppliedState {
  return new AppliedState({
    resources: listOf(azure).map(({ type, values }, index) => ({
      ...{ mode: "managed" as const, type, name: `r${index}` },
      instances: [{ attributes: values }],
    })),
  });
}

/** What was applied, after a change. */
export function applied(change: Change = () => undefined): AzureObjects {
  const azure = azureObjects();
  change(azure);
  return azure;
}

/** Attributes of Snowflake's API integration. */
export function integrationOf(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "API",
    api_provider: "azure_api_management",
    azure_tenant_id: TENANT,
    azure_ad_application_id: AUDIENCE,
    azure_consent_url: `https://login.microsoftonline.com/${TENANT}/oauth2/authorize?client_id=${SNOWFLAKE}&response_type=code`,
    api_allowed_prefixes: ["https://mlops.azure-api.net/mlflow/"],
    api_blocked_prefixes: [],
    enabled: true,
    ...change,
  };
}

/** A backend that stands for the proxy on its port. */
export function proxyAt(backend: EchoBackend): Backend {
  return {
    locate: (container, port) =>
      container === "proxy" && port === 8080 ? { host: "127.0.0.1", port: backend.port } : undefined,
  };
}

/** The gateway of a changed platform. */
export function gatewayOf(
  backend: Backend,
  change: Change = () => undefined,
  options: Partial<AzureGatewayOptions> = {},
): AzureGateway {
  return new AzureGateway({ account: accountOf(applied(change)), backend, ...options });
}

/**
 * Snowflake's runtime with a function that leads to the gateway.
 * @param path where the function sends its calls, with the verb
 */
export function runtimeOf(
  gateway: AzureGateway,
  integration: Record<string, unknown> = {},
  retryMilliseconds = 200,
  path = "post/api/x",
): ExternalFunctionRuntime {
  const resources = snowflakeResources();
  const { request } = resources;
  request.function_definition = request.function_definition.replace("post/api/x", path);
  Object.assign(resources.integration, integrationOf(integration));
  Object.assign(resources.fn, { url_of_proxy_and_resource: "https://mlops.azure-api.net/mlflow/" });
  return new ExternalFunctionRuntime({
    state: stateOf(resources),
    gateways: [gateway],
    delivery: { retryMilliseconds },
  });
}
