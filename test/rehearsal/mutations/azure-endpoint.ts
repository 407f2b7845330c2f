import { isObject, type JsonObject } from "../../../src/core/json";
import { ALL, replaced, set, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const TEMPLATE = "azurerm_resource_group_template_deployment";
const POLICY = "azurerm_api_management_api_operation_policy";
const ROLE = "azurerm_role_assignment";
const DATASTORE = "azurerm_machine_learning_datastore_blobstorage";
const SERVICE = "azurerm_api_management";
const LINK = "azurerm_private_dns_zone_virtual_network_link";
const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";

/** Changes what a template made. */
const made = (kind: string, change: (properties: JsonObject, sent: JsonObject) => void) => (copy: Copy) => {
  const account = copy.accounts.get("hashicorp/azurerm");
  const held = account?.list(`${WORKSPACE}/${kind}`) ?? [];
  if (held.length === 0) throw new Error(`no template made ${kind}`);
  for (const { values } of held) {
    const sent = JSON.parse(String(values.sent)) as JsonObject;
    if (isObject(sent.properties)) change(sent.properties, sent);
    values.sent = JSON.stringify(sent);
  }
};

const notMade = (kind: string) => (copy: Copy) => {
  const account = copy.accounts.get("hashicorp/azurerm");
  for (const { type, id } of account?.list(`${WORKSPACE}/${kind}`) ?? []) account?.remove(type, id);
};

const policy = (from: string | RegExp, to: string) => replaced(POLICY, ALL, "xml_content", from, to);
/** The answer of the policy to a status, without what it replaces. */
const unanswered = (status: number) =>
  policy(new RegExp(`<when condition="@\\(context\\.Response\\.StatusCode == ${status}\\)">[\\s\\S]*?</when>`), "");

/** A model endpoint of azure-dev in a network, with its workspace, its route and its function. */
export const AZURE_ENDPOINT: readonly Mutation[] = [
  {
    type: "azurerm_machine_learning_workspace",
    what: "uses its storage by a key",
    change: set("azurerm_machine_learning_workspace", ALL, { systemDatastoresAuthMode: "accesskey" }),
    red: /scoring: .*KeyBasedAuthenticationNotPermitted/,
  },
  {
    type: "azurerm_machine_learning_workspace",
    what: "taken away",
    change: without("azurerm_machine_learning_workspace"),
    red: /scoring: .*the workspace has no registry/,
  },
  {
    type: "azurerm_machine_learning_workspace",
    what: "closed to public networks",
    change: set("azurerm_machine_learning_workspace", ALL, { public_network_access_enabled: false }),
    red: /scoring: .*reaches its workspace by the public address/,
  },
  {
    type: DATASTORE,
    what: "taken away",
    change: without(DATASTORE),
    red: /scoring: .*names no datastore of the workspace/,
  },
  {
    type: DATASTORE,
    what: "over another container",
    change: replaced(DATASTORE, /Artifacts/, "storage_container_id", /mlflow$/, WORD),
    red: /scoring: .*ContainerNotFound/,
  },
  {
    type: "azurerm_key_vault",
    what: "taken away",
    change: without("azurerm_key_vault"),
    green: "the workspace is refused without it at apply, and keeps no secret of an endpoint that uses identities",
  },
  {
    type: "azurerm_container_registry",
    what: "taken away",
    change: without("azurerm_container_registry"),
    red: /scoring: .*the workspace has no registry/,
  },
  {
    type: "azurerm_storage_blob",
    what: "taken away",
    change: without("azurerm_storage_blob"),
    red: /scoring: .*UserScriptImportError/,
  },
  {
    type: "azurerm_storage_blob",
    what: "another script",
    change: set("azurerm_storage_blob", ALL, { source_content: "def run(data): return []" }),
    red: /scoring: .*no other scoring script/,
  },
  {
    type: TEMPLATE,
    what: "no deployment",
    change: notMade("onlineEndpoints/deployments"),
    red: /scoring: .*NOT_FOUND/,
  },
  {
    type: TEMPLATE,
    what: "no traffic",
    change: made("onlineEndpoints", (properties) => (properties.traffic = {})),
    red: /scoring: .*no deployment of the endpoint has traffic/,
  },
  {
    type: TEMPLATE,
    what: "a system-assigned identity",
    change: made("onlineEndpoints", (_, sent) => (sent.identity = { type: "SystemAssigned" })),
    red: /scoring: .*no user-assigned identity/,
  },
  {
    type: TEMPLATE,
    what: "a model at another location",
    change: made("models/versions", (properties) => {
      properties.modelUri = String(properties.modelUri).replace("/datastores/", `/datastores/${WORD}`);
    }),
    red: /scoring: .*names no datastore of the workspace/,
  },
  {
    type: TEMPLATE,
    what: "no server for the script in the image",
    change: made("environments/versions", (properties) => {
      properties.condaFile = String(properties.condaFile).replace("azureml-inference-server-http", WORD);
    }),
    red: /scoring: .*no package azureml-inference-server-http/,
  },
  {
    type: TEMPLATE,
    what: "the model is served without code",
    change: made("onlineEndpoints/deployments", (properties) => {
      delete properties.codeConfiguration;
      delete properties.environmentId;
    }),
    red: /scoring: .*MODEL_ERROR/,
  },
  {
    type: ROLE,
    what: "the endpoint may not read its model",
    change: without(ROLE, /iris_Endpoint_Identity_ReadModels/),
    red: /scoring: .*may not read wasbs/,
  },
  {
    type: ROLE,
    what: "the endpoint may not read its script",
    change: without(ROLE, /iris_Endpoint_Identity_UseWorkspace/),
    red: /scoring: .*may not read the script/,
  },
  {
    type: ROLE,
    what: "the endpoint may not write what it keeps of its calls",
    change: without(ROLE, /iris_Endpoint_Identity_KeepCalls/),
    red: /scoring: .*may not write to wasbs/,
  },
  {
    type: ROLE,
    what: "the endpoint may not pull its image",
    change: without(ROLE, /iris_Endpoint_Identity_PullImages/),
    red: /scoring: .*may not pull from/,
  },
  {
    type: ROLE,
    what: "the gateway may not call the endpoint",
    change: without(ROLE, /Score-iris/),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: "azurerm_role_definition",
    what: "allows another action",
    change: set("azurerm_role_definition", ALL, {
      permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/read"] }],
    }),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: SERVICE,
    what: "without an identity",
    change: set(SERVICE, ALL, { identity: [] }),
    red: /scoring: .*no system-assigned identity/,
  },
  {
    type: POLICY,
    what: "taken away",
    change: without(POLICY),
    red: /scoring: .*(40\d|50\d)/,
  },
  {
    type: POLICY,
    what: "asks nobody who they are",
    change: policy(/<validate-jwt[\s\S]*<\/validate-jwt>/, ""),
    red: /scoring: .*An anonymous caller got 200/,
  },
  {
    type: POLICY,
    what: "admits every Snowflake account",
    change: policy(/<check-header name="sf-context-current-account"[\s\S]*?<\/check-header>/, ""),
    red: /scoring: .*Another Snowflake account with our identity got 200/,
  },
  {
    type: POLICY,
    what: "admits every region",
    change: policy(/<check-header name="sf-context-current-region"[\s\S]*?<\/check-header>/, ""),
    red: /scoring: .*An account of another region .* got 200/,
  },
  {
    type: POLICY,
    what: "sends no token",
    change: policy(/<authentication-managed-identity[^>]*>/, ""),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: POLICY,
    what: "a token for another service",
    change: policy("https://ml.azure.com", "https://management.azure.com"),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: POLICY,
    what: "another endpoint",
    change: policy(/base-url="https:\/\/[^.]+/, `base-url="https://${WORD}`),
    red: /scoring: .*address of no online endpoint/,
  },
  {
    type: POLICY,
    what: "a failure of the model is repeated",
    change: policy(/set-status code="422"/g, 'set-status code="500"'),
    red: /scoring: .*was sent \d+ times, although its model failed/,
  },
  {
    type: POLICY,
    what: "a failure of the model is 200",
    change: policy(/set-status code="422"/g, 'set-status code="200"'),
    red: /scoring: .*reached Snowflake as 200/,
  },
  {
    type: POLICY,
    what: "a container that is busy is a failure of the model",
    change: policy(/<when condition="@\(context\.Response\.Headers[^"]*503&quot;\)">[\s\S]*?<\/when>/, ""),
    red: /scoring: .*MODEL_ERROR/,
  },
  {
    type: POLICY,
    what: "the words of the model are handed on",
    change: policy(/<outbound>[\s\S]*<\/outbound>/, "<outbound></outbound>"),
    red: /scoring: .*shows what its model wrote/,
  },
  {
    type: POLICY,
    what: "an endpoint that is being updated is 400",
    change: unanswered(503),
    red: /scoring: .*ENDPOINT_ERROR/,
  },
  {
    type: "azurerm_api_management_api_operation",
    what: "the route is taken away",
    change: without("azurerm_api_management_api_operation", /Score-iris/),
    red: /scoring: .*(40\d|50\d)/,
  },
  {
    type: "azurerm_private_endpoint",
    what: "taken away",
    change: without("azurerm_private_endpoint"),
    red: /scoring: .*no private endpoint of its workspace/,
  },
  {
    type: LINK,
    what: "the workspace's zone is not linked to the network",
    change: without(LINK, /ModelWorkspace_PrivateEndpoint_ApiLink/),
    red: /scoring: .*no private endpoint of its workspace with a linked zone/,
  },
  {
    type: "azurerm_monitor_autoscale_setting",
    what: "taken away",
    change: without("azurerm_monitor_autoscale_setting"),
    green: "a rehearsal has no load to scale by",
  },
  {
    type: "snowflake_external_function",
    what: "scores at another path",
    change: replaced(
      "snowflake_external_function",
      /Endpoints_iris/,
      "url_of_proxy_and_resource",
      "/score/iris",
      "/score/other",
    ),
    red: /scoring: .*(40\d|50\d)/,
  },
];
