import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ALL, set, without, replaced, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const APP = "azurerm_container_app";
const POLICY = "azurerm_api_management_api_policy";
const SERVER = "azurerm_postgresql_flexible_server";
const SETTING = "azurerm_postgresql_flexible_server_configuration";
const FIREWALL = "azurerm_postgresql_flexible_server_firewall_rule";
const STORAGE = "azurerm_storage_account";

const ours = ({ name }: Values) => name === "proxy";
const hasKey = ({ name }: Values) => name === "MLOPS_GATEWAY_KEY";
const listOf = (from: Record<string, unknown>, name: string) => from[name] as Values[];

/** Changes the containers of the app. */
const containers = (change: (container: Values, app: Record<string, unknown>) => void) => (copy: Copy) =>
  copy.edit(APP, ALL, (app) => {
    for (const template of listOf(app, "template"))
      for (const container of listOf(template, "container")) change(container, app);
  });

const environmentOfProxy = (change: (environment: Values[]) => Values[]) =>
  containers((container) => {
    if (ours(container)) container.env = change(listOf(container, "env"));
  });

const configuration = (from: string | RegExp, to: string) =>
  environmentOfProxy((environment) =>
    environment.map((each) => {
      if (each.name !== "MLOPS_PROXY_CONFIG") return each;
      const value = String(each.value).replace(from, to);
      if (value === each.value) throw new Error(`the proxy's configuration holds no ${String(from)}`);
      return { ...each, value };
    }),
  );

const policy = (from: string | RegExp, to: string) => replaced(POLICY, ALL, "xml_content", from, to);

/** Resources of azure-dev that azure-prod has too, but for the database's firewall. */
export const AZURE_DEV: readonly Mutation[] = [
  {
    type: "azuread_application",
    what: "tokens of version 2",
    change: set("azuread_application", ALL, { api: [{ requested_access_token_version: 2 }] }),
    red: /call: .*401/,
  },
  {
    type: "azuread_application",
    what: "for every tenant",
    change: set("azuread_application", ALL, { sign_in_audience: "AzureADMultipleOrgs" }),
    red: /call: .*single tenant/,
  },
  {
    type: "azuread_service_principal",
    what: "taken away",
    change: without("azuread_service_principal"),
    red: /call: .*AADSTS500011/,
  },
  {
    type: "azurerm_api_management",
    what: "another address",
    change: set("azurerm_api_management", ALL, { gateway_url: "https://other.azure-api.net" }),
    red: /call: .*does not exist/,
  },
  {
    type: "azurerm_api_management",
    what: "managed with keys",
    change: set("azurerm_api_management", ALL, { tenant_access: [{ enabled: true }] }),
    red: /strangers: azurerm_api_management .*: whoever has seen its keys gets in by tenant_access/,
  },
  {
    type: "azurerm_api_management_api",
    what: "asks for a subscription key",
    change: set("azurerm_api_management_api", ALL, { subscription_required: true }),
    red: /call: .*missing subscription key/,
  },
  {
    type: "azurerm_api_management_api",
    what: "another path",
    change: set("azurerm_api_management_api", ALL, { path: WORD }),
    red: /call: .*404/,
  },
  {
    type: "azurerm_api_management_api_operation",
    what: "GET instead of POST",
    change: set("azurerm_api_management_api_operation", ALL, { method: "GET" }),
    red: /call: .*404/,
  },
  { type: POLICY, what: "taken away", change: without(POLICY), red: /strangers: POST \/\* of .*: an anonymous caller/ },
  {
    type: POLICY,
    what: "takes every application of the tenant",
    change: policy(/<required-claims>[\s\S]*<\/required-claims>/, ""),
    red: /intruders: another application of the tenant got 200/,
  },
  {
    type: POLICY,
    what: "takes tokens for every API",
    change: policy(/<audiences>[\s\S]*<\/audiences>/, ""),
    red: /intruders: Snowflake's application with a token for another API got 200/,
  },
  {
    type: POLICY,
    what: "does not send the gateway's key",
    change: policy(/<set-header name="x-mlops-gateway-key"[\s\S]*?<\/set-header>/, ""),
    red: /call: .*403 .*the gateway's key is missing/,
  },
  {
    type: POLICY,
    what: "forwards to another host",
    change: policy(/base-url="https:\/\/[^"]*"/, 'base-url="https://elsewhere.example.com"'),
    red: /call: .*500/,
  },
  {
    type: POLICY,
    what: "counts calls by rate-limit",
    change: policy("<set-backend-service", '<rate-limit calls="10" renewal-period="1" />\n<set-backend-service'),
    red: /call: the policy element rate-limit in inbound is not simulated/,
  },
  {
    type: "azurerm_api_management_named_value",
    what: "another key than the proxy's",
    change: set("azurerm_api_management_named_value", ALL, { value: WORD }),
    red: /call: .*503 .*the gateway's key is not this server's/,
  },
  {
    type: APP,
    what: "the database's URI in a Key Vault without it",
    change: containers((container, app) => {
      const secret = listOf(app, "secret").find(({ name }) => name === "database-uri");
      Object.assign(secret ?? {}, { value: null, key_vault_secret_id: "https://other.vault.azure.net/secrets/uri" });
      // A new revision, which reads it.
      listOf(container, "env").push({ name: "MLOPS_REVISION", value: WORD, secret_name: "" });
    }),
    red: /containers: .*the secret database-uri refers to https:\/\/other\.vault\.azure\.net\/secrets\/uri, which was not applied/,
  },
  {
    type: APP,
    what: "without the gateway's key",
    change: environmentOfProxy((environment) => environment.filter((each) => !hasKey(each))),
    red: /strangers: azurerm_container_app .*: an anonymous caller gets in by its public address/,
  },
  {
    type: APP,
    what: "the gateway's key in plain sight",
    change: containers((container, app) => {
      const secret = listOf(app, "secret").find(({ name }) => name === "gateway-key");
      if (ours(container)) listOf(container, "env").push({ name: "KEY", value: secret?.value ?? null });
    }),
    red: /secrets: azurerm_container_app\.\w+: template\[0\]\.container\[1\]\.env\[\d\]\.value/,
  },
  {
    type: APP,
    what: "a proxy that ignores the region",
    change: configuration(/,"Sf-Context-Current-Region":\[[^\]]*\]/, ""),
    red: /intruders: an account of another region with our locator and our identity got 200/,
  },
  {
    type: APP,
    what: "open to its own environment alone",
    change: (copy) =>
      copy.edit(APP, ALL, (app) => {
        for (const ingress of listOf(app, "ingress")) ingress.external_enabled = false;
      }),
    red: /call: .*500/,
  },
  {
    type: APP,
    what: "no command",
    change: containers((container) => (container.command = [])),
    red: /containers: .*command is not set/,
  },
  {
    type: APP,
    what: "the provider's own liveness probe",
    change: containers((container) => {
      const probe = { transport: "HTTP", path: "/health", port: 8080 };
      container.startup_probe = [];
      container.liveness_probe = [{ ...probe, interval_seconds: 10, failure_count_threshold: 3, initial_delay: 1 }];
    }),
    red: /health checks: .*it would end the server before/,
  },
  {
    type: APP,
    what: "more memory than its CPU allows",
    change: containers((container) => (container.memory = "2Gi")),
    red: /service: .*(CPU|cpu)/,
  },
  {
    type: "azurerm_container_app_environment",
    what: "another domain",
    change: set("azurerm_container_app_environment", ALL, { default_domain: "other.azurecontainerapps.io" }),
    red: /call: .*500/,
  },
  {
    type: "azurerm_log_analytics_workspace",
    what: "taken away",
    change: without("azurerm_log_analytics_workspace"),
    green: "no log is written in a rehearsal; an environment that names it is refused at apply",
  },
  {
    type: SERVER,
    what: "another password",
    change: set(SERVER, ALL, { administrator_password: WORD }),
    red: /another password than the applied database/,
  },
  {
    type: SETTING,
    what: "require_secure_transport is off",
    change: set(SETTING, ALL, { value: "off" }),
    red: /strangers: azurerm_postgresql_flexible_server .*: a reader of the network's traffic gets in by connections without TLS/,
  },
  {
    type: "azurerm_postgresql_flexible_server_database",
    what: "another name",
    change: set("azurerm_postgresql_flexible_server_database", ALL, { name: WORD }),
    red: /containers: .*has the database mlflow, the applied database has/,
  },
  {
    type: FIREWALL,
    what: "open to every address",
    change: set(FIREWALL, ALL, { end_ip_address: "255.255.255.255" }),
    red: /strangers: azurerm_postgresql_flexible_server .*: anybody on the internet gets in by the firewall rule/,
  },
  {
    type: FIREWALL,
    what: "taken away",
    change: without(FIREWALL),
    red: /containers: .*does not answer: no firewall rule of the database lets the app in/,
  },
  {
    type: "azurerm_resource_group",
    what: "taken away",
    change: without("azurerm_resource_group"),
    green: "what lies in it names it and is refused at apply; Azure deletes a group with all that is in it",
  },
  {
    type: "azurerm_role_assignment",
    what: "the app may not write artifacts",
    change: without("azurerm_role_assignment", /UseArtifacts/),
    red: /containers: .*may not write to the container/,
  },
  {
    type: "azurerm_role_assignment",
    what: "Snowflake may list the whole account",
    change: (copy) =>
      copy.edit("azurerm_role_assignment", /StorageRole/, (held) => {
        held.scope = String(held.scope).replace(/\/blobServices\/.*$/, "");
      }),
    red: /stages: .*may list azure:/,
  },
  {
    type: STORAGE,
    what: "another name",
    change: set(STORAGE, ALL, { name: WORD }),
    red: /containers: .*names the storage account|stages: .*does not exist/,
  },
  {
    type: STORAGE,
    what: "keys are allowed",
    change: set(STORAGE, ALL, { shared_access_key_enabled: true }),
    red: /strangers: azurerm_storage_account .*: whoever has seen an account key gets in/,
  },
  {
    type: STORAGE,
    what: "closed to every network",
    change: set(STORAGE, ALL, { network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: [WORD] }] }),
    red: /containers: .*its network rules keep the app out/,
  },
  {
    type: "azurerm_storage_container",
    what: "public, in an account that allows it",
    change: (copy) => {
      set(STORAGE, ALL, { allow_nested_items_to_be_public: true })(copy);
      set("azurerm_storage_container", ALL, { container_access_type: "blob" })(copy);
    },
    red: /strangers: azurerm_storage_account .*: an anonymous reader gets in by container_access_type/,
  },
  {
    type: "azurerm_storage_management_policy",
    what: "taken away",
    change: without("azurerm_storage_management_policy"),
    green: "it costs money and breaks nothing",
  },
  {
    type: "azurerm_user_assigned_identity",
    what: "taken away",
    change: without("azurerm_user_assigned_identity"),
    red: /containers: .*AZURE_CLIENT_ID is .*, which no identity of the app has/,
  },
];
