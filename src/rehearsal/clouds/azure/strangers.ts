import type { Account } from "../../simulator/account";
import { blocks, isTrue, text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { isObject } from "../../../core/json";
import { addressNumber } from "../cidr";
import type { Attempt } from "../cloud";
import { hasGatewayKey, isPublic } from "./container-apps/applied";
import { AzureGateway } from "./gateway/api-management";
import { ANONYMOUS, OTHER_TENANT, TokenCaller } from "./identities/entra";
import { all, isSame, parentId } from "./ids";
import { deployedBy } from "./resources/template-deployment";
import { containersIn } from "./storage/applied";
import { openPorts } from "./network/open-ports";
import { acceptsPlainText, firewallOf } from "./postgresql/reach";

const ANONYMOUSLY = "an anonymous caller";
const ANYBODY = "anybody on the internet";

/** Whoever is no part of the tenant, at everything that has an address of its own. */
export async function strangers(account: Account): Promise<Attempt[]> {
  return [
    ...all(account, "azurerm_storage_account").flatMap((storage) => storageAttempts(account, storage)),
    ...all(account, "azurerm_container_app").map((app) => appAttempt(account, app)),
    ...all(account, "azurerm_postgresql_flexible_server").flatMap((server) => databaseAttempts(account, server)),
    ...all(account, "azurerm_api_management").flatMap(managementAttempts),
    ...openPorts(account),
    ...(await gatewayAttempts(account)),
  ];
}

/** @see https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-prevent */
function storageAttempts(account: Account, storage: Values): Attempt[] {
  const target = `azurerm_storage_account ${String(storage.name)}`;
  const isPublic = (each: Values) => ["blob", "container"].includes(String(each.container_access_type));
  const open = containersIn(account, storage).find(isPublic);
  const byAccount = "allow_nested_items_to_be_public, as soon as a container is made public";
  const byContainer = open === undefined ? byAccount : `container_access_type of ${String(open.name)}`;
  const isAllowed = storage.allow_nested_items_to_be_public !== false;
  const byKey = storage.shared_access_key_enabled === false ? undefined : "shared_access_key_enabled";
  return [
    { who: "an anonymous reader", target, by: isAllowed ? byContainer : undefined },
    { who: "whoever has seen an account key", target, by: byKey },
  ];
}

/** What runs at a public address must ask for the gateway's key, or for people to sign in. */
function appAttempt(account: Account, app: Values): Attempt {
  const isGuarded = hasGatewayKey(app) || asksToSignIn(account, app);
  const by = "its public address, with neither MLOPS_GATEWAY_KEY from a secret nor a sign-in";
  const isOpen = isPublic(account, app) && !isGuarded;
  return { who: ANONYMOUSLY, target: `azurerm_container_app ${String(app.name)}`, by: isOpen ? by : undefined };
}

/**
 * Whether Container Apps' own sign-in is on: a child of the app, which azurerm can make by a template alone.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.app/containerapps/authconfigs
 */
function asksToSignIn(account: Account, app: Values): boolean {
  return all(account, "azurerm_resource_group_template_deployment")
    .flatMap(deployedBy)
    .filter(({ id, type }) => type === "Microsoft.App/containerApps/authConfigs" && isSame(parentId(id), app.id))
    .some(({ properties: { platform, globalValidation } }) => {
      const action = isObject(globalValidation) ? globalValidation.unauthenticatedClientAction : undefined;
      const isOn = isObject(platform) && platform.enabled === true;
      return isOn && action !== undefined && action !== "AllowAnonymous";
    });
}

/** More addresses than a company's own. */
const MANY = 65_536;

/**
 * Rules that let in the internet. The rule from 0.0.0.0 to 0.0.0.0 stands for Azure's services, those of other tenants too: it is what a
 * platform without a network of its own has, and its documentation says so.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/network/how-to-networking-servers-deployed-public-access-add-firewall-rules
 */
function databaseAttempts(account: Account, server: Values): Attempt[] {
  const isWide = (rule: Values) =>
    addressNumber(text(rule, "end_ip_address")) - addressNumber(text(rule, "start_ip_address")) >= MANY;
  const open = firewallOf(account, server).find(isWide);
  const isPublic = server.public_network_access_enabled !== false && text(server, "delegated_subnet_id") === undefined;
  const by = `the firewall rule ${String(open?.name)}, from ${String(open?.start_ip_address)} to ${String(open?.end_ip_address)}`;
  const target = `azurerm_postgresql_flexible_server ${String(server.name)}`;
  const plain = acceptsPlainText(account, server)
    ? "connections without TLS: require_secure_transport is off"
    : undefined;
  return [
    { who: ANYBODY, target, by: isPublic && open !== undefined ? by : undefined },
    { who: "a reader of the network's traffic", target, by: plain },
  ];
}

/** What manages the service beside Resource Manager has keys of its own, or lets people make themselves a user. */
function managementAttempts(service: Values): Attempt[] {
  const target = `azurerm_api_management ${String(service.name)}`;
  const isOn = (name: string) => blocks(service, name).some((each) => isTrue(each, "enabled"));
  return [
    { who: "whoever has seen its keys", target, by: isOn("tenant_access") ? "tenant_access" : undefined },
    { who: ANYBODY, target, by: isOn("sign_up") ? "sign_up" : undefined },
  ];
}

/** Strangers at every operation of every API: a service may be closed where Snowflake calls it, and open beside. */
async function gatewayAttempts(account: Account): Promise<Attempt[]> {
  const gateway = new AzureGateway({ account, backend: { locate: () => undefined } });
  const stranger = new TokenCaller("another tenant's application", {
    tenant: OTHER_TENANT,
    client: "77777777-8888-4999-8aaa-bbbbbbbbbbbb",
    subject: "88888888-9999-4aaa-8bbb-cccccccccccc",
    audience: "api://another",
    version: 1,
  });
  const attempts: Attempt[] = [];
  for (const operation of all(account, "azurerm_api_management_api_operation")) {
    const name = operation.api_management_name;
    const service = all(account, "azurerm_api_management").find((each) => isSame(each.name, name));
    const api = all(account, "azurerm_api_management_api").find(
      (each) => each.name === operation.api_name && isSame(each.api_management_name, name),
    );
    const [method, template] = [String(operation.method), String(operation.url_template)];
    const path = `${text(api, "path") ?? ""}${template.replace(/\*$|\{[^}]+\}/g, "x")}`.replace(/^\//, "");
    const url = `${String(service?.gateway_url)}/${path}`;
    for (const [who, caller] of [
      [ANONYMOUSLY, ANONYMOUS],
      [stranger.name, stranger],
    ] as const) {
      const { status } = await gateway.send(caller, { method, url, headers: {} });
      const by = status === 401 || status === 403 ? undefined : `status ${status}: no policy refuses them`;
      attempts.push({ who, target: `${method} ${template} of ${String(name)}`, by });
    }
  }
  return attempts;
}
