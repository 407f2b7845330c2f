import { text } from "../../../simulator/readers";
import type { DataSourceRule } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { principals } from "./directory";
import permissions from "./graph.json";

/** Microsoft Graph in the simulated tenant; its client ID is the same in every tenant. */
export const GRAPH = {
  clientId: "00000003-0000-0000-c000-000000000000",
  objectId: "44444444-5555-4666-8777-888888888888",
} as const;

/** IDs of its application permissions. @see https://learn.microsoft.com/en-us/graph/permissions-reference */
export const GRAPH_PERMISSIONS: Readonly<Record<string, string>> = permissions;

/** Reads a service principal of the tenant: Microsoft Graph's, which is always there, or one of an application. */
export const servicePrincipal: DataSourceRule = {
  type: "azuread_service_principal",
  cites: "https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/data-sources/service_principal",
  read: ({ account, config, values }) => {
    const clientId = text(config, "client_id") ?? "";
    const isGraph = clientId === GRAPH.clientId;
    const found = principals(account).find((each) => each.clientId === clientId);
    if (!isGraph && found === undefined)
      refuse(`Service principal with client ID "${clientId}" was not found`, "client_id");
    const objectId = found?.objectId ?? GRAPH.objectId;
    Object.assign(values, {
      id: `/servicePrincipals/${objectId}`,
      object_id: objectId,
      client_id: clientId,
      display_name: found?.name ?? "Microsoft Graph",
      app_role_ids: isGraph ? { ...GRAPH_PERMISSIONS } : {},
    });
  },
};
