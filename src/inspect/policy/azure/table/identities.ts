import type { Row } from "../row";

const GRAPH_APPLICATIONS = "Application.ReadWrite.OwnedBy";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** Resource groups, identities and their roles, and what is in Entra. */
export const IDENTITIES: Readonly<Record<string, Row>> = {
  azurerm_resource_group: { role: "Contributor", type: "Microsoft.Resources/subscriptions/resourceGroups" },
  // It creates what its template says.
  azurerm_resource_group_template_deployment: {
    role: "Contributor",
    type: "Microsoft.Resources/deployments",
    actions: "Microsoft.Resources/deployments/exportTemplate/action Microsoft.Resources/deployments/validate/action",
    reads: "Microsoft.Resources/deployments/exportTemplate/action",
  },
  azurerm_user_assigned_identity: { role: "Managed Identity Contributor", type: IDENTITY },
  azurerm_federated_identity_credential: {
    role: "Managed Identity Contributor",
    type: `${IDENTITY}/federatedIdentityCredentials`,
  },
  azurerm_role_assignment: {
    role: "Role Based Access Control Administrator",
    type: "Microsoft.Authorization/roleAssignments",
    in: "scope",
  },
  azurerm_role_definition: {
    role: "User Access Administrator",
    type: "Microsoft.Authorization/roleDefinitions",
    in: "scope",
  },
  azuread_application: { role: GRAPH_APPLICATIONS },
  azuread_service_principal: { role: GRAPH_APPLICATIONS },
  azuread_app_role_assignment: { role: "AppRoleAssignment.ReadWrite.All" },
};
