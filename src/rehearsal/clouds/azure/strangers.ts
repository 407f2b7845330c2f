import type { Account } from "../../simulator/account";
import { addressNumber } from "../../simulator/measure";
import { text } from "../../simulator/readers";
import { holds } from "../../simulator/row-matching";
import type { Where } from "../../simulator/rows";
import type { Values } from "../../simulator/rule";
import type { Attempt } from "../cloud";
import { federationAttempts } from "../federation";
import { attemptsAt, openingsOf } from "../openings";
import { hasGatewayKey, isPublic } from "./container-apps/applied";
import { federationOf } from "./entra/federation";
import { AzureGateway } from "./gateway/api-management";
import another from "./identities/another.json";
import { ANONYMOUS, OTHER_TENANT, tokenCaller } from "./identities/entra";
import { all, find, isSame, parentId, select } from "./ids";
import openings from "./openings.json";
import { deployedBy } from "./resources/template-deployment";
import { openPorts } from "./network/open-ports";
import { firewallOf } from "./postgresql/reach";

const APPLICATION = "azuread_application";

/** Whoever is no part of the tenant, at everything that has an address of its own. */
export async function strangers(account: Account): Promise<Attempt[]> {
  return [
    ...openingsOf(account, openings, (id) => find(account, id) ?? select(account, APPLICATION, { client_id: id })[0]),
    ...all(account, "azurerm_container_app").map((app) => appAttempt(account, app)),
    ...all(account, "azurerm_postgresql_flexible_server").map((server) => databaseAttempt(account, server)),
    ...openPorts(account),
    ...(await gatewayAttempts(account)),
    ...(await federationAttempts(federationOf(account))),
  ];
}

/** What runs at a public address must ask for the gateway's key, or for people to sign in. */
function appAttempt(account: Account, app: Values): Attempt {
  const isGuarded = hasGatewayKey(app) || asksToSignIn(account, app);
  const by = "its public address, with neither MLOPS_GATEWAY_KEY from a secret nor a sign-in";
  const isOpen = isPublic(account, app) && !isGuarded;
  return { who: ANONYMOUS.name, target: `azurerm_container_app ${String(app.name)}`, by: isOpen ? by : undefined };
}

/**
 * Whether Container Apps' own sign-in is on: a child of the app, which azurerm can make by a template alone.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.app/containerapps/authconfigs
 */
function asksToSignIn(account: Account, app: Values): boolean {
  return all(account, "azurerm_resource_group_template_deployment")
    .flatMap(deployedBy)
    .filter(({ id, type }) => type === "Microsoft.App/containerApps/authConfigs" && isSame(parentId(id), app.id))
    .some(({ properties }) => holds(ASKS, properties as Values));
}

const ASKS: Where = {
  "platform.enabled": "^true$",
  "globalValidation.unauthenticatedClientAction": "^(?!AllowAnonymous$).",
};

/** More addresses than a company's own. */
const MANY = 65_536;

/**
 * Rules that let in the internet. The rule from 0.0.0.0 to 0.0.0.0 stands for Azure's services, those of other tenants too: it is what a
 * platform without a network of its own has, and its documentation says so.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/network/how-to-networking-servers-deployed-public-access-add-firewall-rules
 */
function databaseAttempt(account: Account, server: Values): Attempt {
  const isWide = (rule: Values) =>
    addressNumber(text(rule, "end_ip_address")) - addressNumber(text(rule, "start_ip_address")) >= MANY;
  const open = firewallOf(account, server).find(isWide);
  const isPublic = server.public_network_access_enabled !== false && text(server, "delegated_subnet_id") === undefined;
  const by = `the firewall rule ${String(open?.name)}, from ${String(open?.start_ip_address)} to ${String(open?.end_ip_address)}`;
  const target = `azurerm_postgresql_flexible_server ${String(server.name)}`;
  return { who: "anybody on the internet", target, by: isPublic && open !== undefined ? by : undefined };
}

async function gatewayAttempts(account: Account): Promise<Attempt[]> {
  const operations = all(account, "azurerm_api_management_api_operation").map((operation) => {
    const { api_management_name: name, api_name } = operation;
    const [service] = select(account, "azurerm_api_management", { name });
    const [api] = select(account, "azurerm_api_management_api", { name: api_name, api_management_name: name });
    const [method, template] = [String(operation.method), String(operation.url_template)];
    const path = `${text(api, "path") ?? ""}${template.replace(/\*$|\{[^}]+\}/g, "x")}`.replace(/^\//, "");
    return { method, template, url: `${String(service?.gateway_url)}/${path}`, of: String(name) };
  });
  const gateway = new AzureGateway({ account, backend: { locate: () => undefined } });
  const stranger = tokenCaller("another tenant's application", { ...another, tenant: OTHER_TENANT });
  return attemptsAt(gateway, operations, [ANONYMOUS, stranger], "policy");
}
