import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Facts } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import {
  UNKNOWN,
  type CreateContext,
  type DataSourceRule,
  type PlanContext,
  type RuleContext,
  type Values,
} from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { copy } from "../../../simulator/values";
import { all, isSame, select } from "../ids";
import { tenantId } from "../session";
import { findPrincipal, principalFor } from "./directory";
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
const uris: Facts = {
  foreign_uri: ({ account }, values) => {
    const allowed = [text(values, "client_id") ?? "-", tenantId(account)].map((id) => `api://${id}`);
    const isAllowed = (uri: string) => allowed.some((each) => uri === each || uri.startsWith(`${each}/`));
    const isVerified = (uri: string) => /^(api|https):\/\/([\w-]+\.)*rehearsal\.onmicrosoft\.com(\/|$)/.test(uri);
    return texts(values, "identifier_uris").find((uri) => !isVerified(uri) && !isAllowed(uri));
  },
  is_uri_taken: ({ account, type }, values) =>
    all(account, type)
      .filter((other) => other.object_id !== values.object_id)
      .some((other) => texts(other, "identifier_uris").some((uri) => texts(values, "identifier_uris").includes(uri))),
};

function settleIds({ values }: CreateContext): void {
  values.app_role_ids = idsByValue(blocks(values, "app_role"));
  values.oauth2_permission_scope_ids = idsByValue(scopesOf(values));
}

/** The application that a service principal stands for in the tenant. */
function applicationOf({ account }: RuleContext, { client_id }: Values): Values | undefined {
  return select(account, "azuread_application", { client_id })[0];
}

function settleServicePrincipal(context: CreateContext): void {
  const { account, values } = context;
  const application = applicationOf(context, values);
  const [roles, scopes] = [blocks(application, "app_role"), scopesOf(application)];
  const known = principalFor(account, values.client_id);
  fill(values, {
    display_name: text(application, "display_name") ?? known?.name ?? "",
    sign_in_audience: text(application, "sign_in_audience") ?? "AzureADMultipleOrgs",
    service_principal_names: texts(application, "identifier_uris"),
    redirect_uris: texts(block(application, "web"), "redirect_uris"),
    app_role_ids: idsByValue(roles),
    app_roles: copy<Values[]>(roles),
    oauth2_permission_scope_ids: idsByValue(scopes),
    oauth2_permission_scopes: copy<Values[]>(scopes),
  });
}

/** @see https://learn.microsoft.com/en-us/graph/api/serviceprincipal-post-approleassignedto */
const assignments: Facts = {
  resource: ({ account }, { resource_object_id: id }) => findPrincipal(account, String(id))?.clientId,
  has_role: (context, { resource_object_id: id, app_role_id: role }) => {
    const client_id = findPrincipal(context.account, String(id))?.clientId ?? null;
    const own = blocks(applicationOf(context, { client_id }), "app_role").map((each) => each.id);
    const roles = isSame(id, GRAPH.objectId) ? Object.values(GRAPH_PERMISSIONS) : own;
    return [DEFAULT_ROLE, ...roles].some((each) => isSame(each, role));
  },
  resource_name: ({ account }, { resource_object_id: id }) => findPrincipal(account, String(id))?.name,
  principal: ({ account }, { principal_object_id: id }) => findPrincipal(account, String(id))?.type,
  principal_name: ({ account }, { principal_object_id: id }) => findPrincipal(account, String(id))?.name,
};

export const applicationActs: Readonly<Record<string, Acts>> = {
  azuread_application: {
    facts: uris,
    plan,
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
  azuread_service_principal: {
    facts: {
      known: ({ account }, values) => {
        const { objectId } = principalFor(account, values.client_id) ?? {};
        return isSame(objectId, values.object_id) ? undefined : objectId;
      },
      application: (context, values) => text(applicationOf(context, values), "client_id"),
    },
    check: ({ account, values }) => {
      if (isTrue(values, "use_existing"))
        values.object_id = principalFor(account, values.client_id)?.objectId ?? values.object_id ?? null;
    },
    create: settleServicePrincipal,
  },
  azuread_app_role_assignment: { facts: assignments },
};

/** Reads a service principal of the tenant: Microsoft Graph's, which is always there, or one of an application. */
export const servicePrincipal: DataSourceRule = {
  type: "azuread_service_principal",
  cites: "https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/data-sources/service_principal",
  read: ({ account, config: { client_id }, values }) => {
    const found = principalFor(account, client_id);
    if (found === undefined)
      return refuse(`Service principal with client ID "${String(client_id)}" was not found`, "client_id");
    const { objectId: object_id, name: display_name } = found;
    const app_role_ids = object_id === GRAPH.objectId ? { ...GRAPH_PERMISSIONS } : {};
    Object.assign(values, { id: `/servicePrincipals/${object_id}`, object_id, client_id, display_name, app_role_ids });
  },
};
