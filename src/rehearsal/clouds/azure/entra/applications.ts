import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type CreateContext, type PlanContext, type Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { all, isSame, select } from "../ids";
import { tenantId } from "../session";
import { findPrincipal, principals } from "./directory";
import { GRAPH, GRAPH_PERMISSIONS } from "./graph";

const DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000";

function scopesOf(application: Values | undefined): Values[] {
  return blocks(block(application, "api"), "oauth2_permission_scope");
}

/** The version of the tokens for an application: 1 where its manifest says nothing. */
export function tokenVersion(application: Values): number {
  return number(block(application, "api"), "requested_access_token_version") ?? 1;
}

function idsByValue(permissions: readonly Values[]): Values {
  return Object.fromEntries(
    permissions.flatMap((each) => (text(each, "value") === undefined ? [] : [[String(each.value), each.id ?? null]])),
  );
}

function plan({ account, config, prior, planned, error }: PlanContext): void {
  const isTwin = (other: Values) => other.display_name === config.display_name && other.id !== prior?.id;
  if (isTrue(config, "prevent_duplicate_names") && all(account, "azuread_application").some(isTwin))
    error(`an existing application with the name "${String(config.display_name)}" was found`, "display_name");
  if (prior === undefined) return;
  const form = (permissions: readonly Values[]) => JSON.stringify(idsByValue(permissions));
  if (form(blocks(prior, "app_role")) !== form(blocks(planned, "app_role"))) planned.app_role_ids = UNKNOWN;
  if (form(scopesOf(prior)) !== form(scopesOf(planned))) planned.oauth2_permission_scope_ids = UNKNOWN;
}

/** @see https://learn.microsoft.com/en-us/entra/identity-platform/identifier-uri-restrictions */
function checkUris({ account, values }: CreateContext): void {
  const own = text(values, "client_id");
  const domain = "rehearsal.onmicrosoft.com";
  for (const uri of texts(values, "identifier_uris")) {
    const allowed = [...(own === undefined ? [] : [own]), tenantId(account)].map((id) => `api://${id}`);
    const isVerified = new RegExp(`^(api|https)://([\\w-]+\\.)*${domain.replaceAll(".", "\\.")}(/|$)`).test(uri);
    if (!isVerified && !allowed.some((each) => uri === each || uri.startsWith(`${each}/`)))
      refuse(
        `HostNameNotOnVerifiedDomain: Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
        "identifier_uris",
      );
    const taken = all(account, "azuread_application").some(
      (other) => other.object_id !== values.object_id && texts(other, "identifier_uris").includes(uri),
    );
    if (taken)
      refuse(
        "Request_BadRequest: Another object with the same value for property identifierUris already exists.",
        "identifier_uris",
      );
  }
}

function settleIds({ values }: CreateContext): void {
  values.app_role_ids = idsByValue(blocks(values, "app_role"));
  values.oauth2_permission_scope_ids = idsByValue(scopesOf(values));
}

/** A service principal stands for one application in the tenant. */
function findApplication(context: CreateContext): Values | undefined {
  const { account, values } = context;
  return select(account, "azuread_application", { client_id: values.client_id })[0];
}

function checkServicePrincipal(context: CreateContext): void {
  const { account, values } = context;
  const clientId = String(values.client_id);
  const existing = principals(account).find((each) => isSame(each.clientId, clientId));
  if (existing !== undefined && !isSame(existing.objectId, values.object_id)) {
    if (!isTrue(values, "use_existing"))
      refuse(
        `A resource with the ID "${existing.objectId}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azuread_service_principal" for more information.`,
        "client_id",
      );
    values.object_id = existing.objectId;
  }
  if (existing === undefined && findApplication(context) === undefined)
    refuse(
      `Request_BadRequest: The appId '${clientId}' of the service principal does not reference a valid application object.`,
      "client_id",
    );
}

function settleServicePrincipal(context: CreateContext): void {
  const { account, values } = context;
  const application = findApplication(context);
  const roles = blocks(application, "app_role");
  const permissions = (of: readonly Values[]): Values[] => of.map((each) => ({ ...each }));
  const known = principals(account).find((each) => isSame(each.clientId, values.client_id));
  fill(values, {
    display_name: text(application, "display_name") ?? known?.name ?? "",
    sign_in_audience: text(application, "sign_in_audience") ?? "AzureADMultipleOrgs",
    service_principal_names: texts(application, "identifier_uris"),
    redirect_uris: texts(block(application, "web"), "redirect_uris"),
    app_role_ids: idsByValue(roles),
    app_roles: permissions(roles),
    oauth2_permission_scope_ids: idsByValue(scopesOf(application)),
    oauth2_permission_scopes: permissions(scopesOf(application)),
  });
}

/** @see https://learn.microsoft.com/en-us/graph/api/serviceprincipal-post-approleassignedto */
function checkAssignment(context: CreateContext): void {
  const { account, values } = context;
  const [resource] = select(account, "azuread_service_principal", { object_id: values.resource_object_id });
  const principal = findPrincipal(account, String(values.principal_object_id));
  const [application] = select(account, "azuread_application", { client_id: resource?.client_id });
  const isGraph = isSame(values.resource_object_id, GRAPH.objectId);
  const roles = isGraph ? Object.values(GRAPH_PERMISSIONS) : blocks(application, "app_role").map((role) => role.id);
  if (values.app_role_id !== DEFAULT_ROLE && !roles.some((id) => isSame(id, values.app_role_id)))
    refuse(
      `Request_BadRequest: Permission being assigned was not found on application '${String(resource?.client_id)}'`,
      "app_role_id",
    );
  fill(values, {
    principal_type: principal?.type ?? "",
    principal_display_name: principal?.name ?? "",
    ...(isGraph && { resource_display_name: "Microsoft Graph" }),
  });
}

export const applicationActs: Readonly<Record<string, Acts>> = {
  azuread_application: {
    plan,
    check: checkUris,
    create: settleIds,
    update: settleIds,
    // With an application go its principal and what was assigned on it.
    delete: ({ account, prior }) => {
      for (const { id, values } of account.list("azuread_service_principal")) {
        if (!isSame(values.client_id, prior.client_id)) continue;
        account.remove("azuread_service_principal", id);
        for (const assignment of account.list("azuread_app_role_assignment"))
          if (isSame(assignment.values.resource_object_id, values.object_id))
            account.remove("azuread_app_role_assignment", assignment.id);
      }
    },
  },
  azuread_service_principal: { check: checkServicePrincipal, create: settleServicePrincipal },
  azuread_app_role_assignment: { check: checkAssignment },
};
