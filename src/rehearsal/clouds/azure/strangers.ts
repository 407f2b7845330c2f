import type { Account } from "../../simulator/account";
import { blocks, isTrue, needText, text, type Attributes } from "../../simulator/readers";
import { isObject } from "../../../core/json";
import type { Attempt } from "../cloud";
import { hasGatewayKey, ingressOf } from "./container-app";
import { AzureGateway } from "./gateway/api-management";
import { ANONYMOUS, OTHER_TENANT, TokenCaller } from "./identities/entra";
import { openPorts } from "./network/open-ports";

const ANONYMOUSLY = "an anonymous caller";
const ANYBODY = "anybody on the internet";

/** Whoever is no part of the tenant, at everything that has an address of its own. */
export async function strangers(account: Account, directory: Account): Promise<Attempt[]> {
  const all = (type: string): Attributes[] => account.list(type).map(({ values }) => values);
  return [
    ...all("azurerm_storage_account").flatMap((storage) => storageAttempts(account, storage)),
    ...all("azurerm_container_app").map((app) => appAttempt(account, app)),
    ...all("azurerm_postgresql_flexible_server").map((server) => databaseAttempt(account, server)),
    ...all("azurerm_api_management").flatMap(managementAttempts),
    ...openPorts(account),
    ...(await gatewayAttempts(account, directory)),
  ];
}

/** @see https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-prevent */
function storageAttempts(account: Account, storage: Attributes): Attempt[] {
  const target = `azurerm_storage_account ${String(storage.name)}`;
  const open = account
    .list("azurerm_storage_container")
    .map(({ values }) => values)
    .filter(
      (each) =>
        text(each, "storage_account_id")?.toLowerCase() === text(storage, "id")?.toLowerCase() ||
        each.storage_account_name === storage.name,
    )
    .find((each) => ["blob", "container"].includes(text(each, "container_access_type") ?? "private"));
  const isAllowed = storage.allow_nested_items_to_be_public !== false;
  const byContainer = open === undefined ? undefined : `container_access_type of ${String(open.name)}`;
  return [
    {
      who: "an anonymous reader",
      target,
      by: isAllowed
        ? (byContainer ?? "allow_nested_items_to_be_public, as soon as a container is made public")
        : undefined,
    },
    {
      who: "whoever has seen an account key",
      target,
      by: storage.shared_access_key_enabled === false ? undefined : "shared_access_key_enabled",
    },
  ];
}

/** What runs at a public address must ask for the gateway's key, or for people to sign in. */
function appAttempt(account: Account, app: Attributes): Attempt {
  const ingress = ingressOf(account, app);
  const isPublic = ingress !== undefined && ingress.isExternal && !ingress.isPrivate;
  const isGuarded = hasGatewayKey(app) || asksToSignIn(account, app);
  const by =
    isPublic && !isGuarded
      ? "its public address, with neither MLOPS_GATEWAY_KEY from a secret nor a sign-in"
      : undefined;
  return { who: ANONYMOUSLY, target: `azurerm_container_app ${String(app.name)}`, by };
}

/**
 * Whether Container Apps' own sign-in is on: a child of the app, which azurerm can make by a template alone.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.app/containerapps/authconfigs
 */
function asksToSignIn(account: Account, app: Attributes): boolean {
  return account.list("azurerm_resource_group_template_deployment").some(({ values }) => {
    const written = `${text(values, "template_content") ?? ""}${text(values, "parameters_content") ?? ""}`;
    const template: unknown = JSON.parse(text(values, "template_content") ?? "{}");
    const resources: unknown = isObject(template) ? template.resources : undefined;
    return (
      written.includes(String(app.name)) &&
      Array.isArray(resources) &&
      resources.filter(isObject).some(({ type, properties }) => {
        if (type !== "Microsoft.App/containerApps/authConfigs" || !isObject(properties)) return false;
        const platform = isObject(properties.platform) ? properties.platform : {};
        const validation = isObject(properties.globalValidation) ? properties.globalValidation : {};
        return (
          platform.enabled === true &&
          !["AllowAnonymous", undefined].includes(validation.unauthenticatedClientAction as string)
        );
      })
    );
  });
}

/** More addresses than a company's own. */
const MANY = 65_536;

function addressOf(dotted: string | undefined): number {
  return (dotted ?? "").split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/**
 * Rules that let in the internet. The rule from 0.0.0.0 to 0.0.0.0 stands for Azure's services, those of other tenants too: it is what a
 * platform without a network of its own has, and its documentation says so.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/network/how-to-networking-servers-deployed-public-access-add-firewall-rules
 */
function databaseAttempt(account: Account, server: Attributes): Attempt {
  const open = account
    .list("azurerm_postgresql_flexible_server_firewall_rule")
    .map(({ values }) => values)
    .filter((rule) => rule.server_id === server.id)
    .find((rule) => addressOf(text(rule, "end_ip_address")) - addressOf(text(rule, "start_ip_address")) >= MANY);
  const isPublic = server.public_network_access_enabled !== false && text(server, "delegated_subnet_id") === undefined;
  const by =
    isPublic && open !== undefined
      ? `the firewall rule ${String(open.name)}, from ${String(open.start_ip_address)} to ${String(open.end_ip_address)}`
      : undefined;
  return { who: ANYBODY, target: `azurerm_postgresql_flexible_server ${String(server.name)}`, by };
}

/** What manages the service beside Resource Manager has keys of its own, or lets people make themselves a user. */
function managementAttempts(service: Attributes): Attempt[] {
  const target = `azurerm_api_management ${String(service.name)}`;
  const isOn = (name: string) => blocks(service, name).some((each) => isTrue(each, "enabled"));
  return [
    { who: "whoever has seen its keys", target, by: isOn("tenant_access") ? "tenant_access" : undefined },
    { who: ANYBODY, target, by: isOn("sign_up") ? "sign_up" : undefined },
  ];
}

/** Strangers at every operation of every API: a service may be closed where Snowflake calls it, and open beside. */
async function gatewayAttempts(account: Account, directory: Account): Promise<Attempt[]> {
  const gateway = new AzureGateway({ account, directory, backend: { locate: () => undefined } });
  const stranger = new TokenCaller("another tenant's application", {
    tenant: OTHER_TENANT,
    client: "77777777-8888-4999-8aaa-bbbbbbbbbbbb",
    subject: "88888888-9999-4aaa-8bbb-cccccccccccc",
    audience: "api://another",
    version: 1,
  });
  const attempts: Attempt[] = [];
  for (const { values: operation } of account.list("azurerm_api_management_api_operation")) {
    const isIts = ({ values }: { readonly values: Attributes }) =>
      values.name === (operation.api_management_name as unknown);
    const service = account.list("azurerm_api_management").find(isIts)?.values;
    const api = account
      .list("azurerm_api_management_api")
      .find(
        ({ values }) =>
          values.name === operation.api_name && values.api_management_name === operation.api_management_name,
      )?.values;
    if (service === undefined || api === undefined) continue;
    const path = [text(api, "path"), needText(operation, "url_template", "an operation").replace(/^\//, "")];
    const url = `${needText(service, "gateway_url", "azurerm_api_management")}/${path
      .filter(Boolean)
      .join("/")
      .replace(/\*$|\{[^}]+\}/g, "x")}`;
    const method = text(operation, "method") ?? "POST";
    for (const [who, caller] of [
      [ANONYMOUSLY, ANONYMOUS],
      [stranger.name, stranger],
    ] as const) {
      const { status } = await gateway.send(caller, { method, url, headers: {} });
      const by = status === 401 || status === 403 ? undefined : `status ${status}: no policy refuses them`;
      attempts.push({ who, target: `${method} ${String(operation.url_template)} of ${String(service.name)}`, by });
    }
  }
  return attempts;
}
