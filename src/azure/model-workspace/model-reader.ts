import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";

/** The right of a workspace's identity to read models where MLflow keeps them. */
export function modelReader(scope: Construct, id: string, store: IArtifactStore, principalId: string): RoleAssignment {
  return new RoleAssignment(scope, id, {
    scope: store.containerId,
    roleDefinitionName: "Storage Blob Data Reader",
    principalId,
    principalType: "ServicePrincipal",
  });
}
