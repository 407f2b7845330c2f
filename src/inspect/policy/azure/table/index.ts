import type { AzureReadRole, GraphReadPermission } from "../../../../core/ci-access/read-roles";
import type { Row } from "../row";
import { IDENTITIES } from "./identities";
import { MODELS } from "./models";
import { NETWORKS } from "./network";
import { OPERATIONS } from "./operations";
import { SERVERS } from "./servers";
import { STORAGE_AND_DATABASES } from "./storage";

/**
 * Resource types of azurerm and azuread, and the roles that handle them.
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles
 */
export const RESOURCES: Readonly<Record<string, Row>> = {
  ...IDENTITIES,
  ...NETWORKS,
  ...STORAGE_AND_DATABASES,
  ...SERVERS,
  ...OPERATIONS,
  ...MODELS,
};

/** Role that a data source needs besides that of a plan, and the attribute with its scope: an ID, or the name of a resource group. */
export interface DataSourceRow {
  readonly role?: AzureReadRole | GraphReadPermission;
  readonly on?: string;
  /** What it is in, within the resource group: its type, and the attribute with its name. @default - the resource group is the scope */
  readonly parent?: { readonly type: string; readonly name: string };
}

/** Data sources. */
export const DATA_SOURCES: Readonly<Record<string, DataSourceRow>> = {
  azurerm_client_config: {},
  azurerm_subscription: { role: "Reader" },
  azurerm_subnet: {
    role: "Reader",
    on: "resource_group_name",
    parent: { type: "Microsoft.Network/virtualNetworks", name: "virtual_network_name" },
  },
  azurerm_key_vault_secret: { role: "Key Vault Secrets User", on: "key_vault_id" },
  azuread_client_config: {},
  azuread_service_principal: { role: "Application.Read.All" },
};
